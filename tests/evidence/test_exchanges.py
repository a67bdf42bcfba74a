from __future__ import annotations

from pathlib import Path

from ordergate.harness.evidence.documents import Documents
from ordergate.harness.evidence.exchanges import Exchanges, ShownExchanges
from ordergate.harness.evidence.journal_reader import slices
from ordergate.harness.evidence.masking import Masker
from ordergate.harness.findings import Finding
from tests.evidence.fabricated import ADDRESS, FINDING, ORDER, World, write_failed_journal


def shown(
    path: Path, *findings: Finding, limit: int = 30, cut: int = 1_500, found: bool = True
) -> ShownExchanges:
    documents = Documents(findings)
    exchanges = Exchanges(documents, limit, found=found)
    for part in slices(path):
        for event in part:
            documents.follow(event)
            exchanges.add(event)
    return exchanges.finished(Masker(), cut)


def a_journal(tmp_path: Path, system: str, op: str, request: str, status: int | None) -> Path:
    world = World(tmp_path / "journal.ndjson")
    world.call(system, op, request, status, sent={"ship_to": ADDRESS, "ref": "it's 1"},
               answer={"id": 1000042, "more": "x" * 500}, changed=["order 1000042"])  # fmt: skip
    world.journal.close()
    return tmp_path / "journal.ndjson"


def test_those_that_touched_a_named_document_are_shown_and_no_other(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    picked = shown(tmp_path / "journal.ndjson", FINDING)
    assert picked.touching == (
        ORDER, "W2K9QD", "W2K9R1", "1000042", "0000000311", "W2K9P4", "9000000017", "9000000018",
    )  # fmt: skip
    assert len(picked.items) == 24
    assert not any("/v1/listings" in each.asked for each in picked.items)
    assert not any("/erp/v2/changes" in each.asked for each in picked.items)


def test_a_document_is_recognised_whole(tmp_path: Path) -> None:
    path = a_journal(tmp_path, "oms", "create", "POST /api/orders", 201)
    assert len(shown(path, Finding(rule="I", text="", documents=("oms order 1000042",))).items) == 1
    assert shown(path, Finding(rule="I", text="", documents=("oms order 100004",))).items == ()


def test_what_serves_many_orders_is_not_followed(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.ndjson")
    sent = {"orders": [ORDER, *(f"408-5512345-000000{number}" for number in range(6))]}
    created = [f"order 000000040{number}" for number in range(7)]
    world.call("erp", "create_orders", "POST /bulk", 207, sent=sent, changed=created)
    world.call("erp", "get_order", "GET /orders/0000000403")
    world.journal.close()
    picked = shown(tmp_path / "journal.ndjson", FINDING)
    assert [each.asked for each in picked.items] == ["POST /bulk"]


def test_without_a_named_document_those_that_were_not_answered_well_are_shown(
    tmp_path: Path,
) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    picked = shown(tmp_path / "journal.ndjson")
    assert picked.touching == ()
    assert [(each.asked, each.outcome) for each in picked.items] == [
        (f"webhook order.placed {ORDER}", "no answer"),
        ("POST /erp/v2/salesOrders", "429"),
        ("POST /erp/v2/salesOrders", "no answer, yet done"),
    ]


def test_where_nothing_was_found_also_what_the_connector_wrote_is_shown(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    picked = shown(tmp_path / "journal.ndjson", found=False)
    assert len([each for each in picked.items if each.source == "connector"]) == 20
    assert not any(each.asked.startswith("GET") for each in picked.items)


def test_bodies_are_masked_and_cut_to_a_readable_length(tmp_path: Path) -> None:
    path = a_journal(tmp_path, "oms", "create", "POST /api/orders", None)
    (exchange,) = shown(path, cut=60).items
    assert exchange.request == (
        '{\n  "ship_to": {\n    "name": "[name-1]",\n    "line": "[addre\n… 110 more characters'
    )
    assert exchange.note == "the caller got no answer, although this changed order 1000042"
    assert exchange.curl.endswith('--data-binary "$(cat request.json)"')


def test_beyond_the_limit_changes_are_kept_and_the_rest_is_counted(tmp_path: Path) -> None:
    write_failed_journal(tmp_path / "journal.ndjson")
    picked = shown(tmp_path / "journal.ndjson", FINDING, limit=9)
    assert picked.left_out == 15
    assert not any(each.asked.startswith("GET") for each in picked.items)
