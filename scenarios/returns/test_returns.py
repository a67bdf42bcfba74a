"""Goods that come back, and the money that goes back with them."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish, Quote
from ordergate.harness.world import World


@pytest.mark.scenario("S14", "shop-erp", "shop-erp-wms", "full", tags="smoke")
def test_sellable_units_come_back(world: World) -> None:
    """10 shipped, 3 sellable units return: one receipt, credit memo and refund; stock rises by 3."""
    item = world.stocked(quantity=40, price="7.65")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    seen = world.order(order)
    assert seen.returned() == {item: 3}
    assert [str(total) for total in seen.credits()] == ["27.54"]
    assert str(seen.refunded()) == "27.54"
    assert set(world.stock(item).on_hand().values()) == {33}
    assert world.stock(item).published() == 33


@pytest.mark.scenario("S15", "shop-erp", "shop-erp-wms", "full")
def test_a_return_in_two_steps_refunds_what_was_paid(world: World) -> None:
    """3 x 100 less 10 % with freight, 2 return one by one: each refund is the price that was paid."""
    item = world.stocked(quantity=10, price="100.00")
    quote = Quote("Q-10", seller="D. Byrne", approver="E. Novak", reason="10 % off")
    world.buyer.registers()
    world.merchandiser.agrees(quote, world.buyer.id, {item: Decimal("90.00")})
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))
    line = LineWish(item, 3, unit_price=Decimal("108.00"), quote=quote)
    order = world.buyer.orders([line], charges=[freight])
    world.picker.ships(order)
    world.settle()
    for _ in range(2):
        world.buyer.returns(order, {item: 1})
        world.receiver.inspects(order, sellable=1)
        world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.credits()] == ["108.00", "108.00"]
    assert str(seen.refunded()) == "216.00"
    assert [str(total) for total in seen.invoices()] == ["336.00"]


@pytest.mark.scenario("S16", "shop-erp", "shop-erp-wms", "full")
def test_damaged_units_are_credited_and_not_sold_again(world: World) -> None:
    """A returned unit is damaged: it is credited, and stock that can be sold does not rise."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=1, damaged=1)
    world.settle()
    assert world.stock(item).published() == 7
    assert set(world.stock(item).on_hand().values()) == {8}
    assert len(world.order(order).credits()) == 1


@pytest.mark.scenario("S16", "shop-erp-wms", "full")
def test_a_missing_unit_is_neither_stocked_nor_credited(world: World) -> None:
    """3 units are announced and 2 arrive: 2 are credited, stock rises by 2."""
    item = world.stocked(quantity=10, price="5.00")
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=2, missing=1)
    world.settle()
    assert [str(total) for total in world.order(order).credits()] == ["12.00"]
    assert world.stock(item).published() == 8


@pytest.mark.scenario("S16", "shop-erp", "shop-erp-wms", "full")
def test_units_that_have_to_be_looked_at_are_not_sold(world: World) -> None:
    """2 units come back to be inspected: they stand in stock, nobody can buy them, they are credited."""
    item = world.stocked(quantity=12, price="5.00")
    order = world.buyer.orders({item: 6})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, inspect=2)
    world.settle()
    assert world.stock(item).published() == 6
    assert set(world.stock(item).on_hand().values()) == {8}
    assert [str(total) for total in world.order(order).credits()] == ["12.00"]


@pytest.mark.scenario("S15", "shop-erp", "shop-erp-wms", "full")
def test_a_refund_that_was_agreed_below_the_price_is_kept(world: World) -> None:
    """2 used units come back for 8.00 instead of 12.00: that is what is credited and refunded."""
    item = world.stocked(quantity=12, price="5.00")
    order = world.buyer.orders({item: 6})
    world.picker.ships(order)
    world.settle()
    row = {"line_id": order.lines[0].id, "quantity": 2, "reason": "used", "agreed": "8.00"}
    world.buyer.returns_lines(order, [row])
    world.receiver.inspects(order, sellable=2)
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.credits()] == ["8.00"]
    assert str(seen.refunded()) == "8.00"


@pytest.mark.scenario("S14", "shop-erp", "shop-erp-wms", "full")
def test_the_second_line_of_an_order_comes_back(world: World) -> None:
    """Two lines ship and one unit of the second returns: it is credited at its own price."""
    cheap, dear = world.stocked(quantity=9, price="1.00"), world.stocked(quantity=9, price="50.00")
    order = world.buyer.orders({cheap: 3, dear: 2})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {dear: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert [str(total) for total in world.order(order).credits()] == ["60.00"]
    assert world.order(order).returned() == {dear: 1}


@pytest.mark.scenario("S14", "shop-erp", "shop-erp-wms", "full")
def test_all_of_a_long_line_comes_back(world: World) -> None:
    """12 units of one line are shipped, and all 12 come back: nothing is left of what was paid."""
    item = world.stocked(quantity=12, price="7.65")
    order = world.buyer.orders({item: 12})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 12})
    world.receiver.inspects(order, sellable=12)
    world.settle()
    seen = world.order(order)
    assert (seen.returned(), seen.refunded()) == ({item: 12}, seen.total())


@pytest.mark.scenario("S15", "shop-erp", "shop-erp-wms", "full")
@pytest.mark.parametrize("price", ["0.01", "1.00", "14.99"])
def test_one_unit_of_an_awkward_price_comes_back(world: World, price: str) -> None:
    """1 of 2 units at a penny, a pound, or almost a round sum comes back: that is what is paid back."""
    item = world.stocked(quantity=5)
    order = world.buyer.orders([LineWish(item, 1, Decimal(price)), LineWish(item, 1, Decimal(price))])
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert ([str(one) for one in seen.credits()], str(seen.refunded())) == ([price], price)


@pytest.mark.scenario("S15", "shop-erp", "shop-erp-wms", "full")
@pytest.mark.parametrize("rate", ["0.20", "0.05"])
def test_an_agreed_refund_bears_the_tax_of_its_line(world: World, rate: str) -> None:
    """8.00 are agreed on for a unit that cost 12.00: the tax in them is at the rate of the line."""
    item = world.stocked(quantity=5)
    order = world.buyer.orders([LineWish(item, 2, Decimal("12.00"), tax_rate=Decimal(rate))])
    world.picker.ships(order)
    world.settle()
    line = order.lines[0].id
    row = {"line_id": line, "quantity": 1, "reason": "scratched", "agreed": "8.00"}
    world.buyer.returns_lines(order, [row])
    world.receiver.inspects(order, sellable=1)
    world.settle()
    [memo] = world.order(order).documents("erp", "credit_memos")
    assert str(memo.tax) == {"0.20": "1.33", "0.05": "0.38"}[rate]
