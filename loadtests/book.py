"""What a load run writes down: a line of progress each second, and the results in the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from locust.env import Environment

from ordergate.loadtests.limits import Measured, exit_code, rows
from ordergate.loadtests.plan import Plan
from ordergate.loadtests.tally import SECOND_US, Tally, percentile

PLACE_ORDER = "place an order"
IN_ERP = "order in ERP"
CRASHED = 2
"""The exit code of a run in which the load generator itself broke."""


class Book:
    """Keeps the record of one run in its directory: ``progress.ndjson`` and ``results.json``."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._directory = Path(plan.directory)
        self._began_us = 0
        self._now_us = 0
        self._told_us = 0
        self._cpu: list[tuple[float, float]] = []
        self.tally = Tally(0)
        self.draining = False
        self.all_arrived = False

    def begin(self, now_us: int) -> None:
        """The run begins at this instant of the world's clock."""
        self._began_us = self._now_us = now_us
        self.tally = Tally(now_us + int(self._plan.shape.warm_up_s * SECOND_US))

    def looked(self, now_us: int, environment: Environment) -> None:
        """The watcher has seen everything up to now."""
        self._now_us = now_us
        users = 0 if environment.runner is None else environment.runner.user_count - 1
        self.all_arrived = self.draining and users == 0 and self.tally.missing == 0
        if now_us - self._told_us >= SECOND_US:
            self._told_us = now_us
            self._tell(users)

    def used(self, generator: float, server: float) -> None:
        """How busy the load generator and the served systems were, in percent of one core."""
        self._cpu.append((generator, server))

    def close(self, environment: Environment) -> None:
        """Write the results, and decide how the process ends."""
        judged = list(rows(self._plan.limits, self._measured(environment)))
        runner = environment.runner
        crashes = [] if runner is None else [str(crash["msg"]) for crash in runner.exceptions.values()]
        environment.process_exit_code = CRASHED if crashes else exit_code(judged)
        results = {
            **self._figures(environment), "crashes": crashes, "limits": judged,
            "orders": list(self.tally.rows()),
        }  # fmt: skip
        (self._directory / "results.json").write_bytes(msgspec.json.encode(results))

    def _figures(self, environment: Environment) -> dict[str, Any]:
        errors = [error for error in environment.stats.errors.values() if error.method == "POST"]
        return {
            "began_us": self._began_us,
            "ended_us": self._now_us,
            "asked": self._measured(environment).requests,
            "failures": {f"{error.name}: {error.error}": error.occurrences for error in errors},
            # The first answer that Locust has from its own process is about no time at all.
            "generator_cpu_max": max((own for own, _ in self._cpu[1:]), default=None),
            "server_cpu_max": max((other for _, other in self._cpu), default=None),
            "percentiles_us": self._percentiles(),
            "place_order_ms": {f"p{p}": self._place_order_ms(environment, p) for p in (50, 95, 99)},
        }

    def _percentiles(self) -> dict[str, int | None]:
        times_us = self.tally.times_us(self._now_us)
        return {name: percentile(times_us, share) for name, share in _SHOWN.items()}

    def _measured(self, environment: Environment) -> Measured:
        entries = [entry for (_, method), entry in environment.stats.entries.items() if method == "POST"]
        return Measured(
            times_us=self.tally.times_us(self._now_us),
            place_order_p95_ms=self._place_order_ms(environment, 95),
            requests=sum(entry.num_requests for entry in entries),
            errors=sum(entry.num_failures for entry in entries),
        )

    def _place_order_ms(self, environment: Environment, share: int) -> float | None:
        entry = environment.stats.get(PLACE_ORDER, "POST")
        return float(entry.get_response_time_percentile(share / 100)) if entry.num_requests else None

    def _tell(self, users: int) -> None:
        times_us = self.tally.times_us(self._now_us)
        line = {
            "at_s": (self._now_us - self._began_us) // SECOND_US,
            "buyers": max(users, 0),
            "placed": len(self.tally.placed_us),
            "in_erp": len(self.tally.placed_us) - self.tally.missing,
            "p95_us": percentile(times_us, 95),
        }
        with (self._directory / "progress.ndjson").open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")


_SHOWN = {"p50": 50, "p95": 95, "p99": 99, "max": 100}
