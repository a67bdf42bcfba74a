"""Orders that the buyer changes after they were placed: X12 860, and the seller's answer by 865."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish, Quote
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_more_units_of_a_line_are_a_further_line(world: World) -> None:
    """10 become 14 after export: 4 more at the same price, shipped, billed and paid as any others."""
    item = world.stocked(quantity=30, price="10.00")
    order = world.buyer.orders({item: 10})
    world.settle()
    world.buyer.amends(order, {item: 14})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.amendments() == ["accepted"]
    assert [line.quantity for line in seen.documents("erp", "orders")[0].lines] == [10, 4]
    assert (seen.shipped(), seen.captured()) == ({item: 14}, Decimal("168.00"))


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_fewer_units_of_a_line_are_cancelled_units(world: World) -> None:
    """10 become 7 after export: 3 are cancelled everywhere, the money for them is set free, 7 ship."""
    item = world.stocked(quantity=30, price="10.00")
    order = world.buyer.orders({item: 10})
    world.settle()
    world.buyer.amends(order, {item: 7})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({item: 7}, {item: 3})
    assert (seen.captured(), seen.voided()) == (Decimal("84.00"), Decimal("36.00"))


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_an_item_is_exchanged_for_another(world: World) -> None:
    """A line goes and a further item comes in one wish: freight is billed once, with what ships."""
    first, second = world.stocked(quantity=10, price="10.00"), world.stocked(quantity=10, price="5.00")
    order = world.buyer.orders({first: 2}, charges=[FREIGHT])
    world.settle()
    world.buyer.amends(order, {first: 0}, adds={second: 3})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({second: 3}, {first: 2})
    assert seen.invoices() == [Decimal("30.00")]


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_a_change_before_the_order_has_arrived(world: World) -> None:
    """The buyer changes the order while the ERP is down: the order arrives as it was, then the change."""
    item, other = world.stocked(quantity=30), world.stocked(quantity=30)
    with world.down("erp"):
        order = world.buyer.orders({item: 5})
        world.buyer.amends(order, {item: 8}, adds={other: 2}, date="2012-01-16")
        world.run(minutes=30)
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.amendments(), seen.shipped()) == (["accepted"], {item: 8, other: 2})
    assert seen.documents("erp", "orders")[0].requested_date == "2012-01-16"


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_a_change_after_a_part_has_shipped(world: World) -> None:
    """4 of 10 have left: 10 become 12, then 6; what has left stays, and 6 are billed in the end."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 4})
    world.settle()
    world.buyer.amends(order, {item: 12})
    world.settle()
    world.buyer.amends(order, {item: 6})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({item: 6}, {item: 6})
    assert seen.amendments() == ["accepted", "accepted"]


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_goods_are_sent_elsewhere_while_nothing_is_packed(world: World) -> None:
    """Address and day change after export: every system, and the warehouse, has the new ones."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 5}, date="2012-01-16")
    world.settle()
    branch = world.data.address("Harrow Branch")
    world.buyer.amends(order, ship_to=branch, date="2012-01-20")
    world.settle()
    seen = world.order(order)
    assert seen.amendments() == ["accepted"]
    [booked] = seen.documents("erp", "orders")
    assert (booked.ship_to["name"], booked.requested_date) == ("Harrow Branch", "2012-01-20")
    for outbound in seen.documents("wms", "outbounds"):
        assert (outbound.ship_to["name"], outbound.ship_by) == ("Harrow Branch", "2012-01-20")


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_an_address_is_refused_once_a_part_has_left(world: World) -> None:
    """A part has shipped: the address is refused, the further units that were asked with it are not."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 5})
    world.picker.ships(order, {item: 2})
    world.settle()
    world.buyer.amends(order, {item: 6}, ship_to=world.data.address("Harrow Branch"))
    world.settle()
    seen = world.order(order)
    [amendment] = seen.documents("marketplace", "amendments")
    assert [(part.change, part.accepted) for part in amendment.parts] == [("more", 1), ("ship_to", 0)]
    assert amendment.parts[1].reason
    assert seen.documents("erp", "orders")[0].ship_to["name"] != "Harrow Branch"


