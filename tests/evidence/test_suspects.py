from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ordergate.harness.evidence.journal_reader import slices
from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.suspects import Beside, Suspects
from ordergate.harness.findings import Finding
from tests.evidence.fabricated import FINDING, ORDER, World, write_failed_journal


def beside(path: Path, finding: Finding) -> Beside:
    suspects = Suspects((finding,))
    for part in slices(path):
        for event in part:
            suspects.add(event)
    (found,) = suspects.finished(Masker(), 1_500)
    return found


def test_what_the_connector_wrote_about_the_documents_stands_beside_the_finding(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "j.ndjson")
    found = beside(tmp_path / "j.ndjson", replace(FINDING, systems=("marketplace",)))
    assert [(each.asked, each.request.count("W2K9R1")) for each in found.exchanges] == [
        (f"POST /v1/orders/{ORDER}/shipments", 0),
        (f"POST /v1/orders/{ORDER}/shipments", 1),
    ]


def test_a_finding_without_systems_is_looked_for_where_the_others_are(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "j.ndjson")
    expected = Finding("expectation", "10 == 9", documents=(ORDER,))
    suspects = Suspects((expected, replace(FINDING, systems=("oms",))))
    for part in slices(tmp_path / "j.ndjson"):
        for event in part:
            suspects.add(event)
    first, _ = suspects.finished(Masker(), 1_500)
    assert {each.target for each in first.exchanges} == {"oms"}


def test_what_was_not_answered_well_comes_before_what_was(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    for number in range(5):
        status = None if number == 1 else 201
        world.call("erp", "create", f"POST /orders/{number}", status, sent={"ref": ORDER})
    world.journal.close()
    found = beside(tmp_path / "j.ndjson", Finding("I01", "two of it", ("erp",), (ORDER,)))
    assert [each.asked[-1] for each in found.exchanges] == ["1", "3", "4"]


def test_a_webhook_that_nobody_took_is_shown_and_one_that_was_taken_later_is_not(tmp_path: Path) -> None:
    for attempts, outcomes in (((None, 200), []), ((None, 500), ["no answer", "500"])):
        world = World(tmp_path / "j.ndjson")
        for attempt, status in enumerate(attempts, start=1):
            world.webhook("marketplace", "order.placed", status, attempt)
        world.journal.close()
        found = beside(tmp_path / "j.ndjson", Finding("I02", "lost", ("erp",), (ORDER,)))
        assert [each.outcome for each in found.exchanges] == outcomes


def test_where_nothing_was_written_that_is_said(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    world.call("erp", "find", f"GET /orders?ref={ORDER}")
    world.call("wms", "create", "POST /outbound", sent={"ref": ORDER})
    world.journal.close()
    lost = Finding("I02", "lost", ("erp", "oms"), (ORDER,))
    assert beside(tmp_path / "j.ndjson", lost) == Beside(
        absent="In the journal, no call that would change erp or oms names these documents."
    )
    assert beside(tmp_path / "j.ndjson", replace(lost, systems=(), documents=())) == Beside()
