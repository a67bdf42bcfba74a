"""What the systems of one world have in common."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Sites that hold stock (the first is the default), and the zone of the business day.

    ``signature_tolerance_s`` is how far the timestamp of a signed request may be away from the
    world's time; None where that time is moved or scaled away from real time.
    """

    sites: tuple[str, ...] = ("MAIN",)
    zone: str = "Europe/London"
    signature_tolerance_s: int | None = 300
