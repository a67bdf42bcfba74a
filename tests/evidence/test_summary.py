from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from ordergate.harness.evidence.records import SkippedScenario, Verdict
from ordergate.harness.evidence.summary import plain_summary, print_summary
from tests.evidence.fabricated import FAILED, FINDING, REPEAT, compared_across, passed, run_of

PASSED = passed("S01", "one order of 10, shipped, invoiced and paid")
NOT_PROVEN = replace(PASSED, id="S27", topology="full", verdict=Verdict.NOT_PROVEN, reason="no 429 was seen")

BROKEN = "rule I07 shipments agree in all systems; order 408-5512345-1190023; 84.00 GBP at risk"
EXPECTED = f"""\
verdict      scenario                                          topology       findings    simulated
───────────────────────────────────────────────────────────────────────────────────────────────────
passed       S01 one order of 10, shipped, invoiced and paid   shop-erp-wms              8 h 00 min
failed       S07 10 ordered, 4 then 6 ship                     shop-erp-wms          1   8 h 00 min
not proven   S27 one order of 10, shipped, invoiced and paid   full                      8 h 00 min

failed S07 10 ordered, 4 then 6 ship (shop-erp-wms)
  {FINDING.text}
  {BROKEN}; look at wms, marketplace
  repeat: {REPEAT}

not proven S27 one order of 10, shipped, invoiced and paid (full)
  no 429 was seen
  repeat: {REPEAT.replace("S07", "S01")}

failed: Of 3 scenarios, 1 failed, 1 could not be proven, 1 passed.
"""


def test_the_plain_summary_says_what_failed_and_how_to_repeat_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    assert plain_summary(run_of((PASSED, FAILED, NOT_PROVEN))) == EXPECTED


def test_on_a_terminal_the_verdicts_have_colours_and_commands_stay_on_one_line() -> None:
    sink = io.StringIO()
    console = Console(file=sink, width=60, force_terminal=True, color_system="standard")
    print_summary(run_of((FAILED,)), console)
    assert "\x1b[1;31mfailed" in sink.getvalue()
    assert f"  repeat: {REPEAT}\n" in sink.getvalue()


def test_brackets_in_words_are_words() -> None:
    record = replace(FAILED, title="[bold]10[/bold] ordered", findings=(), reason="expected [4, 6]")
    text = plain_summary(run_of((record,)))
    assert "S07 [bold]10[/bold] ordered" in text
    assert "  expected [4, 6]\n" in text


def test_many_findings_are_counted_instead_of_listed() -> None:
    findings = tuple(replace(FINDING, text=f"finding {number}") for number in range(30))
    text = plain_summary(run_of((replace(FAILED, findings=findings), FAILED)))
    assert "finding 19\n" in text
    assert "finding 20\n" not in text
    assert "\n11 more findings; report.html and findings.json have them all\n" in text


def test_the_same_finding_in_several_topologies_is_told_once() -> None:
    text = plain_summary(run_of(compared_across("erp", "crm")))
    assert text.count("marketplace 8") == 1
    assert "\nfailed S07 10 ordered, 4 then 6 ship (erp, crm)\n" in text


def test_known_findings_are_told_with_their_reason_and_mark_what_passed() -> None:
    known = replace(PASSED, known=((FINDING, "agreed until 2027-01-31"),))
    text = plain_summary(run_of((known, *(replace(known, id=f"K{number}") for number in range(6)))))
    assert "\npassed (known)" in text
    assert f"\nknown S01 {PASSED.title}\n  {FINDING.text}\n  because: agreed until 2027-01-31\n" in text
    assert "\n2 more known findings; report.html has them all\n" in text
    assert text.endswith("\npassed: 7 scenarios passed, 7 of them with known findings only.\n")


def test_personal_data_does_not_reach_the_terminal() -> None:
    record = replace(FAILED, findings=(), reason="mail from ann@b.example was lost")
    assert "  mail from [email-1] was lost\n" in plain_summary(run_of((record,)))


def test_repeats_that_ended_alike_stand_in_one_row() -> None:
    text = plain_summary(run_of((PASSED, replace(PASSED, seed=2), replace(PASSED, seed=3))))
    [row] = [line for line in text.splitlines() if "S01" in line]
    assert row.startswith("passed 3 times")


def test_what_was_asked_for_and_not_run_is_named_and_proves_nothing() -> None:
    unmet = (SkippedScenario("S34", "", "", "the connector does not offer kits (connector.features)"),)
    text = plain_summary(replace(run_of((PASSED,)), unmet=unmet))
    assert "\nnot run S34: the connector does not offer kits (connector.features)\n" in text
    assert "not proven: 1 scenario passed; S34 could not be run.\n" in text
    assert "passed:" not in text


def test_a_run_in_which_ordergate_itself_failed_has_not_passed() -> None:
    text = plain_summary(replace(run_of((PASSED,)), harness_failed=2))
    assert "not proven: 1 scenario passed, and something went wrong in Ordergate itself.\n" in text
    assert "Ordergate itself failed in 2 scenarios, of which nothing is known." in text
