"""Refuses fault rules before anything runs."""

from __future__ import annotations

from collections.abc import Sequence

from ordergate.simulators.faults.rule import read_rule
from ordergate.simulators.kernel.clock import VirtualClock
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.problems import Refusal
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from ordergate.simulators.server.systems import Systems

from ..errors import UsageError


def check_faults(rules: Sequence[str], *, crashes: bool = True) -> None:
    """UsageError when a rule cannot be read, can never strike, or contradicts one before it.

    ``crashes`` is whether the worlds of the run can make their connector crash.
    """
    if not rules:
        return
    loop = VirtualLoop()
    clock = VirtualClock(loop, 0)
    systems = Systems("full", seed=1, clock=clock, journal=Journal(clock.now_us))
    systems.adversary.crashes = crashes
    try:
        for rule in rules:
            systems.adversary.begin(read_rule(rule))
    except Refusal as refusal:
        raise UsageError(refusal.detail) from None
    finally:
        loop.close()
