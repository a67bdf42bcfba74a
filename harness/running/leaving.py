"""What a run leaves in its directory."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ordergate.simulators.server.topology import TOPOLOGIES

from ..config.model import Config
from ..connectors.links import links_covered
from ..evidence.masked_journals import mask_journal
from ..evidence.masked_results import mask_results
from ..evidence.masking import Masker
from ..evidence.records import RunRecord, ScenarioRecord, SkippedScenario, Verdict
from ..evidence.scope import UatScope
from ..evidence.writers import Evidence, write_evidence
from ..judge.catalogue import INVARIANTS
from ..sync.links.registry import link_names
from ..sync.settings import Topology
from .secrets import masker_of
from .worlds import Over, way_to

_OF_THE_RUN = {
    "I28": "progress: everything arrives within the limit",
    "expectation": "what the scenario itself expects",
    "connector": "the connector runs to the end, keeps within its requests, and acknowledges webhooks",
}
"""What can be broken besides the rules of the judge."""


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a run was made with; ``started`` is wall time as text.

    ``catalogue`` has every scenario that there is, ``skipped`` those that were left out.
    """

    config: Config
    over: str
    started: str
    interrupted: bool = False
    catalogue: tuple[tuple[str, str], ...] = ()
    skipped: tuple[SkippedScenario, ...] = ()
    unmet: tuple[SkippedScenario, ...] = ()
    """What was asked for by id and could not be run anywhere."""
    harness_failed: int = 0
    """In how many scenarios Ordergate itself failed."""


def run_record(name: str, made: Circumstances, scenarios: Sequence[ScenarioRecord]) -> RunRecord:
    """The run as plain data."""
    topologies = tuple(dict.fromkeys(record.topology for record in scenarios))
    covered = {name: links_covered(made.config, name) for name in topologies}
    return RunRecord(
        run_id=name,
        versions={"ordergate": own_version(), "python": sys.version.split()[0]},
        seed=made.config.run.seed,
        clock="virtual" if way_to(made.config, Over(made.over)) is Over.PROCESS else "wall",
        connector=made.config.name,
        configuration_hash=configuration_hash(made.config),
        topologies=topologies,
        started=made.started,
        scenarios=tuple(scenarios),
        rules=rules(),
        strict=made.config.run.strict,
        interrupted=made.interrupted,
        skipped=made.skipped,
        unmet=made.unmet,
        harness_failed=made.harness_failed,
        profile=made.config.run.profile,
        faults=made.config.run.faults,
        catalogue=made.catalogue,
        topologies_offered=tuple(TOPOLOGIES),
        links_covered=covered,
        links_by_reference={
            name: tuple(link for link in link_names(Topology(name)) if link not in links)
            for name, links in covered.items()
        },
    )


def rules() -> dict[str, str]:
    """The titles of everything that can be broken, by id."""
    return {**{rule.id: rule.title for rule in INVARIANTS}, **_OF_THE_RUN}


def configuration_hash(config: Config) -> str:
    """A short name of the settings; two runs with the same have the same."""
    settings = config.model_dump_json(exclude={"run"})
    return hashlib.blake2b(settings.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a run is to leave besides what it always leaves."""

    uat: UatScope | None = None
    ctrf: Path | None = None
    har: bool = False
    lean: bool = False
    """Whether only what did not pass keeps its journal."""
    allure: Path | None = None
    """Where Allure's results are, which pytest has written by itself."""


def without_journals_of_passed(scenarios: Sequence[ScenarioRecord], directory: Path) -> list[ScenarioRecord]:
    """The scenarios, those that passed without their journals: of many runs only the odd one is looked at."""
    done = [one for one in scenarios if one.verdict is Verdict.PASSED]
    for name in (one.journal for one in done if one.journal is not None):
        (directory / name).unlink(missing_ok=True)
    return [replace(one, journal=None) if one in done else one for one in scenarios]


def leave(
    record: RunRecord, directory: Path, masker: Masker | None = None, wishes: Wishes | None = None
) -> Evidence:
    """Write the evidence, and one journal of the whole run: those of its scenarios in a row.

    The report is drawn from the raw journals; what is left of them is masked like all else.
    """
    wishes = wishes or Wishes()
    masker = masker or masker_of(record, directory, {})
    evidence = write_evidence(record, directory, masker, uat=wishes.uat, ctrf=wishes.ctrf, har=wishes.har)
    for journal in sorted((directory / "journals").glob("*.ndjson")):
        mask_journal(journal, masker)
    if wishes.allure is not None:
        mask_results(wishes.allure, masker)
    with (directory / "journal.ndjson").open("wb") as whole:
        for scenario in record.scenarios:
            if scenario.journal is not None:
                whole.write((directory / scenario.journal).read_bytes())
    return evidence


def own_version() -> str:
    """The version that is installed, or "0" in a checkout that is not."""
    try:
        return version("ordergate")
    except PackageNotFoundError:
        return "0"
