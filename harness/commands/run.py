"""``ordergate run``: scenarios against the connector, and a verdict with evidence."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from ordergate.simulators.server.topology import TOPOLOGIES

from ..config.model import Config, Kind
from ..config.reading import config_without_file, read_config
from ..connectors.checking import check_config
from ..errors import NothingSelected, OrdergateError, UsageError
from ..evidence.masking import Masker
from ..evidence.records import RunRecord, SkippedScenario, Verdict
from ..evidence.requirements import read_requirements
from ..evidence.scope import UatScope
from ..evidence.summary import plain_summary, print_summary
from ..running.baseline import Baseline, check_rules, read_baseline, remarks, set_known_apart
from ..running.choosing import Case, Choice, shard_of, why_not
from ..running.leaving import (
    Circumstances,
    Wishes,
    leave,
    rules,
    run_record,
    without_journals_of_passed,
)
from ..running.own_directory import kept_to_oneself
from ..running.repeating import keep_arguments
from ..running.secrets import masker_of
from ..running.session import Catalogue, Selection, Session
from ..running.wall import today, wall_time_text
from ..running.worlds import Over, Worlds, can_crash, features_of
from ..stories.story import ENDINGS
from ..world.fault_rules import check_faults
from .places import check_file, check_place, make

PYTEST_INTERRUPTED, PYTEST_NOTHING = 2, 5
PASSED, FAILED, INTERNAL, INTERRUPTED = 0, 1, 4, 130


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """What ``ordergate run`` was asked for; None is a flag that was not given."""

    scenarios: Sequence[str] = ()
    topologies: Sequence[str] = ()
    connector: Path | None = None
    folders: Sequence[Path] = ()
    seed: int | None = None
    over: str = "process"
    out: Path | None = None
    strict: bool | None = None
    tags: Sequence[str] | None = None
    repeat: int | None = None
    shard: str | None = None
    time_budget_min: float | None = None
    parallel: int | None = None
    baseline: Path | None = None
    allure: Path | None = None
    ctrf: Path | None = None
    har: bool = False
    lean: bool = False
    requirements: Path | None = None
    tester: str | None = None
    approver: str | None = None
    session: Sequence[str] | None = None
    profile: str | None = None
    faults: Sequence[str] | None = None
    engine: str | None = None


def run(options: RunOptions) -> int:
    """Run scenarios and write the evidence; the exit code says how it ended."""
    config = settings_of(options)
    print(f"seed {config.run.seed}", flush=True)
    check_options(options)
    check_config(config)
    check_faults(config.run.faults, crashes=can_crash(config, Over(options.over)))
    baseline = _baseline(options, config)
    catalogue = refuse_nothing(options, config)
    scope = _scope(options, config, catalogue)
    started = wall_time_text()
    directory = options.out or Path("out") / f"run-{started.replace(':', '')}-seed{config.run.seed}"
    existed = directory.exists()
    make(directory)
    with kept_to_oneself(directory):
        try:
            _preflight(config)
        except OrdergateError:
            if not existed:
                shutil.rmtree(directory)
            raise
        _report_when_ended()
        session = Session(selection_of(options, config), directory)
        allure = options.allure or directory / "allure-results"
        session.run(allure=allure)
        keep_arguments(directory)
        made = Circumstances(
            config=config, over=options.over, started=started,
            interrupted=session.code == PYTEST_INTERRUPTED,
            catalogue=tuple(dict.fromkeys((case.id, case.title) for case in catalogue)),
            skipped=_skipped(catalogue, choice_of(options, config)),
            unmet=unmet(catalogue, choice_of(options, config)),
            harness_failed=session.harness_failed,
        )  # fmt: skip
        wishes = Wishes(uat=scope, ctrf=options.ctrf, har=options.har, lean=options.lean, allure=allure)
        return _left(session, directory, made, wishes, baseline)


def settings_of(options: RunOptions) -> Config:
    """The settings of the run: flags over environment over file."""
    flags = {
        "connector.engine": options.engine,
        "run.seed": options.seed,
        "run.strict": options.strict,
        "run.tags": options.tags or None,
        "run.repeat": options.repeat,
        "run.time_budget_min": options.time_budget_min,
        "run.parallel": options.parallel,
        "run.profile": options.profile,
        "run.faults": options.faults or None,
        "uat.tester": options.tester,
        "uat.approver": options.approver,
        "uat.session": options.session or None,
    }
    if options.connector is None:
        return config_without_file(flags, os.environ)
    return read_config(options.connector, os.environ, flags)


def selection_of(options: RunOptions, config: Config) -> Selection:
    """The same for pytest."""
    flags = [f"--seed={config.run.seed}", f"--over={options.over}", f"--repeat={config.run.repeat}"]
    if options.connector is not None:
        flags.append(f"--connector={options.connector}")
    if options.engine is not None:
        flags.append(f"--engine={options.engine}")
    if config.run.time_budget_min is not None:
        flags.append(f"--time-budget={config.run.time_budget_min}")
    if options.shard is not None:
        flags.append(f"--shard={options.shard}")
    flags += [f"--tag={tag}" for tag in config.run.tags]
    flags += [f"--profile={config.run.profile}", *(f"--fault={rule}" for rule in config.run.faults)]
    one_at_a_time = config.world.port != 0  # Each worker has a server of its own.
    return Selection(
        options.scenarios, options.topologies, flags, options.folders,
        1 if one_at_a_time else config.run.parallel,
    )  # fmt: skip


def choice_of(options: RunOptions, config: Config) -> Choice:
    """The same for choosing among scenarios."""
    return Choice(
        options.scenarios, options.topologies, config.run.tags,
        tuple(topology.value for topology in config.connector.topologies),
        None if options.shard is None else shard_of(options.shard), config.policies_kept,
        features_of(config, Over(options.over)),
    )  # fmt: skip


def check_options(options: RunOptions) -> None:
    """UsageError for an option whose value cannot be used."""
    for topology in options.topologies:
        if topology not in TOPOLOGIES:
            raise UsageError(f"there is no topology {topology}; there are: {', '.join(TOPOLOGIES)}")
    ways = [over.value for over in Over]
    if options.over not in ways:
        raise UsageError(f"--over takes {' or '.join(ways)}, not {options.over}")
    for flag, said in (("--session", options.session), ("--tag", options.tags)):
        swallowed = next((one for one in said or () if one.startswith("--")), None)
        if swallowed is not None:
            raise UsageError(
                f"{flag} takes a value, and {swallowed} is an option; name what {flag} is to take"
            )
    for folder in options.folders:
        if not folder.exists():
            raise UsageError(f"there is no folder or file {folder} of scenarios")
    if options.shard is not None:
        shard_of(options.shard)
    if options.ctrf is not None:
        check_file("--ctrf", options.ctrf)
    if options.allure is not None:
        check_place("--allure", options.allure.absolute())


def _report_when_ended() -> None:
    """Whoever ends a job, or closes its terminal, gets a report of what was done, as after Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # Under nohup it goes on.
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def _baseline(options: RunOptions, config: Config) -> Baseline:
    file = options.baseline
    if file is None and config.run.baseline:
        file = config.folder / config.run.baseline
    if file is None:
        return Baseline()
    baseline = read_baseline(file)
    check_rules(baseline, rules())
    return baseline


