"""Gift cards and deposits pay beside the card: they lower what the card is asked for, never the total."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, DiscountWish, LineWish, PlacedOrder, TenderWish
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("6.00"))
HANDLING = ChargeWish("charge", "M", "handling fee", Decimal("3.60"))
GIFT_CARD = TenderWish("gift_card", "GC-4711", Decimal("30.00"))
DEPOSIT = TenderWish("deposit", "DP-1", Decimal("20.00"))


def _moved(world: World, order: PlacedOrder) -> dict[str, dict[str, str]]:
    """What the ERP booked by each method."""
    seen = world.order(order)
    booked = {method: seen.booked(method) for method in ("card", "gift_card", "deposit")}
    return {
        method: {kind: str(amount) for kind, amount in kinds.items()}
        for method, kinds in booked.items()
        if kinds
    }


@pytest.mark.scenario("S37", *EVERYWHERE, needs="tenders", tags="smoke")
def test_gift_card_and_deposit_pay_before_the_card(world: World) -> None:
    """120.00 and 9.60 of charges, 50.00 paid beside: the card is asked for 79.60, shipment by shipment."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders(
        [LineWish(item, 10)], charges=[FREIGHT, HANDLING], tenders=[GIFT_CARD, DEPOSIT]
    )
    world.picker.ships(order, {item: 3})
    world.settle()
    assert _moved(world, order) == {
        "deposit": {"receipt": "20.00"}, "gift_card": {"receipt": "25.60"},
    }  # fmt: skip
    world.picker.ships(order, {item: 7})
    world.settle()
    seen = world.order(order)
    assert str(seen.total()) == "129.60"
    assert [str(total) for total in seen.invoices()] == ["45.60", "84.00"]
    assert _moved(world, order) == {
        "deposit": {"receipt": "20.00"}, "gift_card": {"receipt": "30.00"}, "card": {"receipt": "79.60"},
    }  # fmt: skip


@pytest.mark.scenario(
    "S37", *EVERYWHERE, needs="tenders discounts", policies="marketplace.refund_order=card_first"
)
def test_a_refund_goes_to_the_card_before_the_gift_card(world: World) -> None:
    """60.00 less 10.00, 30.00 by gift card and 20.00 by card: of 40.00 the card gets 20.00 first."""
    item = world.stocked(quantity=20, price="10.00")
    off = DiscountWish("SPRING", Decimal("10.00"))
    order = world.buyer.orders([LineWish(item, 5)], discounts=[off], tenders=[GIFT_CARD])
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 4})
    world.receiver.inspects(order, sellable=4)
    world.settle()
    assert _moved(world, order) == {
        "gift_card": {"receipt": "30.00", "refund": "20.00"}, "card": {"receipt": "20.00", "refund": "20.00"},
    }  # fmt: skip


@pytest.mark.scenario(
    "S37", *EVERYWHERE, needs="tenders", policies="marketplace.refund_order=gift_card_first"
)
def test_a_refund_goes_to_the_gift_card_before_the_card(world: World) -> None:
    """30.00 by gift card and 30.00 by card, 36.00 come back: the gift card gets 30.00, the card the rest."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 5)], tenders=[GIFT_CARD])
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    assert _moved(world, order) == {
        "gift_card": {"receipt": "30.00", "refund": "30.00"}, "card": {"receipt": "30.00", "refund": "6.00"},
    }  # fmt: skip


@pytest.mark.scenario("S37", *EVERYWHERE, needs="tenders")
def test_what_is_cancelled_frees_the_card_before_the_gift_card(world: World) -> None:
    """60.00, of which 30.00 by gift card, 4 of 5 are cancelled: the card is never asked, 12.00 stays used."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 5)], tenders=[GIFT_CARD])
    world.buyer.cancels(order, {item: 4})
    world.settle()
    world.picker.ships(order, {item: 1})
    world.settle()
    assert _moved(world, order) == {"gift_card": {"receipt": "12.00"}}
    assert str(world.order(order).voided()) == "48.00"


@pytest.mark.scenario("S37", *EVERYWHERE, needs="tenders exchange")
def test_goods_bought_with_a_gift_card_are_exchanged(world: World) -> None:
    """One of 24.00 by gift card comes back for one of 12.00: the rest goes back to the gift card."""
    lamp, mug = world.stocked(quantity=5, price="20.00"), world.stocked(quantity=5, price="10.00")
    order = world.buyer.orders(
        [LineWish(lamp, 1)], tenders=[TenderWish("gift_card", "GC-1", Decimal("24.00"))]
    )
    world.picker.ships(order)
    world.settle()
    wanted = world.buyer.exchanges(order, {lamp: 1}, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    replacement = world.replacement(order, wanted)
    assert replacement is not None
    world.picker.ships(replacement)
    world.settle()
    assert _moved(world, order) == {"gift_card": {"receipt": "24.00", "refund": "12.00"}}
    assert _moved(world, replacement) == {}


@pytest.mark.scenario("S47", "full", needs="exchange seller-cancellations", policies="oms.backorder=cancel")
def test_a_replacement_that_no_site_has_is_paid_back_to_the_card(world: World) -> None:
    """2 come back for 2 others of which one is there: goods pay for one, 6.00 goes back to the card."""
    mug, tee = world.stocked(quantity=5, price="5.00"), world.stocked(quantity=2, price="5.00")
    order = world.buyer.orders({mug: 2})
    other = world.another_buyer().orders({tee: 1})
    world.picker.ships(order)
    world.picker.ships(other)
    world.settle()
    wanted = world.buyer.exchanges(order, {mug: 2}, {tee: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    replacement = world.replacement(order, wanted)
    assert replacement is not None
    world.picker.ships(replacement, {tee: 1})
    world.settle()
    old, new = world.order(order), world.order(replacement)
    assert old.booked("card") == {"receipt": Decimal("12.00"), "refund": Decimal("6.00")}
    assert old.booked("exchange") == {"refund": Decimal("12.00"), "receipt": Decimal("6.00")}
    assert new.booked("exchange") == {"receipt": Decimal("6.00")}
    assert new.cancelled() == {tee: 1}


@pytest.mark.scenario(
    "S47", "shop-erp", needs="exchange seller-cancellations", policies="erp.remainder=complete"
)
def test_the_rest_of_a_replacement_is_paid_back_to_the_card(world: World) -> None:
    """2 come back for 2 others, the first delivery of one completes the line: 6.00 goes back to the card."""
    mug, tee = world.stocked(quantity=5, price="5.00"), world.stocked(quantity=5, price="5.00")
    order = world.buyer.orders({mug: 2})
    world.picker.ships(order)
    world.settle()
    wanted = world.buyer.exchanges(order, {mug: 2}, {tee: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    replacement = world.replacement(order, wanted)
    assert replacement is not None
    world.picker.ships(replacement, {tee: 1})
    world.settle()
    assert str(world.order(order).cash()) == "6.00"
    assert world.order(replacement).booked("exchange") == {"receipt": Decimal("6.00")}
