"""``ordergate run``: scenarios against the connector, and a verdict with evidence."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console

from ordergate.simulators.server.topology import TOPOLOGIES

from ..errors import NothingSelected, OrdergateError, UsageError
from ..evidence.records import RunRecord, ScenarioRecord, Verdict
from ..evidence.summary import plain_summary, print_summary
from ..evidence.writers import write_evidence
from ..judge.catalogue import INVARIANTS
from ..running.session import Selection, Session
from ..running.wall import wall_time_text
from ..running.worlds import Over

PYTEST_OK, PYTEST_FAILED, PYTEST_INTERRUPTED, PYTEST_NOTHING = 0, 1, 2, 5
PASSED, FAILED, INTERNAL, INTERRUPTED = 0, 1, 4, 130


@dataclass(frozen=True)
class RunOptions:
    """What ``ordergate run`` was asked for."""

    scenarios: Sequence[str] = ()
    topologies: Sequence[str] = ()
    seed: int = 1
    over: str = "process"
    out: Path | None = None
    strict: bool = False


def run(options: RunOptions) -> int:
    """Run scenarios and write the evidence; the exit code says how it ended."""
    started = wall_time_text()
    directory = options.out or Path("out") / f"run-{started.replace(':', '')}-seed{options.seed}"
    _check(options)
    existed = directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    print(f"seed {options.seed}; evidence in {directory}")
    chosen = Selection(options.scenarios, options.topologies, options.seed, options.over)
    session = Session(chosen, directory)
    session.run()
    records, code = session.records.scenarios, session.code
    if not records and code in (PYTEST_OK, PYTEST_NOTHING):
        if not existed:
            shutil.rmtree(directory)
        asked = ", ".join((*options.scenarios, *options.topologies)) or "anything"
        raise NothingSelected(f"no scenario matches {asked}; there are: {', '.join(session.known)}")
    record = _record(options, directory.name, started, records, code)
    evidence = write_evidence(record, directory)
    _join_journals(record, directory)
    console = Console()
    if console.is_terminal:
        print_summary(record, console)
    else:
        print(plain_summary(record))
    print(f"report: {evidence.report}")
    return _exit_code(record, code)


def _check(options: RunOptions) -> None:
    for topology in options.topologies:
        if topology not in TOPOLOGIES:
            raise UsageError(f"there is no topology {topology}; there are: {', '.join(TOPOLOGIES)}")
    ways = [over.value for over in Over]
    if options.over not in ways:
        raise UsageError(f"--over takes {' or '.join(ways)}, not {options.over}")


def _join_journals(record: RunRecord, directory: Path) -> None:
    """One journal of the whole run: those of its scenarios one after the other."""
    with (directory / "journal.ndjson").open("wb") as whole:
        for scenario in record.scenarios:
            if scenario.journal is not None:
                whole.write((directory / scenario.journal).read_bytes())


def _record(
    options: RunOptions, name: str, started: str, records: Sequence[ScenarioRecord], code: int
) -> RunRecord:
    settings = repr((options.topologies, options.over, "reference"))
    return RunRecord(
        run_id=name,
        versions={"ordergate": own_version(), "python": sys.version.split()[0]},
        seed=options.seed,
        clock="virtual" if options.over == "process" else "wall",
        connector="reference engine",
        configuration_hash=hashlib.blake2b(settings.encode(), digest_size=8).hexdigest(),
        topologies=tuple(dict.fromkeys(record.topology for record in records)),
        started=started,
        scenarios=tuple(records),
        rules={rule.id: rule.title for rule in INVARIANTS},
        strict=options.strict,
        interrupted=code == PYTEST_INTERRUPTED,
    )


def _exit_code(record: RunRecord, code: int) -> int:
    if code == PYTEST_INTERRUPTED:
        return INTERRUPTED
    if record.verdict is Verdict.FAILED:
        return FAILED
    if code not in (PYTEST_OK, PYTEST_FAILED):
        raise OrdergateError(f"the scenarios could not be run: pytest ended with {code}")
    if code == PYTEST_FAILED:
        return INTERNAL
    if record.verdict is Verdict.NOT_PROVEN and record.strict:
        return FAILED
    return PASSED


def own_version() -> str:
    """The version that is installed, or "0" in a checkout that is not."""
    try:
        return version("ordergate")
    except PackageNotFoundError:
        return "0"
