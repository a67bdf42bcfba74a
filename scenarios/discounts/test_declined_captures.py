"""Captures that the provider declines: the goods have left, a person is told, and the money is taken once."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish, TenderWish
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")


@pytest.mark.scenario("S58", *EVERYWHERE, needs="declined_captures accounts requeue")
def test_a_declined_capture_is_set_aside_and_taken_once(world: World) -> None:
    """4 of 10 ship and the card is declined: the invoice stands unpaid until the buyer has cover again."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 10})
    world.buyer.has_no_cover(order)
    world.picker.ships(order, {item: 4})
    world.settle()
    seen = world.order(order)
    assert ([str(total) for total in seen.invoices()], str(seen.captured())) == (["48.00"], "0")
    assert len(world.set_aside()) == 1
    world.buyer.has_cover_again(order)
    assert world.requeue() == 1
    world.settle()
    world.picker.ships(order, {item: 6})
    world.settle()
    seen = world.order(order)
    assert (str(seen.captured()), world.set_aside()) == ("120.00", [])
    assert len(seen.documents("erp", "payments")) == 2


@pytest.mark.scenario("S58", *EVERYWHERE, needs="declined_captures tenders accounts requeue")
def test_a_declined_capture_takes_nothing_from_the_gift_card_either(world: World) -> None:
    """48.00, of which 30.00 by gift card: while the card is declined nothing is taken, then each its part."""
    item = world.stocked(quantity=20, price="10.00")
    gift_card = TenderWish("gift_card", "GC-1", Decimal("30.00"))
    order = world.buyer.orders([LineWish(item, 4)], tenders=[gift_card])
    world.buyer.has_no_cover(order)
    world.picker.ships(order)
    world.settle()
    assert str(world.order(order).captured()) == "0"
    world.buyer.has_cover_again(order)
    world.requeue()
    world.settle()
    seen = world.order(order)
    assert seen.booked("gift_card") == {"receipt": Decimal("30.00")}
    assert seen.booked("card") == {"receipt": Decimal("18.00")}


@pytest.mark.scenario("S58", *EVERYWHERE, needs="declined_captures accounts requeue")
def test_what_came_back_before_its_money_was_taken_is_refunded_after(world: World) -> None:
    """2 of 4 are paid, 2 declined, 3 come back: 24.00 is refunded at once, 12.00 when the card pays again."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 4})
    world.picker.ships(order, {item: 2})
    world.settle()
    world.buyer.has_no_cover(order)
    world.picker.ships(order, {item: 2})
    world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    seen = world.order(order)
    assert (str(seen.captured()), str(seen.refunded())) == ("24.00", "24.00")
    world.buyer.has_cover_again(order)
    world.requeue()
    world.settle()
    seen = world.order(order)
    assert (str(seen.captured()), str(seen.refunded())) == ("48.00", "36.00")
    assert [str(total) for total in seen.credits()] == ["36.00"]


@pytest.mark.scenario("S58", *EVERYWHERE, needs="declined_captures returnless accounts requeue")
def test_kept_goods_that_were_never_paid_are_refunded_once_they_are(world: World) -> None:
    """4 ship unpaid and stay with the buyer for nothing: 48.00 is credited, taken at last, and given back."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 4})
    world.buyer.has_no_cover(order)
    world.picker.ships(order)
    world.settle()
    world.seller.lets_keep(world.buyer.returns(order, {item: 4}), reason="not worth the carriage")
    world.settle()
    assert str(world.order(order).refunded()) == "0"
    world.buyer.has_cover_again(order)
    world.requeue()
    world.settle()
    seen = world.order(order)
    assert (str(seen.captured()), str(seen.refunded()), world.set_aside()) == ("48.00", "48.00", [])


@pytest.mark.scenario("S58", *EVERYWHERE, needs="declined_captures exchange accounts requeue")
def test_goods_are_exchanged_once_they_were_paid(world: World) -> None:
    """A mug that was never paid comes back for a cup: the cup is ordered when the card pays again."""
    mug, cup = world.stocked(quantity=20, price="8.00"), world.stocked(quantity=20, price="8.00")
    order = world.buyer.orders({mug: 1})
    world.buyer.has_no_cover(order)
    world.picker.ships(order)
    world.settle()
    wanted = world.buyer.exchanges(order, {mug: 1}, {cup: 1})
    world.settle()
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert world.replacement(order, wanted) is None
    world.buyer.has_cover_again(order)
    world.requeue()
    world.settle()
    replacement = world.replacement(order, wanted)
    assert replacement is not None
    world.picker.ships(replacement)
    world.settle()
    assert str(world.order(order).refunded()) == str(world.order(replacement).captured()) == "9.60"
