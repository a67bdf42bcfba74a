from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from ordergate.harness.evidence.ctrf import write_ctrf
from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.records import RunRecord, SkippedScenario, Verdict
from tests.evidence.fabricated import FAILED, FINDING, REPEAT, passed, run_of

PASSED = passed("S01", "one order")
NOT_PROVEN = replace(PASSED, id="S27", topology="full", verdict=Verdict.NOT_PROVEN, reason="no 429 was seen")
KNOWN = replace(PASSED, id="S09", known=((FINDING, "until May"),))
RUN = replace(
    run_of((PASSED, FAILED, NOT_PROVEN, KNOWN)),
    skipped=(SkippedScenario("S02", "tax", "full", "no second zone"),),
)

WORD = {"type": "string"}
NUMBER = {"type": "integer"}
ANYTHING = {"type": "object"}
STATUS = {"enum": ["passed", "failed", "skipped", "pending", "other"]}
WORDS = {"type": "array", "items": WORD}


def closed(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


# The part of the published schema (ctrf.io) that a report of Ordergate uses: all that it requires,
# and of what it allows the properties that are written here, so that any other one is refused.
SCHEMA = closed(
    "results reportFormat specVersion",
    reportFormat={"const": "CTRF"},
    specVersion={"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
    generatedBy=WORD,
    results=closed(
        "tool summary tests",
        tool=closed("name", name={"type": "string", "minLength": 1}, version=WORD),
        summary=closed(
            "tests passed failed skipped pending other start stop",
            **dict.fromkeys([*STATUS["enum"], "tests", "suites", "start", "stop"], NUMBER),
        ),
        tests={
            "type": "array",
            "items": closed(
                "name status duration",
                id={"type": "string", "format": "uuid"},
                name={"type": "string", "minLength": 1},
                status=STATUS,
                rawStatus=WORD,
                duration=NUMBER,
                suite={**WORDS, "minItems": 1},
                message=WORD,
                trace=WORD,
                tags=WORDS,
                labels={"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
                type=WORD,
                extra=ANYTHING,
            ),
        },
        environment=closed(
            "", reportName=WORD, appName=WORD, osPlatform=WORD, extra=ANYTHING
        ),
    ),
)  # fmt: skip


def report_of(run: RunRecord, folder: Path) -> dict[str, Any]:
    write_ctrf(run, folder / "ctrf.json", Masker())
    report: dict[str, Any] = json.loads((folder / "ctrf.json").read_text("utf-8"))
    return report


@pytest.mark.parametrize("run", [RUN, run_of(()), replace(RUN, strict=True, started="some day")])
def test_a_report_keeps_the_schema(tmp_path: Path, run: RunRecord) -> None:
    validator = jsonschema_rs.Draft7Validator(SCHEMA, validate_formats=True)
    assert [error.message for error in validator.iter_errors(report_of(run, tmp_path))] == []


def test_the_summary_counts_each_status(tmp_path: Path) -> None:
    assert report_of(RUN, tmp_path)["results"]["summary"] == {
        "tests": 5, "passed": 2, "failed": 1, "skipped": 1, "pending": 0, "other": 1, "suites": 2,
        "start": 1795341851000, "stop": 1795341852648,
    }  # fmt: skip


def test_a_failed_scenario_is_a_failed_test_with_its_finding(tmp_path: Path) -> None:
    test = report_of(RUN, tmp_path)["results"]["tests"][1]
    trace = test.pop("trace")
    assert test == {
        "id": "afa7816b-99e2-5ffb-950d-26ed1b476d99",
        "name": "S07 10 ordered, 4 then 6 ship [shop-erp-wms]",
        "suite": ["ordergate", "shop-erp-wms"],
        "type": "e2e",
        "status": "failed",
        "rawStatus": "failed",
        "duration": 412,
        "tags": ["S07", "shop-erp-wms", "I07"],
        "labels": {"scenario": "S07", "topology": "shop-erp-wms", "seed": 8123},
        "message": FINDING.text,
        "extra": {
            "repeat": REPEAT,
            "findings": [
                {
                    "rule": "I07",
                    "text": FINDING.text,
                    "order": "408-5512345-1190023",
                    "money_at_risk": "84.00",
                    "currency": "GBP",
                }
            ],
        },
    }
    assert trace.startswith(f"{FINDING.text}\n  rule: I07 shipments agree in all systems\n")
    assert trace.endswith(f"\nrepeat: {REPEAT}")


def test_what_is_not_proven_known_or_not_run_is_told_apart(tmp_path: Path) -> None:
    tests = report_of(RUN, tmp_path)["results"]["tests"]
    told = [(test["status"], test.get("message", ""), test["tags"]) for test in tests[2:]]
    assert told == [
        ("other", "no 429 was seen", ["S27", "full"]),
        ("passed", "", ["S09", "shop-erp-wms", "known"]),
        ("skipped", "no second zone", ["S02", "full"]),
    ]
    assert tests[3]["extra"]["known"][0]["reason"] == "until May"


def test_in_a_strict_run_what_is_not_proven_has_failed(tmp_path: Path) -> None:
    tests = report_of(replace(RUN, strict=True), tmp_path)["results"]["tests"]
    assert (tests[2]["status"], tests[2]["rawStatus"]) == ("failed", "not proven")


def test_a_test_has_the_same_id_in_every_run_and_no_other_has_it(tmp_path: Path) -> None:
    ids = [test["id"] for test in report_of(RUN, tmp_path)["results"]["tests"]]
    assert ids == [test["id"] for test in report_of(RUN, tmp_path)["results"]["tests"]]
    assert len(set(ids)) == 5