def collected(selection: Selection) -> list[Case]:
    """Every scenario that there is, whatever was chosen."""
    for file in selection.folders:
        if file.suffix in (".yaml", ".yml") and not file.name.endswith(ENDINGS):
            raise UsageError(f"scenarios in YAML are in files named like mine{ENDINGS[0]}; rename {file}")
    catalogue = Catalogue(selection)
    catalogue.collect()
    if catalogue.trouble:
        raise UsageError(f"the scenarios cannot be collected:\n{catalogue.trouble}")
    return catalogue.cases


def refuse_nothing(options: RunOptions, config: Config) -> list[Case]:
    """Every scenario there is; NothingSelected, with why, when none is left or an id leads to none."""
    cases = collected(selection_of(options, config))
    choice = choice_of(options, config)
    known = sorted({case.id for case in cases})
    capitals = {name.upper() for case in cases for name in (case.id, case.name)}
    unknown = [name for name in choice.ids if name.upper() not in capitals]
    if unknown:
        raise NothingSelected(f"no scenario matches {', '.join(unknown)}; there are: {', '.join(known)}")
    if any(why_not(case, choice) is None for case in cases):
        return cases
    if not cases:
        folders = ", ".join(map(str, options.folders))
        raise NothingSelected(f"there are no scenarios in {folders}; they are in test_*.py and *{ENDINGS[0]}")
    tags = sorted({tag for case in cases for tag in case.tags})
    if choice.tags and not set(choice.tags) & set(tags):
        raise NothingSelected(
            f"no scenario has the tag {', '.join(choice.tags)}; there are: {', '.join(tags)}"
        )
    reasons = dict.fromkeys(f"{case.id}: {why_not(case, choice)}" for case in cases if choice.names(case))
    raise NothingSelected("nothing is left to run: " + "; ".join(list(reasons)[:8]))


