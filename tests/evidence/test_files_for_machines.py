from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ordergate.harness.evidence.ctrf import write_ctrf
from ordergate.harness.evidence.files import write_whole
from ordergate.harness.evidence.findings_json import write_findings_json
from ordergate.harness.evidence.junit import write_junit
from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.records import RunRecord, SkippedScenario, Verdict
from ordergate.harness.evidence.report import write_report
from ordergate.harness.evidence.requirements import Requirement
from ordergate.harness.evidence.run_json import write_run_json
from ordergate.harness.evidence.scope import UatScope
from ordergate.harness.evidence.uat import write_uat
from ordergate.harness.evidence.writers import Evidence
from ordergate.harness.findings import Finding
from tests.evidence.fabricated import (
    CANARIES,
    FAILED,
    FINDING,
    ORDER,
    REPEAT,
    passed,
    run_of,
)
from tests.evidence.reading import readable

PASSED = passed("S01", "one order")
NOT_PROVEN = replace(PASSED, id="S27", topology="full", verdict=Verdict.NOT_PROVEN, reason="no 429 was seen")
RUN = run_of((PASSED, FAILED, NOT_PROVEN))


def test_run_json_says_what_was_run_with_what_and_how_it_ended(tmp_path: Path) -> None:
    write_run_json(run_of((FAILED,)), tmp_path / "run.json", Masker())
    assert json.loads((tmp_path / "run.json").read_text("utf-8")) == {
        "format": 1,
        "run": "2026-11-22T10-04-11-8123",
        "verdict": "failed",
        "interrupted": False,
        "strict": False,
        "started": "2026-11-22 10:04:11 UTC",
        "seed": 8123,
        "clock": "virtual",
        "connector": "reference engine",
        "configuration_hash": "b2:5f0c1d9e",
        "profile": "calm",
        "faults": [],
        "topologies": ["shop-erp-wms"],
        "versions": {"ordergate": "0.1.0", "python": "3.11.2"},
        "counts": {"passed": 0, "failed": 1, "indeterminate": 0},
        "known": 0,
        "links_covered": {},
        "links_by_reference": {},
        "harness_failed": 0,
        "unmet": [],
        "skipped": [],
        "scenarios": [
            {
                "id": "S07",
                "title": "10 ordered, 4 then 6 ship",
                "topology": "shop-erp-wms",
                "seed": 8123,
                "verdict": "failed",
                "reason": "",
                "findings": 1,
                "known": 0,
                "started_us": 1291192000000000,
                "ended_us": 1291220800000000,
                "wall_s": 0.412,
                "journal": "journals/S07.ndjson",
                "repeat": REPEAT,
                "policies": {},
            }
        ],
    }


def test_findings_json_names_values_documents_and_money(tmp_path: Path) -> None:
    write_findings_json(RUN, tmp_path / "findings.json", Masker())
    assert json.loads((tmp_path / "findings.json").read_text("utf-8")) == {
        "format": 1,
        "run": "2026-11-22T10-04-11-8123",
        "findings": [
            {
                "scenario": "S07",
                "topology": "shop-erp-wms",
                "seed": 8123,
                "rule": "I07",
                "rule_title": "shipments agree in all systems",
                "text": FINDING.text,
                "systems": ["wms", "marketplace"],
                "documents": list(FINDING.documents),
                "order": ORDER,
                "values": {
                    "wms shipped": "10",
                    "oms shipped": "10",
                    "erp delivered": "10",
                    "marketplace was told": "8",
                },
                "money_at_risk": "84.00",
                "currency": "GBP",
                "repeat": REPEAT,
            }
        ],
        "known": [],
    }


JUNIT = f"""\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="ordergate" tests="2" failures="1" errors="0" skipped="1" time="0.824">
  <testsuite name="ordergate shop-erp-wms" tests="1" failures="1" errors="0" skipped="0" \
time="0.412" timestamp="2026-11-22 10:04:11 UTC">
    <properties>
      <property name="run" value="2026-11-22T10-04-11-8123" />
      <property name="connector" value="reference engine" />
      <property name="seed" value="8123" />
      <property name="clock" value="virtual" />
    </properties>
    <testcase classname="ordergate.shop-erp-wms" name="S07 10 ordered, 4 then 6 ship [seed 8123]" \
time="0.412">
      <failure message="{FINDING.text}" type="I07">{FINDING.text}
  rule: I07 shipments agree in all systems
  order: {ORDER}
  money at risk: 84.00 GBP
  systems to look at: wms, marketplace
  wms shipped: 10
  oms shipped: 10
  erp delivered: 10
  marketplace was told: 8
  documents: {", ".join(FINDING.documents)}
repeat: {REPEAT}</failure>
    </testcase>
  </testsuite>
  <testsuite name="ordergate full" tests="1" failures="0" errors="0" skipped="1" \
time="0.412" timestamp="2026-11-22 10:04:11 UTC">
    <properties>
      <property name="run" value="2026-11-22T10-04-11-8123" />
      <property name="connector" value="reference engine" />
      <property name="seed" value="8123" />
      <property name="clock" value="virtual" />
    </properties>
    <testcase classname="ordergate.full" name="S27 one order [seed 8123]" time="0.412">
      <skipped message="not proven: no 429 was seen" />
    </testcase>
  </testsuite>
</testsuites>
"""


