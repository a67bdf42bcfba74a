"""A price beyond what its seller may grant waits for somebody who may."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.actors.orders import LineWish, PlacedOrder, Quote
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
AUTHORITY = "erp.price_approval=authority"


def quoted(world: World, item: str, *, approver: str = "", expires_on: str = "") -> PlacedOrder:
    """5 at 8.00 without tax, 20 % off the list: the sales desk may grant 10 %, the head of sales 30 %."""
    world.approver.authorises("sales desk", off_list_percent=10)
    world.approver.authorises("head of sales", off_list_percent=30)
    quote = Quote("Q-1", "sales desk", approver, "volume", expires_on)
    return world.buyer.orders([LineWish(item, 5, unit_price=Decimal("9.60"), quote=quote)])


def released_nowhere(world: World, order: PlacedOrder) -> bool:
    """Whether no site was asked for anything of an order, and no bill written."""
    seen = world.order(order)
    sent = [("wms", "outbounds"), ("oms", "fulfilments"), ("erp", "deliveries"), ("erp", "invoices")]
    return not any(seen.documents(*kind) for kind in sent)


@pytest.mark.scenario("S12", *EVERYWHERE, needs="holds", policies=AUTHORITY)
def test_an_override_beyond_authority_waits_for_approval(world: World) -> None:
    """20 % off by a seller who may grant 10 %: held everywhere, until the head of sales approves it."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item)
    world.settle()
    assert world.order(order).holds() == {"price": "placed"}
    assert released_nowhere(world, order)
    world.approver.releases(order, by="head of sales", reason="long-standing customer")
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    granted = seen.documents("erp", "orders")[0].lines[0].override
    assert (granted.seller, granted.approver, granted.approval) == (
        "sales desk", "head of sales", "long-standing customer",
    )  # fmt: skip
    assert [str(total) for total in seen.invoices()] == ["48.00"]


@pytest.mark.scenario("S12", *EVERYWHERE, needs="holds", policies=AUTHORITY)
def test_a_refused_price_cancels_the_order(world: World) -> None:
    """The approval is refused: the seller cancels the order everywhere, and no freight is billed."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item)
    world.approver.refuses(order, by="head of sales", reason="below cost")
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert seen.voided() == Decimal("48.00")
    assert world.stock(item).published() == 20


@pytest.mark.scenario("S12", *EVERYWHERE, needs="holds", policies=AUTHORITY)
def test_a_held_order_can_be_cancelled_by_its_buyer(world: World) -> None:
    """Nobody works on a held order: the buyer gets back every unit of it, and there is nothing to approve."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item)
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.buyer.cancels(order, {item: 3})
    world.settle()
    seen = world.order(order)
    assert seen.holds() == {"price": "lapsed"}
    assert seen.cancelled() == {item: 5}
    assert seen.voided() == Decimal("48.00")


@pytest.mark.scenario("S12", *EVERYWHERE, needs="holds", policies=AUTHORITY)
def test_part_of_a_held_order_is_cancelled_and_the_rest_released(world: World) -> None:
    """2 of 5 are cancelled while the order waits: the other 3 ship when it is approved."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item)
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.approver.releases(order, by="head of sales", reason="agreed")
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({item: 3}, {item: 2})
    assert [str(total) for total in seen.invoices()] == ["28.80"]


@pytest.mark.scenario("S12", "shop-erp", "full", needs="holds", policies=AUTHORITY)
def test_nobody_approves_their_own_price_or_beyond_their_authority(world: World) -> None:
    """Neither who asked for the price, nor who may not grant it, can release the order."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item)
    world.approver.authorises("deputy", off_list_percent=15)
    for by, reason in (("sales desk", "mine"), ("deputy", "agreed"), ("head of sales", " ")):
        with pytest.raises(RefusedByWorld):
            world.approver.releases(order, by=by, reason=reason)
    world.settle()
    assert world.order(order).holds() == {"price": "placed"}
    assert released_nowhere(world, order)


