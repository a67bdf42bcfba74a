"""What the control surface is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from ..kernel.fields import Body, Identifier
from ..kernel.settings import MAIN_SITE
from .worlds import SCALE_MAX

Scale = Annotated[int, Meta(ge=1, le=SCALE_MAX)]


class OpenWorld(Body, frozen=True):
    """A new world; without ``start`` its time begins with the wall's."""

    topology: Identifier
    seed: int
    name: Identifier | None = None
    start: Annotated[datetime, Meta(tz=True)] | None = None
    scale: Scale = 1
    sites: Annotated[tuple[Identifier, ...], Meta(min_length=1, max_length=50)] = MAIN_SITE
    warehouse_only: Annotated[tuple[Identifier, ...], Meta(max_length=50)] = ()
    policies: Annotated[dict[Identifier, Identifier], Meta(max_length=100)] = msgspec.field(
        default_factory=dict
    )


class MoveClock(Body, frozen=True):
    """How far to move a world's time forward, one of the first three, and how it goes on."""

    advance_s: Annotated[int, Meta(ge=0)] | None = None
    advance_us: Annotated[int, Meta(ge=0)] | None = None
    until_us: int | None = None
    scale: Scale | None = None
    frozen: bool | None = None
    when_idle: bool | None = None
    calm_s: Annotated[float, Meta(ge=0.05, le=60)] | None = None


class Disturb(Body, frozen=True):
    """How a system is to misbehave until that is ended: a rule such as ``server_error on erp``.

    One that gives way strikes nothing of a system while another there has not struck yet.
    """

    rule: Annotated[str, Meta(min_length=1, max_length=400)]
    gives_way: bool = False


class Rest(Body, frozen=True):
    """The disturbances that rest from now on, unless they end by themselves; all others strike."""

    resting: Annotated[list[str], Meta(max_length=1000)]


class TakeSnapshot(Body, frozen=True):
    """The name by which a snapshot is restored."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")]


class Note(Body, frozen=True):
    """An entry for the journal, such as a sentence of the story."""

    kind: Identifier
    fields: dict[str, Any] = msgspec.field(default_factory=dict)
