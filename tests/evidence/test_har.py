from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

from ordergate.harness.evidence.har import write_har
from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.records import RunRecord
from ordergate.harness.evidence.writers import Evidence
from tests.evidence.fabricated import FAILED, ORDER, World, passed, run_of

PLAIN = replace(passed("S01", "one order"), journal="j.ndjson", story=())


def log_of(run: RunRecord, folder: Path) -> dict[str, Any]:
    write_har(run, folder, folder / "traffic.har", Masker())
    log: dict[str, Any] = json.loads((folder / "traffic.har").read_text("utf-8"))["log"]
    return log


def test_a_call_is_an_entry_with_its_bodies_masked(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    world.call("oms", "create_order", "POST /api/orders?email=a%40b.example&x=", 201,
               sent={"email": "a@b.example"}, answer=[1.50], changed=["order 1000042"])  # fmt: skip
    world.journal.close()
    log = log_of(run_of((PLAIN,)), tmp_path)
    assert log["version"] == "1.2"
    assert log["creator"] == {"name": "Ordergate", "version": "0.1.0"}
    assert log["pages"] == [
        {"startedDateTime": "2010-12-01T08:26:40.000+00:00", "id": "scenario-1", "pageTimings": {},
         "title": "S01 one order (shop-erp-wms, seed 8123)", "comment": "passed"}
    ]  # fmt: skip
    assert log["entries"] == [
        {
            "pageref": "scenario-1",
            "startedDateTime": "2010-12-01T08:26:40.000+00:00",
            "time": 40.0,
            "cache": {},
            "timings": {"send": 0, "wait": 40.0, "receive": 0},
            "request": {
                "method": "POST",
                "url": "http://oms/api/orders?email=[email-1]&x=",
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": [],
                "queryString": [{"name": "email", "value": "[email-1]"}, {"name": "x", "value": ""}],
                "headersSize": -1,
                "bodySize": 22,
                "postData": {"mimeType": "application/json", "params": [], "text": '{"email": "[email-1]"}'},
            },
            "response": {
                "status": 201,
                "statusText": "Created",
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": [],
                "content": {"size": 5, "mimeType": "application/json", "text": "[1.5]"},
                "redirectURL": "",
                "headersSize": -1,
                "bodySize": 5,
            },
            "_system": "oms",
            "_caller": "connector",
            "_operation": "create_order",
            "_changed": ["order 1000042"],
        }
    ]


def test_a_call_without_an_answer_and_a_webhook_are_told_as_such(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    world.call("erp", "look", "GET /orders", None)
    world.webhook("marketplace", "order.placed", 503, attempt=2)
    world.journal.close()
    lost, webhook = log_of(run_of((PLAIN,)), tmp_path)["entries"]
    assert (lost["response"]["status"], lost["response"]["_error"]) == (0, "no answer")
    assert "postData" not in lost["request"]
    assert webhook["request"]["url"] == "http://connector.test/hooks?token=[secret-1]"
    assert webhook["response"]["statusText"] == "Service Unavailable"
    assert (webhook["_webhook"], webhook["_subject"], webhook["_attempt"]) == ("order.placed", ORDER, 2)


def test_each_scenario_is_a_page_and_what_came_before_the_first_belongs_to_it(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    world.call("oms", "subscribe", "GET /before")
    for scenario in ("S07", "S99", "S01"):
        world.journal.write("scenario", id=scenario, title="")
        world.call("oms", "look", f"GET /{scenario}")
    world.journal.close()
    run = run_of((PLAIN, replace(PLAIN, id="S07"), replace(PLAIN, id="S02", journal=None)))
    log = log_of(run, tmp_path)
    assert [(each["pageref"], each["request"]["url"]) for each in log["entries"]] == [
        ("scenario-1", "http://oms/before"), ("scenario-2", "http://oms/S07"), ("scenario-1", "http://oms/S01"),
    ]  # fmt: skip
    assert [page["id"] for page in log["pages"]] == ["scenario-1", "scenario-2", "scenario-3"]


def test_a_journal_that_cannot_be_read_leaves_the_others_whole(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    world.call("oms", "look", "GET /x")
    world.journal.close()
    (tmp_path / "bad.ndjson").write_text("nonsense\n")
    run = run_of((replace(PLAIN, journal="bad.ndjson"), replace(PLAIN, journal="gone"), PLAIN))
    assert [each["pageref"] for each in log_of(run, tmp_path)["entries"]] == ["scenario-3"]
    assert log_of(run_of(()), tmp_path)["entries"] == []


def test_all_traffic_of_a_run_is_in_it(run: RunRecord, evidence: Evidence) -> None:
    assert evidence.har is not None
    entries = json.loads(evidence.har.read_text("utf-8"))["log"]["entries"]
    journals = [(evidence.har.parent / str(each.journal)).read_text("utf-8") for each in run.scenarios]
    calls = sum(text.count('"kind":"call"') + text.count('"kind":"delivery"') for text in journals)
    assert len(entries) == calls == 578


def test_a_long_journal_is_never_held(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    world.journal.write("scenario", id="S07", title="")
    for number in range(12_000):
        world.call("oms", "look", f"GET /x/{number}", answer={"at": number, "more": "x" * 1_000})
    world.journal.close()
    tracemalloc.start()
    write_har(run_of((replace(FAILED, journal="j.ndjson"),)), tmp_path, tmp_path / "t.har", Masker())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "t.har").stat().st_size > 18_000_000
    assert peak < 12_000_000  # Mostly the bodies that a journal may refer back to.
