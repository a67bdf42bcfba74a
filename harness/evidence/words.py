"""Numbers, money and time as people read them, and the sentences that every report shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from ..findings import Finding
from ..judge.currencies import places_of
from .records import RunRecord, ScenarioRecord, Verdict

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 scenario``, ``2 scenarios``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def amount(value: Decimal | None, currency: str) -> str:
    """``1,084.00 GBP``; unknown money is called unknown."""
    return "unknown" if value is None else f"{value:,.{places_of(currency)}f} {currency}".rstrip()


def amounts(totals: Mapping[str, Decimal]) -> str:
    """Money in several currencies: ``84.00 GBP, 12.50 EUR``; empty when there is none."""
    return ", ".join(amount(total, currency) for currency, total in totals.items())


def figures(value: Decimal, currency: str) -> str:
    """An amount in a column where its currency needs no telling: ``1,084.00``."""
    return f"{value:,.{places_of(currency)}f}"


def price(value: Decimal | None, currency: str) -> str:
    """A unit price, as fine as it needs to be and at least as its currency; nothing where there is none."""
    if value is None:
        return ""
    short, places = value.normalize(), places_of(currency)
    coins = value == value.quantize(Decimal(1).scaleb(-places))
    return f"{value:,.{places}f}" if coins else f"{short:,f}"


def instant(at_us: int) -> str:
    """An instant of the world's clock, in UTC."""
    return (_EPOCH + timedelta(microseconds=at_us)).strftime("%Y-%m-%d %H:%M:%S")


def in_zone(at_us: int, zone: str) -> str:
    """An instant of the world's clock, to the minute as the clocks of a zone show it."""
    return (_EPOCH + timedelta(microseconds=at_us)).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")


def zone_name(zone: str) -> str:
    """A zone as people call it: ``Europe/London`` is London."""
    return zone.rpartition("/")[2].replace("_", " ")


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
        return f"{total} passed{_reservation(run)}"
    parts = [(failed, "failed"), (unproven, "could not be proven"), (passed, "passed")]
    listed = ", ".join(f"{number:,} {words}" for number, words in parts if number)
    return f"Of {total}, {listed}."


def _reservation(run: RunRecord) -> str:
    """What has to be said in the sentence by which all scenarios passed."""
    if run.interrupted:
        return "; the others were not reached."
    if run.harness_failed:
        return ", and something went wrong in Ordergate itself."
    if run.unmet:
        return f"; {', '.join(each.id for each in run.unmet)} could not be run."
    if run.known_count:
        return f", {run.known_count:,} of them with known findings only."
    return ": no business rule was broken."


def disturbed(run: RunRecord) -> str:
    """What was done to every scenario of a run, in words; empty when nothing was."""
    told = [] if run.profile == "calm" else [f"the profile {run.profile}"]
    told += [f"'{rule}'" for rule in run.faults]
    return f"disturbed by {', '.join(told)}" if told else ""


def caveat(run: RunRecord) -> str:
    """What a reader has to know before trusting the verdict; empty when there is nothing."""
    if run.interrupted:
        return "The run was interrupted before its end; scenarios that are not listed were not run."
    if run.harness_failed:
        times = counted(run.harness_failed, "scenario")
        return f"Ordergate itself failed in {times}, of which nothing is known."
    if run.unmet and not run.strict:
        return "What was asked for and could not be run is not proven; --strict counts it as failed."
    if run.strict and (run.unmet or run.count(Verdict.NOT_PROVEN)):
        return "The run was strict: what could not be proven counts as failed."
    return ""


def rule_of(finding: Finding, run: RunRecord) -> str:
    """The broken rule: ``I07 shipments agree``."""
    return f"{finding.rule} {run.rules.get(finding.rule, '')}".strip()


def what_happened(scenario: ScenarioRecord) -> str:
    """One line on why a scenario ended as it did."""
    telling = telling_finding(scenario)
    if telling is not None:
        more = len(scenario.findings) - 1
        return telling.text + (f" (and {counted(more, 'more finding')})" if more else "")
    if scenario.passed_as_known:
        return f"{counted(len(scenario.known), 'known finding')}: {scenario.known[0][0].text}"
    return scenario.reason


def telling_finding(scenario: ScenarioRecord) -> Finding | None:
    """The finding to name where there is room for one: rather one that knows where to look."""
    return next((each for each in scenario.findings if each.systems), next(iter(scenario.findings), None))


def verdict_words(scenario: ScenarioRecord) -> str:
    """The verdict of a scenario as users read it, with the mark of known findings."""
    return f"{scenario.verdict.words} (known)" if scenario.passed_as_known else scenario.verdict.words


def repeats(scenario: ScenarioRecord) -> tuple[str, ...]:
    """The lines that run the scenario again, each once."""
    lines = [scenario.repeat, *(finding.repeat for finding in scenario.findings)]
    return tuple(dict.fromkeys(line for line in lines if line))


def explanation(run: RunRecord, scenario: ScenarioRecord) -> Iterator[str]:
    """Everything about why a scenario did not pass, line by line, for the log of a CI server."""
    if not scenario.findings:
        yield scenario.reason
    for finding in scenario.findings:
        yield finding.text
        yield f"  rule: {rule_of(finding, run)}"
        if finding.order:
            yield f"  order: {finding.order}"
        if finding.money_at_risk is not None:
            yield f"  money at risk: {amount(finding.money_at_risk, finding.currency)}"
        if finding.systems:
            yield f"  systems to look at: {', '.join(finding.systems)}"
        for name, value in finding.values.items():
            yield f"  {name}: {value}"
        if finding.documents:
            yield f"  documents: {', '.join(finding.documents)}"
    for line in repeats(scenario):
        yield f"repeat: {line}"


def known_lines(scenario: ScenarioRecord) -> Iterator[str]:
    """The known findings of a scenario, each with why it is known."""
    for finding, reason in scenario.known:
        yield f"known: {finding.text}"
        yield f"  because: {reason}"