@pytest.mark.scenario("S32", "shop-erp-wms", "full", needs="amendments")
def test_an_address_is_refused_once_a_label_is_printed(world: World) -> None:
    """Everything is packed and labelled: neither address nor day can change any more."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 5})
    world.picker.picks(order, {item: 5})
    world.picker.packs(order)
    world.buyer.amends(order, ship_to=world.data.address("Harrow Branch"), date="2012-01-20")
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert world.order(order).amendments() == ["refused"]


@pytest.mark.scenario("S32", "shop-erp-wms", "full", needs="amendments")
def test_units_given_up_follow_the_order_elsewhere(world: World) -> None:
    """The address changes while the picker finds nothing: what is asked for anew goes to the new one."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 5})
    world.settle()
    world.buyer.amends(order, ship_to=world.data.address("Harrow Branch"))
    world.picker.finds_short(order, {item: 5})
    world.settle()
    world.receiver.receives({item: 5})
    world.settle()
    seen = world.order(order)
    waiting = [one for one in seen.documents("wms", "outbounds") if any(line.open for line in one.lines)]
    assert seen.amendments() == ["accepted"]
    assert {one.ship_to["name"] for one in waiting} == {"Harrow Branch"}


@pytest.mark.scenario("S32", "full", needs="amendments sites", sites="MAIN NORTH")
def test_an_address_is_refused_when_one_of_two_sites_has_packed(world: World) -> None:
    """Two sites serve the order and one has packed: the other does not go elsewhere alone."""
    item = world.stocked(at={"MAIN": 4, "NORTH": 6})
    order = world.buyer.orders({item: 10})
    world.settle()
    world.picker.picks(order, {item: 4})
    world.picker.packs(order)
    world.buyer.amends(order, ship_to=world.data.address("Harrow Branch"))
    world.settle()
    seen = world.order(order)
    assert seen.amendments() == ["refused"]
    assert {outbound.ship_to["name"] for outbound in seen.documents("wms", "outbounds")} == {
        seen.documents("marketplace", "orders")[0].ship_to.name
    }


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_more_than_there_is_waits(world: World) -> None:
    """10 become 25 and only 12 are there: the rest waits for the next receipt, and ships then."""
    item = world.stocked(quantity=12)
    order = world.buyer.orders({item: 10})
    world.settle()
    world.buyer.amends(order, {item: 25})
    world.settle()
    world.receiver.receives({item: 20})
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert world.order(order).shipped() == {item: 25}


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_more_units_of_a_quoted_line_keep_the_quote(world: World) -> None:
    """The list price has changed since: more units of a line cost what the line costs, by its quote."""
    item = world.stocked(quantity=30, price="10.00")
    quote = Quote("Q-11", seller="sales desk", approver="head of sales", reason="volume")
    world.merchandiser.agrees(quote, world.buyer.registers(), {item: Decimal("8.00")})
    order = world.buyer.orders([LineWish(item, 10, unit_price=Decimal("9.60"), quote=quote)])
    world.settle()
    world.merchandiser.reprices(item, Decimal("11.00"))
    world.settle()
    world.buyer.amends(order, {item: 12})
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert world.order(order).captured() == Decimal("115.20")


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_amended_lines_come_back_as_any_others(world: World) -> None:
    """Units that came by an amendment are shipped, returned, credited and refunded at their own price."""
    item = world.stocked(quantity=30, price="10.00")
    order = world.buyer.orders({item: 2})
    world.settle()
    world.buyer.amends(order, {item: 5})
    world.settle()
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 4})
    world.receiver.inspects(order, sellable=4)
    world.settle()
    assert world.order(order).refunded() == Decimal("48.00")


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_what_cannot_be_amended_is_refused_at_once(world: World) -> None:
    """No change, a country of another tax, less than has shipped, an order that is done: refused in words."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 5})
    assert "already" in world.buyer.may_not_amend(order, {item: 5})
    assert "would change" in world.buyer.may_not_amend(order)
    abroad = {**world.data.address("Branch Oslo"), "country": "Norway"}
    assert "Norway" in world.buyer.may_not_amend(order, ship_to=abroad)
    assert "no listing" in world.buyer.may_not_amend(order, adds={"NOT-THERE": 1})
    world.picker.ships(order, {item: 3})
    world.settle()
    assert "3 have shipped" in world.buyer.may_not_amend(order, {item: 2})
    world.picker.ships(order)
    world.settle()
    assert "nothing of it is open" in world.buyer.may_not_amend(order, {item: 9})


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_a_change_and_a_cancellation_cross(world: World) -> None:
    """The buyer raises one line and cancels another at the same time: both are answered, nothing is lost."""
    item, other = world.stocked(quantity=30), world.stocked(quantity=30)
    order = world.buyer.orders({item: 5, other: 5})
    world.buyer.amends(order, {item: 9})
    world.buyer.cancels(order, {other: 5})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({item: 9}, {other: 5})


@pytest.mark.scenario("S32", *EVERYWHERE, needs="amendments")
def test_an_order_is_amended_down_to_nothing(world: World) -> None:
    """Every line comes down to 0: that is a cancelled order, and its freight is dealt with as one's."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 5}, charges=[FREIGHT])
    world.settle()
    world.buyer.amends(order, {item: 0})
    world.settle()
    seen = world.order(order)
    assert seen.states()["erp"] == seen.states()["marketplace"] == "cancelled"
    assert seen.invoices() == [Decimal("12.00")]


