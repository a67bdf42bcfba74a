"""``ordergate run``: scenarios against the connector, and a verdict with evidence."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from ordergate.simulators.server.topology import TOPOLOGIES

from ..errors import NothingSelected, OrdergateError, UsageError
from ..evidence.records import RunRecord, Verdict
from ..evidence.summary import plain_summary, print_summary
from ..running.leaving import Circumstances, leave, run_record
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
    print(f"seed {options.seed}")
    _check(options)
    started = wall_time_text()
    directory = options.out or Path("out") / f"run-{started.replace(':', '')}-seed{options.seed}"
    existed = directory.exists()
    session = Session(_selection(options), _made(directory))
    session.run()
    records, code = session.records.scenarios, session.code
    if not records and code in (PYTEST_OK, PYTEST_NOTHING):
        if not existed:
            shutil.rmtree(directory)
        raise NothingSelected(_nothing(options, session))
    made = Circumstances(
        seed=options.seed, over=options.over, started=started, strict=options.strict,
        interrupted=code == PYTEST_INTERRUPTED,
    )  # fmt: skip
    record = run_record(directory.name, made, records)
    evidence = leave(record, directory)
    console = Console()
    if console.is_terminal:
        print_summary(record, console)
    else:
        print(plain_summary(record))
    print(f"evidence: {directory}\nreport:   {evidence.report}")
    return _exit_code(record, code)


def _selection(options: RunOptions) -> Selection:
    names = [name.upper() for name in options.scenarios]
    return Selection(names, options.topologies, options.seed, options.over)


def _made(directory: Path) -> Path:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"evidence cannot be written to {directory}: {reason}; give another --out") from None
    return directory


def _check(options: RunOptions) -> None:
    for topology in options.topologies:
        if topology not in TOPOLOGIES:
            raise UsageError(f"there is no topology {topology}; there are: {', '.join(TOPOLOGIES)}")
    ways = [over.value for over in Over]
    if options.over not in ways:
        raise UsageError(f"--over takes {' or '.join(ways)}, not {options.over}")


def _nothing(options: RunOptions, session: Session) -> str:
    asked = [name.upper() for name in options.scenarios]
    unknown = [name for name in asked if name not in session.known]
    if unknown:
        return f"no scenario matches {', '.join(unknown)}; there are: {', '.join(session.known)}"
    where = ", ".join(f"{name} runs in {', '.join(session.known[name])}" for name in asked)
    return f"nothing runs in {', '.join(options.topologies)}: {where or 'no scenario does'}"


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
