"""Known findings: a gate stays green on what somebody has accepted, with a reason and until a date."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import UsageError
from ..evidence.records import ScenarioRecord, Verdict
from ..findings import Finding

Text = Annotated[str, Field(min_length=1)]


class Known(BaseModel):
    """A finding that is known; what is left empty matches everything."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Text
    scenario: str = ""
    topology: str = ""
    text: str = ""
    reason: Text
    expires: date

    def matches(self, scenario: ScenarioRecord, finding: Finding) -> bool:
        """Whether it speaks of this finding."""
        return (
            self.rule == finding.rule
            and self.scenario in ("", scenario.id)
            and self.topology in ("", scenario.topology)
            and self.text in finding.text
        )

    @property
    def name(self) -> str:
        """What it is about, in words."""
        return " ".join(part for part in (self.rule, self.scenario, self.topology, self.text) if part)


class Baseline(BaseModel):
    """The file of known findings: a ``[[known]]`` table for each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    known: tuple[Known, ...] = ()


def read_baseline(file: Path) -> Baseline:
    """The known findings of a file; UsageError names what is wrong in it."""
    try:
        return Baseline.model_validate(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        raise UsageError(f"there is no file {file} of known findings") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{file} of known findings cannot be read: {error}") from None
    except ValidationError as error:
        wrong = [
            f"{'.'.join(map(str, found['loc']))}: {found['msg'].lower()}"
            for found in error.errors(include_url=False)
        ]
        raise UsageError(
            f"{file} cannot be used as it is: {'; '.join(wrong)} "
            "(a [[known]] takes rule, reason, expires, and scenario, topology, text if wanted)"
        ) from None


def check_rules(baseline: Baseline, rules: Collection[str]) -> None:
    """UsageError for a known finding of a rule that there is not."""
    for known in baseline.known:
        if known.rule not in rules:
            raise UsageError(f"a known finding names rule {known.rule}; there are: {', '.join(rules)}")


def set_known_apart(
    scenarios: Sequence[ScenarioRecord], baseline: Baseline, today: date
) -> list[ScenarioRecord]:
    """The records with known findings set apart; a scenario with no others has passed."""
    valid = [known for known in baseline.known if known.expires >= today]
    return [_apart(scenario, valid) for scenario in scenarios]


def remarks(scenarios: Sequence[ScenarioRecord], baseline: Baseline, today: date) -> list[str]:
    """What has to be said of the baseline itself: entries that have expired, or match nothing."""
    said = []
    for known in baseline.known:
        if known.expires < today:
            said.append(f"the known finding {known.name} expired on {known.expires} and counts again")
        elif not any(known.matches(one, finding) for one in scenarios for finding in one.findings):
            said.append(f"the known finding {known.name} was not met; take it out when it is mended")
    return said


def _apart(scenario: ScenarioRecord, valid: Sequence[Known]) -> ScenarioRecord:
    open_findings, known_ones = [], []
    for finding in scenario.findings:
        match = next((known for known in valid if known.matches(scenario, finding)), None)
        if match is None:
            open_findings.append(finding)
        else:
            known_ones.append((finding, f"{match.reason} (until {match.expires})"))
    if not known_ones:
        return scenario
    verdict, reason = scenario.verdict, scenario.reason
    if not open_findings:
        verdict, reason = Verdict.PASSED, "all that was found is known"
    return replace(
        scenario, findings=tuple(open_findings), known=tuple(known_ones), verdict=verdict, reason=reason
    )
