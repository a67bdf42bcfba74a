"""How the connector behaves towards the systems: I28 (manners), I29 (silence) and I30 (access)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ordergate.simulators.kernel.conduct import EARLY, EARLY_MAX, SAME_A_MINUTE, TRUSTED, Offence

from ...findings import Finding
from ..found import found


def i28_manners(system: str, offences: Sequence[Offence]) -> Iterator[Finding]:
    """Nobody calls before a pause is over that was asked for, or hammers with a request that fails."""
    for offence in offences:
        if offence.kind == TRUSTED:
            continue
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


def i30_access(system: str, offences: Sequence[Offence]) -> Iterator[Finding]:
    """What a vendor did not sign as it stands is not taken, so that nobody else can order or refund."""
    for offence in offences:
        if offence.kind == TRUSTED:
            webhooks = "webhook" if offence.count == 1 else "webhooks"
            text = (
                f"{offence.count} {webhooks} of {offence.operation} with a signature that is not the "
                f"{system}'s were acknowledged with 2xx; 401 is right"
            )
            yield found("I30", text, systems=(system,), topic=offence.operation, webhooks=offence.count)


def i29_silence(writes: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """Where nothing changes any more, nobody writes; ``writes`` are those calls, by system and operation."""
    for (system, operation), count in writes.items():
        times = "once" if count == 1 else f"{count} times"
        yield found(
            "I29",
            f"the connector asked the {system} {times} for {operation}, while nothing changed for minutes",
            systems=(system,), operation=operation, calls=count,
        )  # fmt: skip
