from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from ordergate.harness.evidence.documents import Documents
from ordergate.harness.evidence.drawing import drawn
from ordergate.harness.evidence.journal_reader import slices
from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.selection import Selection
from ordergate.harness.evidence.sequence import Arrow, Diagram, Gap, Note, Quiet, Sequence
from ordergate.harness.findings import Finding
from tests.evidence.fabricated import FINDING, MONDAY_US, World, write_failed_journal

SVG = "{http://www.w3.org/2000/svg}"


def diagram_of(path: Path, *findings: Finding, limit: int = 60) -> Diagram:
    documents = Documents(findings)
    sequence = Sequence(documents, limit)
    for part in slices(path):
        if part.id is not None:
            for event in part:
                documents.follow(event)
                sequence.add(event)
    return sequence.finished(Masker())


def diagram(tmp_path: Path, act: Callable[[World], None], limit: int = 60) -> Diagram:
    world = World(tmp_path / "journal.ndjson")
    world.journal.write("scenario", id="S01", title="")
    act(world)
    world.journal.close()
    return diagram_of(tmp_path / "journal.ndjson", limit=limit)


def test_a_story_runs_from_people_over_the_systems_to_the_verdict(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    made = diagram_of(tmp_path / "journal.ndjson", FINDING)
    assert made.participants == ("people", "marketplace", "connector", "oms", "erp", "wms")
    assert [_line(row) for row in made.rows] == [
        "buyer: orders 10 of MUG-01 for 84.00 GBP",
        "[name-1]: Bjork Mills looks at MUG-01",
        "people > marketplace [name-1]: place order 201*",
        "marketplace > connector order.placed no answer!*",
        "marketplace > connector order.placed, attempt 2 200*",
        "1 quiet",
        "connector > marketplace get order 200*",
        "connector > oms find orders 200*",
        "connector > oms create order 201*",
        "connector > erp create sales order 429!*",
        "connector > erp create sales order no answer, yet done!*",
        "connector > erp find sales orders 200*",
        "connector > wms create outbound 201*",
        "picker: ships 4 of MUG-01 as parcel W2K9QD",
        "people > wms picker: ship 201*",
        "wms > connector outbound.shipped 200*",
        "connector > wms get parcel 200*",
        "connector > oms fulfil 201*",
        "connector > marketplace confirm shipment 201*",
        "connector > erp post invoice 201*",
        "connector > marketplace upload invoice 201*",
        "48 quiet",
        "picker: ships 6 of MUG-01 as parcel W2K9R1",
        "people > wms picker: ship 201*",
        "wms > connector outbound.shipped 200*",
        "connector > wms get parcel 200*",
        "connector > oms fulfil 201*",
        "connector > marketplace confirm shipment 201*",
        "connector > erp post invoice 201*",
        "connector > marketplace upload invoice 201*",
        "24 quiet",
        "everything has arrived",
        "rule I07 is broken: warehouse shipped 10, marketplace was told 8",
    ]


def _line(row: object) -> str:
    if isinstance(row, Arrow):
        marks = "!" * row.failed + "*" * row.marked
        return f"{row.source} > {row.target} {row.label} {row.outcome}{marks}"
    if isinstance(row, Quiet):
        return f"{row.count} quiet"
    return row.text if isinstance(row, Note) else f"{row}"


def test_a_poll_that_brings_something_is_drawn_and_the_same_answer_again_is_not(
    tmp_path: Path,
) -> None:
    def act(world: World) -> None:
        for orders in ([], [], ["A"], ["A"], ["B"]):
            world.call("oms", "poll", "GET /orders", answer={"orders": orders, "next": None})
        world.call("oms", "poll", "GET /orders", 503)

    assert [_line(row) for row in diagram(tmp_path, act).rows] == [
        "2 quiet",
        "connector > oms poll 200",
        "1 quiet",
        "connector > oms poll 200",
        "connector > oms poll 503!",
    ]


def test_disturbances_are_drawn_where_they_begin_and_end(tmp_path: Path) -> None:
    def act(world: World) -> None:
        world.journal.write("disturbed", system="erp", what="system_down")
        world.call("erp", "look", "GET /items", 503)
        world.journal.write("healed", system="erp", what="system_down")
        world.settled(ok=False, reason="2 webhooks are pending")

    assert diagram(tmp_path, act).rows[::2] == (
        Note(MONDAY_US, "erp is disturbed from here on: system down", bad=True),
        Note(MONDAY_US + 40_000, "erp is back to normal after system down"),
    )


def test_a_look_by_people_is_never_quiet(tmp_path: Path) -> None:
    def act(world: World) -> None:
        world.call("oms", "look", "GET /_world/x", caller="accountant", answer={"rows": []})

    assert [_line(row) for row in diagram(tmp_path, act).rows] == ["people > oms accountant: look 200"]


def test_beyond_the_limit_changes_are_kept_before_looks_and_the_rest_is_counted(
    tmp_path: Path,
) -> None:
    def act(world: World) -> None:
        for number in range(10):
            world.call("erp", "look", f"GET /items/{number}", answer={"item": number})
        world.call("erp", "book", "POST /orders", 201)
        for number in range(10):
            world.call("erp", "look", f"GET /items/{number}", answer={"new": number})
        world.call("erp", "book", "POST /orders", 500)

    made = diagram(tmp_path, act, limit=5)
    assert [_line(row) for row in made.rows] == [
        "connector > erp look 200",
        "connector > erp look 200",
        "Gap(count=8)",
        "connector > erp book 201",
        "Gap(count=9)",
        "connector > erp look 200",
        "connector > erp book 500!",
    ]
    assert made.left_out == 17


def test_an_unknown_path_is_drawn_as_it_was_asked(tmp_path: Path) -> None:
    def act(world: World) -> None:
        world.journal.write("call", system="erp", op="?", method="GET", path="/x/ann@b.example", status=404)

    (arrow,) = diagram(tmp_path, act).rows
    assert _line(arrow) == "connector > erp GET /x/[email-1] 404!"


def test_the_drawing_is_well_formed_and_holds_every_row(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    made = diagram_of(tmp_path / "journal.ndjson", FINDING)
    svg = drawn(made, started_us=MONDAY_US, name="sequence of <S07>")
    root = ElementTree.fromstring(str(svg))
    groups = [group.get("class", "") for group in root.iter(f"{SVG}g")]
    assert root.findtext(f"{SVG}title") == "sequence of <S07>"
    assert groups.count("note") == 5
    assert groups.count("note bad") == 1
    assert groups.count("arrow bad marked") == 1
    assert groups.count("arrow bad lost marked") == 1
    assert groups.count("arrow webhook bad lost marked") == 1
    assert sum(group.startswith("arrow") for group in groups) == 24
    asides = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "aside"]
    assert asides == [
        "1 call that brought nothing new",
        "48 calls that brought nothing new, over 3 h 55 min",
        "24 calls that brought nothing new, over 1 h 55 min",
    ]


def test_nobody_talking_draws_nothing() -> None:
    assert drawn(Diagram((), (Gap(1),), 1), started_us=0, name="x") == ""


def test_a_selection_keeps_the_start_and_the_end_of_what_matters_most() -> None:
    selection: Selection[str] = Selection(3)
    for number in range(100):
        selection.add(f"look {number}", rank=2)
        selection.add(f"change {number}", rank=1)
    assert [(kept.before, kept.item) for kept in selection.kept()] == [
        (1, "change 0"),
        (3, "change 1"),
        (199, "change 99"),
    ]
    assert selection.weight == 200


def test_many_findings_do_not_crowd_out_the_calls(tmp_path: Path) -> None:
    def act(world: World) -> None:
        for number in range(100):
            world.journal.write("finding", rule="I07", text=f"{number}")
        world.call("erp", "book", "POST /orders", 201)

    rows = diagram(tmp_path, act, limit=20).rows
    assert len(rows) == 11
    assert _line(rows[10]) == "connector > erp book 201"
