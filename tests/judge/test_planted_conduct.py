"""A connector that does things twice, does not wait, hammers, or never falls silent."""

from __future__ import annotations

from msgspec.structs import replace

from ordergate.harness.judge.judge import Judge
from ordergate.simulators.kernel.conduct import EARLY, HAMMERED, TRUSTED, Offence
from tests.judge.breaking import Life


def texts(judge: Judge) -> list[str]:
    return [f"{one.rule}: {one.text}" for one in judge.settled().findings]


def test_calls_before_the_pause_is_over_are_found() -> None:
    judge = Judge(("marketplace", "erp"))
    judge.heard({"erp": [Offence(EARLY, "place_sales_order", 2, 0)]})
    assert texts(judge) == [
        "I28: 2 calls of place_sales_order came to the erp before the pause was over that it had asked "
        "for with Retry-After, besides the 3 that may"
    ]


def test_hammering_is_found() -> None:
    judge = Judge(("marketplace", "erp"))
    judge.heard({"erp": [], "marketplace": [Offence(HAMMERED, "ship_order", 1, 0)]})
    assert texts(judge) == [
        "I28: the same call of ship_order failed at the marketplace more than 20 times within a minute, "
        "1 call too many"
    ]


def test_a_webhook_that_nobody_signed_and_that_was_taken_is_found() -> None:
    judge = Judge(("marketplace", "erp"))
    judge.heard({"marketplace": [Offence(TRUSTED, "order.placed", 2, 0)]})
    assert texts(judge) == [
        "I30: 2 webhooks of order.placed with a signature that is not the marketplace's were acknowledged "
        "with 2xx; 401 is right"
    ]


def test_writes_after_nothing_changes_are_found_and_gone_when_they_have_stopped() -> None:
    judge = Judge(("marketplace", "erp"))
    judge.heard({}, {("marketplace", "publish_stock"): 4})
    assert texts(judge) == [
        "I29: the connector asked the marketplace 4 times for publish_stock, "
        "while nothing changed for minutes"
    ]
    judge.heard({}, {})
    assert texts(judge) == []


def test_a_payment_that_was_booked_twice_is_found(life: Life) -> None:
    last = life.last("erp", "payments")
    again = replace(last.after, number="0699999999")
    booked = last._replace(key="0699999999", before=None, after=again, version=1)
    found = [one.text for one in life.judged([*life.changes, booked]).findings if one.rule == "I27"]
    assert found == [
        f"payment 0699999999 of the erp bears the reference {again.external_ref} of payment {last.key}: "
        "it was made twice"
    ]
