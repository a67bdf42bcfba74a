"""A refusal may mean that an earlier attempt did it, and that lists do not show it yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from ordergate.harness.sync.errors import Doubtful, Rejected
from ordergate.harness.sync.run import Run
from ordergate.harness.sync.work import Work


class Forgetful:
    """A store that knows nothing yet."""

    def ref(self, kind: str, source: str) -> None:
        del kind, source


@dataclass
class Vendor:
    """Refuses what it did before, and lists it when it is told to."""

    listed: str | None = None
    asked: list[str] = field(default_factory=list)

    async def create(self) -> str:
        self.asked.append("create")
        raise Rejected("nothing is left to deliver", status=422)

    async def look(self) -> str | None:
        self.asked.append("look")
        return self.listed


def once(work: Work, vendor: Vendor, look: Callable[[], Awaitable[str | None]] | None = None) -> str:
    run = Run(work, cast("Any", Forgetful()), cast("Any", None), cast("Any", None))
    return asyncio.run(run.once("delivery", "WS1", vendor.create, look))


def test_what_a_second_look_finds_was_done_before() -> None:
    work, vendor = Work(1, "shipments", "WS1", 0, look_first=True), Vendor()
    with pytest.raises(Doubtful, match="perhaps it was done before"):
        once(work, vendor, vendor.look)
    vendor.listed = "D1"
    assert once(work, vendor, vendor.look) == "D1"
    assert vendor.asked == ["look", "create", "look"]


def test_what_a_second_look_does_not_find_was_refused() -> None:
    work, vendor = Work(1, "shipments", "WS1", 0, look_first=True), Vendor()
    with pytest.raises(Doubtful):
        once(work, vendor, vendor.look)
    with pytest.raises(Rejected):
        once(work, vendor, vendor.look)


def test_a_refusal_of_what_nobody_tried_before_is_believed_at_once() -> None:
    vendor = Vendor()
    with pytest.raises(Rejected):
        once(Work(1, "shipments", "WS1", 0), vendor, vendor.look)
    assert vendor.asked == ["create"]


def test_without_a_way_to_look_a_refusal_is_believed() -> None:
    with pytest.raises(Rejected):
        once(Work(1, "shipments", "WS1", 0, look_first=True), Vendor())