@pytest.mark.scenario("S33", "shop-erp-wms", "full", needs="amendments", policies="wms.reduce_picked=refuse")
def test_fewer_than_are_picked_are_refused(world: World) -> None:
    """8 of 10 are picked when 10 become 5: the 2 others are taken off, 8 ship and 8 are billed."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 10})
    world.picker.picks(order, {item: 8})
    world.buyer.amends(order, {item: 5})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.amendments() == ["partly_accepted"]
    assert (seen.shipped(), seen.cancelled()) == ({item: 8}, {item: 2})


@pytest.mark.scenario(
    "S33", "shop-erp-wms", "full", needs="amendments", policies="wms.reduce_picked=put_back"
)
def test_picked_units_are_put_back(world: World) -> None:
    """8 of 10 are picked when 10 become 5: 3 go back to the shelf, 5 ship and 5 are billed."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 10})
    world.picker.picks(order, {item: 8})
    world.buyer.amends(order, {item: 5})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.amendments() == ["accepted"]
    assert (seen.shipped(), seen.cancelled()) == ({item: 5}, {item: 5})
    assert sum(line.put_back for out in seen.documents("wms", "outbounds") for line in out.lines) == 3
    assert world.stock(item).on_hand()["wms"] == 25


@pytest.mark.scenario(
    "S33", "shop-erp-wms", "full", needs="amendments", policies="wms.reduce_picked=put_back"
)
def test_packed_units_are_not_put_back(world: World) -> None:
    """6 of 10 are packed, 2 more picked, when the order is cancelled: 4 come back, the 6 ship."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 10})
    world.picker.picks(order, {item: 6})
    world.picker.packs(order)
    world.picker.picks(order, {item: 2})
    world.buyer.cancels(order)
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({item: 6}, {item: 4})


@pytest.mark.scenario("S33", *EVERYWHERE, needs="amendments")
def test_a_change_and_the_cancellation_of_everything_cross(world: World) -> None:
    """All is cancelled and another day is wanted at once: whichever comes first, nobody is asked by hand."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 3})
    world.settle()
    world.buyer.cancels(order)
    world.buyer.amends(order, date="2026-03-04")
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {item: 3}
    assert seen.amendments() in (["accepted"], ["refused"])
    assert world.set_aside() == []


@pytest.mark.scenario("S32", "shop-erp-wms", "full", needs="amendments")
def test_only_the_day_changes(world: World) -> None:
    """The warehouse was asked already when the goods are wanted on another day: it is told."""
    item = world.stocked(quantity=20)
    order = world.buyer.orders({item: 5})
    world.settle()
    world.buyer.amends(order, date="2026-01-20")
    world.settle()
    world.picker.ships(order, {item: 5})
    world.settle()
    assert world.order(order).documents("wms", "outbounds")[0].ship_by == "2026-01-20"
