"""Refunds that people make at the payment provider: the shop shows them, and the ERP credits them once."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish, TenderWish
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
NEEDS = "provider_refunds"


@pytest.mark.scenario("S58", *EVERYWHERE, needs=NEEDS, tags="smoke")
def test_a_refund_at_the_provider_is_credited_and_not_paid_again(world: World) -> None:
    """4 then 6 of 10 ship, 18.00 of the first is given back by hand: order, ERP and provider say 102.00."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 4})
    world.settle()
    world.cashier.gives_back(order, Decimal("18.00"))
    world.settle()
    world.picker.ships(order, {item: 6})
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.invoices()] == ["48.00", "72.00"]
    assert [str(total) for total in seen.credits()] == ["18.00"]
    assert (str(seen.captured()), str(seen.refunded())) == ("120.00", "18.00")
    assert seen.booked("card") == {"receipt": Decimal("120.00"), "refund": Decimal("18.00")}


@pytest.mark.scenario("S58", *EVERYWHERE, needs=NEEDS)
def test_goods_come_back_after_a_refund_at_the_provider(world: World) -> None:
    """10.00 of 60.00 was given back by hand, then all 5 come back: no more than the 50.00 left goes."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 5})
    world.picker.ships(order)
    world.settle()
    world.cashier.gives_back(order, Decimal("10.00"))
    world.settle()
    for units in (3, 2):
        world.buyer.returns(order, {item: units})
        world.receiver.inspects(order, sellable=units)
        world.settle()
    seen = world.order(order)
    assert (str(seen.captured()), str(seen.refunded())) == ("60.00", "60.00")
    assert sorted(str(total) for total in seen.credits()) == ["-10.00", "10.00", "24.00", "36.00"]


@pytest.mark.scenario("S58", *EVERYWHERE, needs=f"{NEEDS} tax_rates")
def test_a_refund_at_the_provider_bears_the_tax_of_what_was_bought(world: World) -> None:
    """12.00 at 20 % and 5.00 at 0 %, 9.10 is given back in two parts: each credit has both rates."""
    mug = world.stocked(quantity=9, price="5.00")
    book = world.stocked(quantity=9, price="5.00")
    lines = [LineWish(mug, 1), LineWish(book, 1, tax_rate=Decimal(0), unit_price=Decimal("5.00"))]
    order = world.buyer.orders(lines, charges=[ChargeWish("freight", "POST", "parcel", Decimal("6.00"))])
    world.picker.ships(order)
    world.settle()
    for amount in ("4.60", "4.50"):
        world.cashier.gives_back(order, Decimal(amount))
        world.settle()
    memos = world.order(order).documents("erp", "credit_memos")
    told = [[(str(line.net), str(line.tax)) for line in memo.lines] for memo in memos]
    assert told == [[("2.71", "0.54"), ("1.35", "0.00")], [("2.65", "0.53"), ("1.32", "0.00")]]


@pytest.mark.scenario("S58", *EVERYWHERE, needs=f"{NEEDS} tenders")
def test_at_the_provider_only_what_the_card_paid_can_go_back(world: World) -> None:
    """60.00, of which 50.00 by gift card: 10.01 is refused and recorded, 10.00 goes back to the card."""
    item = world.stocked(quantity=20, price="10.00")
    gift_card = TenderWish("gift_card", "GC-1", Decimal("50.00"))
    order = world.buyer.orders([LineWish(item, 5)], tenders=[gift_card])
    world.picker.ships(order)
    world.settle()
    world.cashier.is_refused(order, Decimal("10.01"))
    world.cashier.gives_back(order, Decimal("10.00"))
    world.settle()
    seen = world.order(order)
    assert seen.refused_refunds() == [("cashier", Decimal("10.01"), Decimal("10.00"))]
    assert seen.booked("card") == {"receipt": Decimal("10.00"), "refund": Decimal("10.00")}
    assert seen.booked("gift_card") == {"receipt": Decimal("50.00")}


@pytest.mark.scenario("S58", *EVERYWHERE, needs=NEEDS)
def test_nothing_is_given_back_at_the_provider_before_it_was_taken(world: World) -> None:
    """Nothing has shipped, so nothing was captured: the refund is refused, and the cancellation voids it."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 2})
    world.settle()
    world.cashier.is_refused(order, Decimal("1.00"))
    world.buyer.cancels(order)
    world.settle()
    seen = world.order(order)
    assert seen.refused_refunds() == [("cashier", Decimal("1.00"), Decimal(0))]
    assert (str(seen.voided()), seen.credits()) == ("24.00", [])


@pytest.mark.scenario("S58", *EVERYWHERE, needs=NEEDS)
def test_beside_an_allowance_credit_is_taken_back_once(world: World) -> None:
    """60.00 less 20.00, of which 10.00 by hand, and all 5 come back: 60.00 is credited, 40.00 given back."""
    item = world.stocked(quantity=20, price="10.00")
    allowance = ChargeWish("charge", "WELCOME", "welcome allowance", Decimal("-20.00"))
    order = world.buyer.orders([LineWish(item, 5)], charges=[allowance])
    world.picker.ships(order)
    world.settle()
    world.cashier.gives_back(order, Decimal("10.00"))
    world.settle()
    for units in (4, 1):
        world.buyer.returns(order, {item: units})
        world.receiver.inspects(order, sellable=units)
        world.settle()
    seen = world.order(order)
    assert (str(seen.captured()), str(seen.refunded())) == ("40.00", "40.00")
    assert sorted(str(total) for total in seen.credits()) == ["-10.00", "10.00", "12.00", "48.00"]


@pytest.mark.scenario("S58", *EVERYWHERE, needs=f"{NEEDS} tax_rates")
def test_money_given_back_bears_the_tax_of_goods_and_not_of_an_allowance(world: World) -> None:
    """60.00 at 20 % less 20.00 at 0 %, 10.00 is given back by hand: 8.33 and 1.67 tax are credited."""
    item = world.stocked(quantity=20, price="10.00")
    allowance = ChargeWish("charge", "WELCOME", "allowance", Decimal("-20.00"), tax_rate=Decimal("0.00"))
    order = world.buyer.orders([LineWish(item, 5)], charges=[allowance])
    world.picker.ships(order)
    world.settle()
    world.cashier.gives_back(order, Decimal("10.00"))
    world.settle()
    [memo] = world.order(order).documents("erp", "credit_memos")
    assert (str(memo.net), str(memo.tax)) == ("8.33", "1.67")
