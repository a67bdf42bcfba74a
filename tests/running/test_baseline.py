"""What somebody has accepted does not fail the gate, until its day has come; nothing else is excused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.evidence.records import ScenarioRecord, Verdict
from ordergate.harness.findings import Finding
from ordergate.harness.running.baseline import Baseline, read_baseline, remarks, set_known_apart

TODAY = date(2026, 3, 1)
KNOWN = {"rule": "I20", "reason": "OPS-12", "expires": "2026-03-01"}


def record(*findings: Finding) -> ScenarioRecord:
    return ScenarioRecord(
        id="S07", title="ships in parts", rule="", topology="full", seed=1,
        verdict=Verdict.FAILED if findings else Verdict.PASSED, reason="broken: I20", findings=findings,
    )  # fmt: skip


def baseline(**more: str) -> Baseline:
    return Baseline.model_validate({"known": [KNOWN | more]})


FOUND = Finding("I20", "order 408-1: 3.06 was billed twice")
OTHER = Finding("I11", "stock of MUG is 3 in the wms, 4 in the erp")


def test_a_known_finding_is_set_apart_with_its_reason_and_the_scenario_passes() -> None:
    (apart,) = set_known_apart([record(FOUND)], baseline(), TODAY)
    assert (apart.verdict, apart.findings) == (Verdict.PASSED, ())
    assert apart.known == ((FOUND, "OPS-12 (until 2026-03-01)"),)
    assert apart.reason == "all that was found is known"


def test_another_finding_beside_a_known_one_still_fails() -> None:
    (apart,) = set_known_apart([record(FOUND, OTHER)], baseline(), TODAY)
    assert (apart.verdict, apart.findings) == (Verdict.FAILED, (OTHER,))
    assert [finding for finding, _ in apart.known] == [FOUND]


@pytest.mark.parametrize(
    "narrower",
    [{"scenario": "S08"}, {"topology": "shop-erp"}, {"text": "billed thrice"}, {"rule": "I2"}],
)
def test_a_known_finding_excuses_nothing_else(narrower: dict[str, str]) -> None:
    (apart,) = set_known_apart([record(FOUND)], baseline(**narrower), TODAY)
    assert (apart.verdict, apart.known) == (Verdict.FAILED, ())


def test_a_known_finding_may_be_narrowed_down() -> None:
    narrow = baseline(scenario="S07", topology="full", text="billed twice")
    assert set_known_apart([record(FOUND)], narrow, TODAY)[0].verdict is Verdict.PASSED
    assert narrow.known[0].name == "I20 S07 full billed twice"


def test_a_known_finding_counts_again_after_its_day() -> None:
    late = date(2026, 3, 2)
    assert set_known_apart([record(FOUND)], baseline(), late)[0].verdict is Verdict.FAILED
    assert remarks([record(FOUND)], baseline(), late) == [
        "the known finding I20 expired on 2026-03-01 and counts again"
    ]


def test_a_known_finding_that_was_not_met_is_said() -> None:
    assert remarks([record(OTHER)], baseline(), TODAY) == [
        "the known finding I20 was not met; take it out when it is mended"
    ]
    assert remarks([record(FOUND)], baseline(), TODAY) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[known]", "of known findings cannot be read: "),
        ('[[known]]\nrule = "I20"', "known.0.reason: field required; known.0.expires: field required"),
        (
            '[[known]]\nrule = "I20"\nreason = ""\nexpires = 2026-01-01',
            "known.0.reason: string should have at least",
        ),
        (
            '[[known]]\nrule = "I20"\nreason = "x"\nexpires = "soon"',
            "known.0.expires: input should be a valid date",
        ),
        (
            '[[known]]\nrule = "I20"\nreason = "x"\nexpires = 2026-01-01\nwho = "ann"',
            "known.0.who: extra inputs",
        ),
        ("[known]\nrule = 3", "known"),
        ("other = 1", "other: extra inputs are not permitted"),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "known.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_baseline(file)
    assert words in str(refused.value)
    assert str(file) in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file .*known\.toml of known findings"):
        read_baseline(tmp_path / "known.toml")
