"""The picker picks, packs, ships, and finds less than there should be."""

from __future__ import annotations

from ..teller import Teller, units


def ships(teller: Teller) -> bool:
    """Some of what can leave leaves, in one parcel or several."""
    order = teller.able("shippable")
    if order is None:
        return False
    taken = teller.draw.some(teller.seen.shippable(order))
    single = teller.seen.has_warehouse and len(teller.seen.outbounds(order)) == 1
    boxes = teller.draw.number(1, min(3, sum(taken.values()))) if single else 1
    packed = f", parcels={boxes}" if boxes > 1 else ""
    return teller.tells(f"world.picker.ships({order}, {units(taken)}{packed})")


def picks(teller: Teller) -> bool:
    """Some units are taken from the shelf, and do not leave yet."""
    order = teller.able("pickable") if teller.seen.has_warehouse else None
    if order is None:
        return False
    return teller.tells(
        f"world.picker.picks({order}, {units(teller.draw.some(teller.seen.pickable(order)))})"
    )


def packs(teller: Teller) -> bool:
    """What is picked is put into boxes."""
    picked = [
        order
        for order in teller.seen.orders
        if any(line.picked for outbound in teller.seen.outbounds(order) for line in outbound.lines)
    ]
    order = teller.order(picked)
    return order is not None and teller.tells(f"world.picker.packs({order})")


def finds_short(teller: Teller) -> bool:
    """Some units are not where they should be."""
    order = teller.able("untouched") if teller.seen.has_warehouse else None
    if order is None:
        return False
    missing = teller.draw.some(teller.seen.untouched(order))
    return teller.tells(f"world.picker.finds_short({order}, {units(missing)})")
