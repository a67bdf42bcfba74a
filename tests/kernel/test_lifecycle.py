"""Only what stands in the table can happen."""

from __future__ import annotations

from enum import StrEnum

import pytest

from ordergate.simulators.kernel.lifecycle import IllegalMove, Lifecycle


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    GONE = "gone"


class Act(StrEnum):
    PULL = "pull"
    PUSH = "push"
    BURN = "burn"


DOOR = Lifecycle(
    document="door",
    start=Door.SHUT,
    table={
        Door.SHUT: {Act.PULL: Door.OPEN, Act.BURN: Door.GONE},
        Door.OPEN: {Act.PUSH: Door.SHUT},
        Door.GONE: {},
    },
)


def test_a_move_in_the_table_leads_where_it_says() -> None:
    assert DOOR.after(Door.SHUT, Act.PULL, of=1) is Door.OPEN
    assert DOOR.allows(Door.SHUT, Act.PULL)


@pytest.mark.parametrize(
    ("state", "move", "detail"),
    [
        (Door.SHUT, Act.PUSH, "door 1 cannot push while shut; from there it can: pull, burn"),
        (Door.OPEN, Act.PULL, "door 1 cannot pull while open; from there it can: push"),
        (Door.GONE, Act.PULL, "door 1 cannot pull while gone; nothing follows that state"),
    ],
)
def test_any_other_move_is_a_conflict_that_says_the_way_out(state: Door, move: Act, detail: str) -> None:
    assert not DOOR.allows(state, move)
    with pytest.raises(IllegalMove) as refusal:
        DOOR.after(state, move, of=1)
    assert (refusal.value.status, refusal.value.code) == (409, "illegal-move")
    assert refusal.value.detail == detail
