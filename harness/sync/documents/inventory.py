"""Stock: what is available to be promised, and movements of goods."""

from __future__ import annotations

from pydantic import Field

from .base import Canonical


class Level(Canonical):
    """What can be promised of an item at a site; below 0 when more was promised than there is.

    ``version`` counts the changes, for whoever lists a level again that was listed before.
    """

    sku: str = Field(min_length=1)
    site: str
    available: int
    version: int = 0


class MovementLine(Canonical):
    """Units of an item that came or, below 0, went; ``blocked`` is the change of what is not sellable."""

    sku: str = Field(min_length=1)
    quantity: int
    blocked: int = 0


class Movement(Canonical):
    """A movement of goods at a site, by whoever reported it under ``reference``."""

    reference: str = Field(min_length=1)
    kind: str
    site: str
    reason: str
    lines: tuple[MovementLine, ...]
