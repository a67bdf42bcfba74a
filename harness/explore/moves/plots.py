"""Several things in a row that seldom come together by themselves: one story in many needs them all."""

from __future__ import annotations

from ..teller import ORDERS_MAX, Teller, units
from . import orders, returns

PUTS_BACK = "wms.reduce_picked=put_back"
PAIR = (2, 3)
"""Units of two items that are ordered together."""


def all_comes_back(teller: Teller) -> bool:
    """All of an order leaves, arrives everywhere, and all of it comes back."""
    order = teller.able("shippable")
    if order is None or not (_ships_all(teller, order) and teller.settles()):
        return False
    teller.focus = order
    return returns.sends_back(teller) and teller.settles() and returns.inspects(teller)


def nothing_is_left_of_it(teller: Teller) -> bool:
    """A picker has begun, and then what is still on the shelf is cancelled, or cannot be found."""
    if PUTS_BACK in teller.setting.policies and goes_back_to_the_shelf(teller):
        return True
    order = teller.able("pickable") if teller.seen.has_warehouse else None
    if order is None:
        return False
    there = teller.seen.pickable(order)
    first = next(iter(there))
    few = {first: 1}
    if not teller.tells(f"world.picker.picks({order}, {units(few)})"):
        return False
    teller.focus = order
    if teller.draw.often(50):
        return orders.cancels(teller)
    left = {name: count - few.get(name, 0) for name, count in there.items()}
    missing = {name: count for name, count in left.items() if count and name != first}
    return not missing or teller.tells(f"world.picker.finds_short({order}, {units(missing)})")


def goes_back_to_the_shelf(teller: Teller) -> bool:
    """What was picked is cancelled and put back; then nothing else of the order can be found."""
    if PUTS_BACK not in teller.setting.policies or not _two_items_are_ordered(teller):
        return False
    order = list(teller.seen.orders)[-1]
    there = teller.seen.pickable(order)
    if len(there) != len(PAIR):
        return False
    name, other = there
    lines = teller.seen.shop_order(order).lines
    at = next(at for at, line in enumerate(lines) if teller.seen.name_of(line.sku) == name)
    row = f'{{"line_id": {teller.seen.line_id(order, at)}, "quantity": {there[name]}}}'
    teller.focus = order
    return (
        teller.tells(f"world.picker.picks({order}, {units({name: there[name]})})")
        and teller.tells(f'{teller.seen.buyer_of[order]}.cancels_lines({order}, [{row}], reason="too many")')
        and teller.settles()
        and teller.tells(f"world.picker.finds_short({order}, {units({other: there[other]})})")
    )


def _two_items_are_ordered(teller: Teller) -> bool:
    """Two new items, of each of which one buyer wants some; everybody has heard of it."""
    if len(teller.seen.orders) >= ORDERS_MAX:
        return False
    items, buyer = [], teller.buyer()
    for quantity in PAIR:
        name = teller.named("item", len(teller.seen.items))
        if not teller.tells(f'{name} = world.stocked(quantity={quantity}, price="1.00")'):
            return False
        teller.seen.items[name] = teller.telling.names[name]
        items.append(name)
    order = teller.named("order", len(teller.seen.orders))
    if not teller.tells(f"{order} = {buyer}.orders({units(dict(zip(items, PAIR, strict=True)))})"):
        return False
    teller.takes_order(order, buyer)
    return teller.settles()


def is_taken_back_at_once(teller: Teller) -> bool:
    """A buyer cancels while a system that is slow has not answered yet."""
    if not teller.seen.has_warehouse:
        return False
    slow = "latency on wms delay_ms=15000 times=6"
    if "oms" in teller.telling.world.systems and teller.draw.often(70):
        slow = "latency on oms delay_ms=5000 jitter_ms=20000 times=6"
    if not (teller.tells(f'world.disturb("{slow}")') and orders.orders(teller)):
        return False
    teller.focus = list(teller.seen.orders)[-1]
    waits = f"world.run(seconds={teller.draw.number(1, 40)})"
    return teller.tells(waits) and orders.cancels(teller)


def has_no_goods(teller: Teller) -> bool:
    """An order of freight alone, as for goods that went another way."""
    buyer = teller.buyer()
    name = teller.named("order", len(teller.seen.orders))
    charge = 'ChargeWish("freight", "POST", "parcel service", Decimal("6.00"))'
    if len(teller.seen.orders) >= ORDERS_MAX:
        return False
    if not teller.tells(f"{name} = {buyer}.orders([], charges=[{charge}])"):
        return False
    teller.takes_order(name, buyer)
    return True


def _ships_all(teller: Teller, order: str) -> bool:
    return teller.tells(f"world.picker.ships({order}, {units(teller.seen.shippable(order))})")
