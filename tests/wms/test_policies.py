"""A warehouse that serves whole orders promises all of an order or nothing, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from tests.wms.stand import Stand
from tests.wms.test_conservation import Warehouse

WHOLE = {"wms.allocation": "whole_orders"}


@pytest.fixture
def whole() -> Iterator[Stand]:
    made = Stand()
    made.context.policies = WHOLE
    yield made
    made.close()


def _allocated(stand: Stand, outbound_id: str) -> list[int]:
    return [line.allocated for line in stand.outbound(outbound_id).lines]


def test_an_order_of_which_one_line_lacks_is_promised_nothing(whole: Stand) -> None:
    whole.receives("MUG", 5)
    assert _allocated(whole, whole.accepts("F1", ("MUG", 5), ("CUP", 1))) == [0, 0]
    assert whole.stock("MUG").free == 5


def test_two_lines_of_one_item_need_their_sum(whole: Stand) -> None:
    whole.receives("MUG", 5)
    outbound = whole.accepts("F1", ("MUG", 3), ("MUG", 3))
    assert _allocated(whole, outbound) == [0, 0]
    whole.receives("MUG", 1)
    assert _allocated(whole, outbound) == [3, 3]


def test_an_older_order_that_cannot_be_covered_lets_a_younger_one_go(whole: Stand) -> None:
    first, second = whole.accepts("F1", ("MUG", 9)), whole.accepts("F2", ("MUG", 2))
    whole.receives("MUG", 3)
    assert (_allocated(whole, first), _allocated(whole, second)) == ([0], [2])


def test_of_two_orders_that_can_be_covered_the_older_one_goes(whole: Stand) -> None:
    first, second = whole.accepts("F1", ("MUG", 3)), whole.accepts("F2", ("MUG", 2))
    whole.receives("MUG", 4)
    assert (_allocated(whole, first), _allocated(whole, second)) == ([3], [0])


class WholeOrders(Warehouse):
    """The same requests of any kind to a warehouse that serves whole orders."""

    def __init__(self) -> None:
        super().__init__()
        self.stand.context.policies = WHOLE

    @invariant()
    def nothing_is_promised_in_part(self) -> None:
        for outbound in self.stand.wms.outbounds:
            promised = any(line.allocated for line in outbound.lines)
            assert not (promised and any(line.waiting for line in outbound.lines))


TestWholeOrders = WholeOrders.TestCase
TestWholeOrders.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, derandomize=True)
