"""What the systems of one world have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAIN_SITE = ("MAIN",)
"""The sites of a world unless others are named."""

SITE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z"
"""What a site may be called."""


@dataclass(frozen=True)
class Layout:
    """Where a world keeps its stock, and what was declared of its systems.

    The first of the ``sites`` is the default; those that are ``warehouse_only`` the warehouse runs and
    no other system knows. ``policies`` are those that differ from what the systems do by themselves.
    """

    sites: tuple[str, ...] = MAIN_SITE
    warehouse_only: tuple[str, ...] = ()
    policies: Mapping[str, str] = field(default_factory=dict)


PLAIN = Layout()
"""One site, and every system as it is by itself."""


@dataclass(frozen=True)
class Settings:
    """What every system of a world is told: its layout, and the zone of the business day.

    ``signature_tolerance_s`` is how far the timestamp of a signed request may be away from the
    world's time; None where that time is moved or scaled away from real time.
    """

    layout: Layout = PLAIN
    zone: str = "Europe/London"
    signature_tolerance_s: int | None = 300


def wrong_with_sites(sites: tuple[str, ...]) -> str | None:
    """Why a world cannot have these sites; None when it can."""
    if not sites:
        return "a world has at least one site"
    for site in sites:
        if not re.match(SITE, site):
            return (
                f"a site cannot be called {site!r}; a name has 1 to 40 letters, digits, dots, dashes "
                "and underscores, and begins with a letter or digit"
            )
        if sites.count(site) > 1:
            return f"site {site} is named twice; each site has a name of its own"
    return None