def _preflight(config: Config) -> None:
    """Start a foreign connector once before anything is judged: one that cannot start says so once."""
    if config.connector.kind is Kind.REFERENCE:
        return
    worlds = Worlds(config)
    try:
        topology = config.connector.topologies[0].value
        worlds.open(topology, seed=config.run.seed, journal=None, repeat="").port.close()
    except OrdergateError as error:  # What a connector says before it ends is shown, its secrets are not.
        error.args = (Masker(worlds.secrets).text(str(error)),)
        raise
    finally:
        worlds.close()


def _left(session: Session, directory: Path, made: Circumstances, wishes: Wishes, baseline: Baseline) -> int:
    """Write the evidence, print the summary, and say how it ended."""
    records = session.records
    for text in records.unexplained:
        told = Masker(records.secrets).text(text)
        print(f"ordergate: the harness itself failed in {told}", file=sys.stderr)
    if not records.scenarios and not records.unexplained and session.code == PYTEST_NOTHING:
        raise NothingSelected("this shard of the chosen scenarios is empty")
    places = list(TOPOLOGIES)
    found = sorted(
        records.scenarios, key=lambda one: (one.id, one.title, places.index(one.topology), one.seed)
    )
    scenarios = set_known_apart(found, baseline, today())
    if wishes.lean:
        scenarios = without_journals_of_passed(scenarios, directory)
    record = run_record(directory.name, made, scenarios)
    masker = masker_of(record, directory, records.secrets)
    evidence = leave(record, directory, masker, wishes)
    console = Console()
    if console.is_terminal:
        print_summary(record, console, masker)
    else:
        print(plain_summary(record, masker))
    for remark in remarks(found, baseline, today()):
        print(f"known findings: {remark}")
    print(f"evidence: {directory}\nreport:   {evidence.report}")
    return _exit_code(record, session)


def _scope(options: RunOptions, config: Config, cases: Sequence[Case]) -> UatScope:
    """What the acceptance report is about."""
    uat, file = config.uat, options.requirements
    if file is None and uat.requirements:
        file = config.folder / uat.requirements
    known = {case.id for case in cases}
    _check_session(uat.session, cases)
    return UatScope(
        project=uat.project, tester=uat.tester, approver=uat.approver, session=uat.session,
        requirements=() if file is None else read_requirements(file, known),
    )  # fmt: skip


def _check_session(wanted: Sequence[str], cases: Sequence[Case]) -> None:
    tags = {tag for case in cases for tag in case.tags}
    known = tags | {case.id for case in cases}
    unknown = [name for name in wanted if name.casefold() not in {each.casefold() for each in known}]
    if unknown:
        raise UsageError(
            f"--session names {', '.join(unknown)}, which is no id or tag of a scenario; the tags are: "
            f"{', '.join(sorted(tags))}"
        )


def _skipped(cases: Sequence[Case], choice: Choice) -> tuple[SkippedScenario, ...]:
    return tuple(
        SkippedScenario(case.id, case.title, case.topology, reason)
        for case in cases
        if case.number == 1 and (reason := why_not(case, choice)) is not None
    )


def unmet(cases: Sequence[Case], choice: Choice) -> tuple[SkippedScenario, ...]:
    """The ids that were asked for and are left out wherever they would run, with every reason."""
    found = []
    for name in dict.fromkeys(choice.ids):
        asked = [case for case in cases if replace(choice, ids=(name,)).names(case)]
        reasons = [why_not(case, choice) for case in asked]
        if all(reasons):
            said = "; ".join(dict.fromkeys(str(reason) for reason in reasons))
            found.append(SkippedScenario(name, "", "", said))
    return tuple(found)


def _exit_code(record: RunRecord, session: Session) -> int:
    if session.code == PYTEST_INTERRUPTED:
        return INTERRUPTED
    if record.verdict is Verdict.FAILED:
        return FAILED
    if session.broke:
        raise OrdergateError(f"the scenarios could not be run: pytest ended with {session.code}")
    if session.records.unexplained:
        return INTERNAL
    if record.verdict is Verdict.NOT_PROVEN and record.strict:
        return FAILED
    return PASSED