@pytest.mark.scenario("S12", "shop-erp", "full", needs="holds", policies=AUTHORITY)
def test_nobody_sells_below_the_floor_without_the_authority_for_it(world: World) -> None:
    """Within the percentage but below the item's floor: held, until somebody who may go below it approves."""
    item = world.stocked(quantity=20, price="10.00")
    world.approver.sets_floor(item, Decimal("9.50"))
    world.approver.authorises("sales desk", off_list_percent=10)
    world.approver.authorises("owner", off_list_percent=50, below_floor=True)
    quote = Quote("Q-2", "sales desk", "", "clearance")
    order = world.buyer.orders([LineWish(item, 5, unit_price=Decimal("11.04"), quote=quote)])
    world.settle()
    assert world.order(order).holds() == {"price": "placed"}
    world.approver.releases(order, by="owner", reason="clearance")
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["55.20"]


@pytest.mark.scenario("S11", *EVERYWHERE, needs="holds", policies=AUTHORITY)
def test_a_price_approved_in_advance_is_not_held_and_keeps_its_approver(world: World) -> None:
    """Approved by the head of sales with the quote: nothing waits, and every re-save keeps who approved."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item, approver="head of sales")
    world.picker.ships(order, {item: 2})
    world.settle()
    world.buyer.cancels(order, {item: 1})
    world.settle()
    world.picker.ships(order, {item: 2})
    world.settle()
    seen = world.order(order)
    granted = seen.documents("erp", "orders")[0].lines[0].override
    assert seen.holds() == {}
    assert (granted.seller, granted.approver, granted.approval) == ("sales desk", "head of sales", "volume")
    assert [str(total) for total in seen.invoices()] == ["19.20", "19.20"]


@pytest.mark.scenario("S11", "shop-erp", "full", needs="holds", policies=AUTHORITY)
def test_an_approval_that_has_expired_is_none(world: World) -> None:
    """The head of sales approved the quote for orders until 1999: today's order waits."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item, approver="head of sales", expires_on="1999-12-31")
    world.settle()
    assert world.order(order).holds() == {"price": "placed"}
    assert released_nowhere(world, order)


@pytest.mark.scenario("S12", "shop-erp", "full", needs="holds", policies="erp.price_approval=trusted")
def test_where_quotes_are_trusted_nothing_is_held(world: World) -> None:
    """The ERP takes agreed prices as they are, whoever agreed them: the same order ships at once."""
    item = world.stocked(quantity=20, price="10.00")
    world.buyer.registers()
    quote = Quote("Q-1", "sales desk", "sales desk", "volume")
    world.merchandiser.agrees(quote, world.buyer.id, {item: Decimal("8.00")})
    order = world.buyer.orders([LineWish(item, 5, unit_price=Decimal("9.60"), quote=quote)])
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.holds() == {}
    assert [str(total) for total in seen.invoices()] == ["48.00"]


@pytest.mark.scenario("S12", "shop-erp", needs="holds amendments", policies=AUTHORITY)
def test_more_units_at_a_granted_price_need_an_approval_of_their_own(world: World) -> None:
    """Approved for 5, and 3 more are wanted at that price: the whole order waits again."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item, approver="head of sales")
    world.settle()
    world.buyer.amends(order, {item: 8})
    world.settle()
    assert world.order(order).holds() == {"price": "placed"}
    world.approver.releases(order, by="head of sales", reason="for 8 too")
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    approvals = [line.override.approval for line in seen.documents("erp", "orders")[0].lines]
    assert approvals == ["volume", "for 8 too"]
    assert [str(total) for total in seen.invoices()] == ["76.80"]


@pytest.mark.scenario("S12", "shop-erp-wms", "full", needs="holds amendments", policies=AUTHORITY)
def test_what_was_released_does_not_grow_at_a_price_nobody_approved(world: World) -> None:
    """The warehouse has the order already: more units at the granted price are refused, the 5 ship."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item, approver="head of sales")
    world.settle()
    world.buyer.amends(order, {item: 8})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.amendments(), seen.holds()) == (["refused"], {})
    assert [str(total) for total in seen.invoices()] == ["48.00"]


@pytest.mark.scenario("S12", *EVERYWHERE, needs="holds amendments", policies=AUTHORITY)
def test_an_order_on_hold_grows_and_waits_as_one(world: World) -> None:
    """3 more are wanted while 5 wait for approval: one approval lets all 8 go."""
    item = world.stocked(quantity=20, price="10.00")
    order = quoted(world, item)
    world.settle()
    world.buyer.amends(order, {item: 8})
    world.settle()
    assert released_nowhere(world, order)
    world.approver.releases(order, by="head of sales", reason="all 8")
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 8}
    assert [str(total) for total in seen.invoices()] == ["76.80"]