def test_junit_has_one_case_per_scenario_and_topology(tmp_path: Path) -> None:
    write_junit(run_of((FAILED, NOT_PROVEN)), tmp_path / "junit.xml", Masker())
    assert (tmp_path / "junit.xml").read_text("utf-8") == JUNIT


def test_in_a_strict_run_what_is_not_proven_is_an_error(tmp_path: Path) -> None:
    write_junit(replace(RUN, strict=True), tmp_path / "junit.xml", Masker())
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert {name: root.get(name) for name in ("errors", "skipped")} == {
        "errors": "1",
        "skipped": "0",
    }
    assert [error.get("message") for error in root.iter("error")] == ["not proven: no 429 was seen"]


def test_known_findings_pass_with_a_word_in_the_log_and_stand_apart_from_open_ones(tmp_path: Path) -> None:
    known = replace(PASSED, known=((FINDING, "until May"),))
    write_junit(run_of((known,)), tmp_path / "junit.xml", Masker())
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (root.get("failures"), root.get("skipped")) == ("0", "0")
    assert root.findtext(".//system-out") == f"known: {FINDING.text}\n  because: until May"
    write_findings_json(run_of((known,)), tmp_path / "findings.json", Masker())
    told = json.loads((tmp_path / "findings.json").read_text("utf-8"))
    assert told["findings"] == []
    assert [(each["rule"], each["reason"]) for each in told["known"]] == [("I07", "until May")]


def test_run_json_says_what_was_left_out(tmp_path: Path) -> None:
    run = replace(
        RUN,
        skipped=(SkippedScenario("S02", "tax", "full", "no zone"),),
        links_covered={"full": ("orders",)},
        links_by_reference={"full": ("stock",)},
    )
    write_run_json(run, tmp_path / "run.json", Masker())
    told = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert told["skipped"] == [{"id": "S02", "title": "tax", "topology": "full", "reason": "no zone"}]
    assert told["links_covered"] == {"full": ["orders"]}
    assert told["links_by_reference"] == {"full": ["stock"]}


def test_a_failure_is_named_after_the_finding_that_knows_where_to_look(tmp_path: Path) -> None:
    expected = Finding("expectation", "9 == 10")
    write_junit(run_of((replace(FAILED, findings=(expected, FINDING)),)), tmp_path / "junit.xml", Masker())
    failure = ElementTree.parse(tmp_path / "junit.xml").getroot().find(".//failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("I07", f"{FINDING.text} (and 1 more finding)")


def test_characters_that_xml_cannot_hold_are_replaced(tmp_path: Path) -> None:
    odd = replace(FAILED, title="bell \a, half \ud83d, mug \u2615")
    write_junit(run_of((odd,)), tmp_path / "junit.xml", Masker())
    case = ElementTree.parse(tmp_path / "junit.xml").getroot().find("testsuite/testcase")
    assert case is not None
    assert case.get("name") == "S07 bell \ufffd, half \ufffd, mug \u2615 [seed 8123]"


def test_no_file_holds_personal_data_or_secrets(run: RunRecord, evidence: Evidence) -> None:
    journals = "".join(
        (evidence.run.parent / str(scenario.journal)).read_text("utf-8") for scenario in run.scenarios
    )
    assert [canary for canary in CANARIES if canary not in journals] == []
    for path in evidence.written:
        text = "\n".join(readable(path)).lower()
        assert [canary for canary in CANARIES if canary.lower() in text] == [], path.name


def test_what_people_wrote_is_masked_in_every_file(tmp_path: Path) -> None:
    told = "ann@b.example rang from +44 1632 960123"
    finding = replace(FINDING, text=told, values={"email": "ann"}, documents=(told,))
    record = replace(
        FAILED, findings=(finding,), title=told, rule=told, reason=told, known=((finding, told),)
    )
    skipped = SkippedScenario("S02", told, "full", told)
    run = replace(run_of((record,)), skipped=(skipped,), catalogue=(("S03", told),))
    scope = UatScope(project=told, not_tested=(told,), requirements=(Requirement("R-1", told, (), told),))
    writers: list[Callable[[RunRecord, Path, Masker], None]] = [
        write_run_json, write_findings_json, write_junit, write_report, write_ctrf,
        lambda run, path, masker: write_uat(run, path, scope, masker),
    ]  # fmt: skip
    for number, write in enumerate(writers):
        write(run, tmp_path / f"{number}", Masker())
        text = (tmp_path / f"{number}").read_text("utf-8")
        assert "[email-1] rang from [phone-1]" in text
        assert "ann@" not in text
        assert "1632" not in text


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def parts() -> object:
        yield "half"
        raise KeyboardInterrupt

    (tmp_path / "report.html").write_text("the one before")
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "report.html", parts())  # type: ignore[arg-type]  # It never ends.
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "the one before"
