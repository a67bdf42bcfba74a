"""What rules make of an order's documents is worked out once, and anew when one of them changes."""

from __future__ import annotations

from ordergate.harness.judge.books import Case, Kind

INVOICES = Kind("erp", "invoices")


def count(case: Case) -> int:
    counted.append(case.key)
    return len(case.all("erp", "invoices"))


counted: list[str] = []


def test_what_is_derived_is_worked_out_once_until_a_document_changes() -> None:
    counted.clear()
    case = Case("main/408-1")
    assert [case.derived(count), case.derived(count)] == [0, 0]
    case.hold(INVOICES, "90001", "an invoice")
    assert [case.derived(count), case.derived(count)] == [1, 1]
    assert len(counted) == 2


def test_what_is_forgotten_is_worked_out_again() -> None:
    counted.clear()
    case = Case("main/408-1")
    case.derived(count)
    case.forget()
    case.derived(count)
    assert len(counted) == 2
