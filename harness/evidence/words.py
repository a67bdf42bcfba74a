"""Numbers, money and time as people read them, and the sentences that every report shares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ..findings import Finding
from .records import RunRecord, ScenarioRecord, Verdict

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 scenario``, ``2 scenarios``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def amount(value: Decimal | None, currency: str) -> str:
    """``1,084.00 GBP``; unknown money is called unknown."""
    return "unknown" if value is None else f"{value:,.2f} {currency}".rstrip()


def instant(at_us: int) -> str:
    """An instant of the world's clock, in UTC."""
    return (_EPOCH + timedelta(microseconds=at_us)).strftime("%Y-%m-%d %H:%M:%S")


def elapsed(duration_us: int) -> str:
    """A stretch of time in its two largest units: ``2 h 03 min``."""
    seconds, rest_us = divmod(max(duration_us, 0), 1_000_000)
    if seconds < 60:
        return f"{seconds}.{rest_us // 100_000} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds:02} s"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes:02} min"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours:02} h"


def headline(run: RunRecord) -> str:
    """The counts behind the verdict of a run, in one sentence."""
    total = counted(len(run.scenarios), "scenario")
    if not run.scenarios:
        return "No scenario ran to its end, so nothing is proven."
    failed, unproven = run.count(Verdict.FAILED), run.count(Verdict.NOT_PROVEN)
    passed = run.count(Verdict.PASSED)
    if passed == len(run.scenarios):
        if run.interrupted:
            return f"{total} passed; the others were not reached."
        return f"{total} passed: no business rule was broken."
    parts = [(failed, "failed"), (unproven, "could not be proven"), (passed, "passed")]
    listed = ", ".join(f"{number:,} {words}" for number, words in parts if number)
    return f"Of {total}, {listed}."


def caveat(run: RunRecord) -> str:
    """What a reader has to know before trusting the verdict; empty when there is nothing."""
    if run.interrupted:
        return "The run was interrupted before its end; scenarios that are not listed were not run."
    if run.strict and run.count(Verdict.NOT_PROVEN):
        return "The run was strict: what could not be proven counts as failed."
    return ""


def rule_of(finding: Finding, run: RunRecord) -> str:
    """The broken rule: ``I07 shipments agree``."""
    return f"{finding.rule} {run.rules.get(finding.rule, '')}".strip()


def what_happened(scenario: ScenarioRecord) -> str:
    """One line on why a scenario ended as it did."""
    if scenario.findings:
        more = len(scenario.findings) - 1
        return scenario.findings[0].text + (f" (and {counted(more, 'more finding')})" if more else "")
    return scenario.reason


def repeats(scenario: ScenarioRecord) -> tuple[str, ...]:
    """The lines that run the scenario again, each once."""
    lines = [scenario.repeat, *(finding.repeat for finding in scenario.findings)]
    return tuple(dict.fromkeys(line for line in lines if line))
