"""Locust in a process of its own: a plan in, progress while it runs, results out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from ..errors import OrdergateError, UsageError
from ..world.child_process import ChildProcess
from ..world.edges import Stopwatch

_MODULE = "ordergate.loadtests"
_PLAN_VARIABLE = "ORDERGATE_LOAD_PLAN"
_KEPT, _BREACHED, _CRASHED = 0, 99, 2
_LOOK_EVERY_S = 0.2
_SAY_EVERY_S = 5.0
_BESIDES_S = 60.0


class GeneratorFailed(OrdergateError):
    """The load generator broke, so that its run says nothing."""


class Progress(msgspec.Struct, frozen=True):
    """How far a run is; ``p95_us`` is None before any order counts."""

    at_s: int
    buyers: int
    placed: int
    in_erp: int
    p95_us: int | None


class Limit(msgspec.Struct, frozen=True):
    """A limit with what was measured; ``kept`` is None when there was nothing to measure."""

    name: str
    allowed: float
    measured: float | None
    kept: bool | None


class TimedOrder(msgspec.Struct, frozen=True):
    """An order by its name across all systems, with instants of the world's clock.

    One that is not ``timed`` was placed while the run warmed up.
    """

    order: str
    placed_us: int
    in_erp_us: int | None
    timed: bool


class Results(msgspec.Struct, frozen=True):
    """What Locust measured; ``asked`` are the buyers' requests.

    CPU is in percent of one core, and None when the run was too short to tell.
    """

    began_us: int
    ended_us: int
    asked: int
    failures: dict[str, int]
    generator_cpu_max: float | None
    server_cpu_max: float | None
    percentiles_us: dict[str, int | None]
    place_order_ms: dict[str, float | None]
    crashes: list[str]
    limits: list[Limit]
    orders: list[TimedOrder]


def require_locust() -> None:
    """UsageError when Locust is not installed."""
    if find_spec("locust") is None:
        raise UsageError("load needs Locust, which is not installed; pip install 'ordergate[load]'")


class Generator:
    """One run of Locust; ``directory`` takes what it leaves."""

    def __init__(self, plan: Mapping[str, Any], directory: Path) -> None:
        self._directory = directory
        self._read = 0
        self._shown: Progress | None = None
        self._limit_s = sum(plan["shape"].values()) + _BESIDES_S
        file, self._plan = tempfile.mkstemp(prefix="ordergate-load-", suffix=".json")
        with os.fdopen(file, "wb") as written:
            written.write(msgspec.json.encode({**plan, "directory": str(directory.resolve())}))
        for name in ("progress.ndjson", "results.json"):
            (directory / name).unlink(missing_ok=True)
        self._process = ChildProcess.of_module(
            _MODULE, {_PLAN_VARIABLE: self._plan}, directory / "locust.log", stop_limit_s=15
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def results(self, say: Callable[[Progress], None]) -> Results:
        """What it measured, when it has ended; GeneratorFailed when it broke."""
        waited, quiet = Stopwatch(), Stopwatch()
        while self._process.ended(_LOOK_EVERY_S) is None:
            if waited.elapsed_s > self._limit_s:
                raise GeneratorFailed(
                    f"the load generator did not end within {self._limit_s:g} s: {self._process.last_words()}"
                )
            if quiet.elapsed_s >= _SAY_EVERY_S and self._follow():
                quiet.restart()
                assert self._shown is not None, "it was just read"
                say(self._shown)
        code = self._process.ended()
        if code == _CRASHED:
            raise GeneratorFailed(f"the load generator broke: {'; '.join(self._decoded().crashes)}")
        if code not in (_KEPT, _BREACHED):
            raise GeneratorFailed(f"the load generator ended with {code}: {self._process.last_words()}")
        return self._decoded()

    def interrupted(self) -> Results | None:
        """End it; what it measured so far, if it came to that."""
        self._process.stop()
        try:
            return self._decoded()
        except GeneratorFailed:
            return None

    def close(self) -> None:
        """End it, and leave no process behind."""
        self._process.stop()
        Path(self._plan).unlink(missing_ok=True)
        (self._directory / "progress.ndjson").unlink(missing_ok=True)

    def _follow(self) -> bool:
        """Whether there is news of its progress."""
        file = self._directory / "progress.ndjson"
        whole = file.read_bytes() if file.exists() else b""
        lines = whole[: whole.rfind(b"\n") + 1].splitlines()
        news = len(lines) > self._read
        if news:
            self._read = len(lines)
            self._shown = msgspec.json.decode(lines[-1], type=Progress)
        return news

    def _decoded(self) -> Results:
        file = self._directory / "results.json"
        try:
            found = msgspec.json.decode(file.read_bytes(), type=Results)
        except (OSError, msgspec.DecodeError) as error:
            raise GeneratorFailed(f"the load generator left no results in {file}: {error}") from None
        file.unlink()
        return found
