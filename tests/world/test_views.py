"""What scenarios ask of views: a wrong name is told, and an order on account has no card."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine


@pytest.fixture
def world() -> Iterator[World]:
    with closing(InProcessWorld(Blueprint("shop-erp", 3), reference_engine)) as port:
        yield World(port)


def test_no_card_is_asked_about_an_order_on_account(world: World) -> None:
    order = world.buyer.orders({world.stocked(quantity=9, price="5.00"): 2}, terms="NET 30")
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert {seen.captured(), seen.refunded(), seen.voided(), seen.cash()} == {Decimal(0)}
    assert seen.refused_refunds() == []
    with pytest.raises(UsageError, match=rf"order {order.id} is on account, and no card paid"):
        world.cashier.gives_back(order, Decimal("1.00"))


def test_documents_that_no_system_keeps_are_refused_by_name(world: World) -> None:
    order = world.buyer.orders({world.stocked(quantity=9): 2})
    with pytest.raises(
        UsageError, match=r"there are no invoice of orders in the erp; there are: .*erp invoices"
    ):
        world.order(order).documents("erp", "invoice")


def test_a_system_without_stock_is_refused_by_name(world: World) -> None:
    with pytest.raises(UsageError, match="there is no stock in sap; there is in: wms, oms, erp"):
        world.stock(world.stocked()).row("sap")
