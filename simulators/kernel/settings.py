"""What the systems of one world have in common."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Sites that hold stock (the first is the default), and the zone of the business day."""

    sites: tuple[str, ...] = ("MAIN",)
    zone: str = "Europe/London"
