"""How the connector behaves towards the systems: I28 (manners) and I29 (silence)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ordergate.simulators.kernel.conduct import EARLY, EARLY_MAX, SAME_A_MINUTE, Offence

from ...findings import Finding
from ..found import found


def i28_manners(system: str, offences: Sequence[Offence]) -> Iterator[Finding]:
    """Nobody calls before a pause is over that was asked for, or hammers with a request that fails."""
    for offence in offences:
        calls = "call" if offence.count == 1 else "calls"
        if offence.kind == EARLY:
            text = (
                f"{offence.count} {calls} of {offence.operation} came to the {system} before the pause was "
                f"over that it had asked for with Retry-After, besides the {EARLY_MAX} that may"
            )
        else:
            text = (
                f"the same call of {offence.operation} failed at the {system} more than {SAME_A_MINUTE} "
                f"times within a minute, {offence.count} {calls} too many"
            )
        yield found("I28", text, systems=(system,), operation=offence.operation, calls=offence.count)


def i29_silence(writes: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """Where nothing changes any more, nobody writes; ``writes`` are those calls, by system and operation."""
    for (system, operation), count in writes.items():
        times = "once" if count == 1 else f"{count} times"
        yield found(
            "I29",
            f"the connector asked the {system} {times} for {operation}, while nothing changed for minutes",
            systems=(system,), operation=operation, calls=count,
        )  # fmt: skip
