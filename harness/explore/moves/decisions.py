"""People decide: about credit, prices, fraud, and cards without cover."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...actors.planner import BY_HAND
from ..teller import Teller


def limits_credit(teller: Teller) -> bool:
    """A customer may owe so much from now on."""
    if not teller.offers("credit"):
        return False
    known = [buyer for buyer in teller.seen.buyers if _is_customer(teller, buyer)]
    limit = teller.draw.one_of(('Decimal("0")', 'Decimal("20.00")', 'Decimal("500.00")', "None"))
    if not known:
        return False
    buyer = teller.draw.one_of(known)
    return teller.tells(f"world.credit_controller.limits({buyer}.id, {limit})")


def books_transfer(teller: Teller) -> bool:
    """A customer transfers what an order comes to, or a part of it."""
    order = teller.order(sorted(teller.on_account))
    if order is None or not teller.seen.in_shop(order):
        return False
    total = teller.telling.world.order(teller.seen.orders[order]).total()
    amount = teller.draw.one_of((total, (total / 2).quantize(Decimal("0.01"))))
    buyer = teller.seen.buyer_of[order]
    return (
        amount > 0
        and _is_customer(teller, buyer)
        and teller.tells(f'world.credit_controller.books_transfer({buyer}.id, Decimal("{amount}"))')
    )


def releases(teller: Teller) -> bool:
    """Somebody lets an order go that is on hold."""
    return _decides(teller, "releases", "agreed by telephone")


def refuses(teller: Teller) -> bool:
    """Somebody refuses an order that is on hold."""
    return _decides(teller, "refuses", "below cost")


def decides_review(teller: Teller) -> bool:
    """What looked like fraud is none, or is."""
    waiting = [
        order
        for order in teller.seen.orders
        if teller.seen.in_shop(order) and _is_under_review(teller, order)
    ]
    order = teller.order(waiting)
    verb = "clears" if teller.draw.often(60) else "rejects"
    return order is not None and teller.tells(
        f'world.seller.{verb}({order}, by="risk desk", reason="telephoned")'
    )


def stops(teller: Teller) -> bool:
    """Who plans stops an order by hand, as far as no warehouse works on it."""
    order = teller.order([name for name in teller.seen.orders if _in_oms(teller, name) is not None])
    return order is not None and teller.tells(f"world.planner.stops({order})")


def lets_go(teller: Teller) -> bool:
    """An order that was stopped by hand goes on."""
    stopped = [name for name in teller.seen.orders if BY_HAND in getattr(_in_oms(teller, name), "holds", ())]
    order = teller.order(stopped)
    return order is not None and teller.tells(f"world.planner.lets_go({order})")


def _in_oms(teller: Teller, order: str) -> Any:
    if not teller.seen.in_shop(order):
        return None
    return teller.telling.world.case(teller.seen.orders[order]).one("oms", "orders")


def authorises(teller: Teller) -> bool:
    """Somebody may grant prices so far below the list."""
    if not teller.offers("holds"):
        return False
    percent = teller.draw.one_of((0, 10, 90))
    return teller.tells(f'world.approver.authorises("E. Novak", off_list_percent={percent})')


def has_no_cover(teller: Teller) -> bool:
    """A card is declined for a while; what was set aside for it is tried again when it has cover."""
    cards = [order for order in teller.seen.orders if order not in teller.on_account]
    able = teller.offers("declined_captures") and teller.offers("requeue")
    order = teller.order(cards) if able else None
    if order is None:
        return False
    buyer = teller.seen.buyer_of[order]
    shipped = f"world.picker.ships({order})\n" if teller.able("shippable") == order else ""
    return teller.tells(
        f"{buyer}.has_no_cover({order})\n{shipped}world.settle()\n"
        f"{buyer}.has_cover_again({order})\nworld.requeue()"
    )


def _decides(teller: Teller, verb: str, reason: str) -> bool:
    held = {
        (order, hold.kind): None
        for order in teller.seen.orders
        if teller.seen.in_shop(order)
        for hold in teller.telling.world.case(teller.seen.orders[order]).all("erp", "holds")
        if str(hold.state) == "placed" and str(hold.kind) in ("credit", "price")
    }
    if not held:
        return False
    order, kind = teller.draw.one_of(list(held))
    return teller.tells(
        f'world.approver.{verb}({order}, by="head of sales", reason="{reason}", hold="{kind}")'
    )


def _is_customer(teller: Teller, buyer: str) -> bool:
    """Whether the ERP has heard of a buyer."""
    account = eval(f"{buyer}.id", teller.telling.names)
    customers = teller.telling.world.books.table("erp", "customers").values()
    return bool(account) and any(customer.external_ref == account for customer in customers)


def _is_under_review(teller: Teller, order: str) -> bool:
    review = getattr(teller.seen.shop_order(order), "review", None)
    return review is not None and str(getattr(review, "state", "")) == "pending"
