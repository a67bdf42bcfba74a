"""Holds and the authority to grant prices: I24, and the part of I16 that keeps who approved."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ordergate.simulators.erp.policy import PRICE_APPROVAL
from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..arithmetic import ONE, e4, money, nearest
from ..books import Books, Case, Kind
from ..found import found, order_value
from ..held import held_for, held_since_us
from ..scope import Declared, Scope
from .units import each_price_e4

RELEASES = {
    Kind("oms", "fulfilments"): "asked a site to ship",
    Kind("wms", "outbounds"): "took the order in to ship it",
    Kind("erp", "deliveries"): "booked a delivery",
    Kind("erp", "invoices"): "wrote an invoice",
}
"""Documents that let goods or bills of an order go, and what their system did by making one."""


def i24_nothing_held_goes(change: Change, books: Books, declared: Declared) -> Iterator[Finding]:
    """While an order is on hold, nothing of it is released to a site, delivered or invoiced.

    What was delivered before may be invoiced: it is gone, and owed.
    """
    del declared
    did = RELEASES.get(Kind(change.system, change.table))
    if did is None or change.before is not None:
        return
    case = books.case_of(change)
    held = [] if case is None else held_for(case)
    if case is not None and held and not _left_before(change.after, case, books):
        yield found(
            "I24",
            f"the {change.system} {did} ({change.key}) while order {case.key.partition('/')[2]} was on hold "
            f"for: {', '.join(held)}",
            systems=(change.system,), documents=[change.key], case=case, at_risk_e4=order_value(case),
            held=", ".join(held),
        )  # fmt: skip


def _left_before(document: Any, case: Case, books: Books) -> bool:
    """Whether this is the invoice of a delivery that was booked before anything held the order."""
    delivery = Kind("erp", "deliveries"), str(getattr(document, "delivery", ""))
    held_us = held_since_us(case, books)
    return held_us is not None and books.born_us.get(delivery, held_us) < held_us


def i24_held_orders_wait(case: Case, scope: Scope) -> Iterator[Finding]:
    """No site works on an order that is on hold, and no stock is promised to it."""
    held = held_for(case)
    if not held:
        return
    units = {
        "oms": sum(line.allocated for order in case.all("oms", "orders") for line in order.lines),
        "wms": sum(line.open for outbound in case.all("wms", "outbounds") for line in outbound.lines),
    }
    for system, count in units.items():
        if count and scope.has(system):
            yield found(
                "I24",
                f"order {case.key.partition('/')[2]} is on hold for {', '.join(held)}, and the {system} has "
                f"{count} units of it to ship",
                systems=(system,), case=case, at_risk_e4=order_value(case), units=count,
            )  # fmt: skip


def i24_prices_granted(change: Change, books: Books, declared: Declared) -> Iterator[Finding]:
    """A quoted price that its seller may not grant is approved by somebody else who may, or held.

    An approval given in advance has a reason, is of a day on which the quote was good, and counts for the
    units quoted: a line that an amendment made of more units needs an approval of its own.
    """
    if (change.system, change.table) != ("erp", "orders"):
        return
    case = books.case_of(change)
    if (
        case is None
        or declared.chosen(PRICE_APPROVAL) == "trusted"
        or "price" in map(str, change.after.holds)
    ):
        return
    known = {line.line_no for line in change.before.lines} if _was_free(change) else set[int]()
    quotes = _quotes(case)
    for line in change.after.lines:
        quote = quotes.get(line.external_line)
        if line.line_no in known or quote is None or line.open <= 0:
            continue
        if why := _not_granted(books, change.after, line, quote):
            yield found(
                "I24",
                f"line {line.line_no} (item {line.item}) of erp order {change.key} is not on hold at "
                f"{line.unit_price} a unit, {why}",
                systems=("erp",), documents=[change.key, quote.id], case=case,
                at_risk_e4=order_value(case), quote=quote.id, seller=quote.seller,
            )  # fmt: skip


def _was_free(change: Change) -> bool:
    return change.before is not None and "price" not in map(str, change.before.holds)


def _quotes(case: Case) -> dict[str, Any]:
    """The quotes of the shop, by the line that they are for; also of lines that an amendment asks for."""
    order = case.one("marketplace", "orders")
    parts = [part for amendment in case.all("marketplace", "amendments") for part in amendment.parts]
    quotes = {part.line_id: part.quote for part in parts if part.quote is not None}
    lines = () if order is None else order.lines
    return quotes | {line.id: line.quote for line in lines if line.quote is not None}


def _not_granted(books: Books, order: Any, line: Any, quote: Any) -> str:
    """Why a price was granted by nobody who may; empty when it was."""
    if _may_grant(books, line, quote.seller):
        return ""
    in_time = not quote.expires_on or order.date <= quote.expires_on
    in_advance = not line.amends and in_time and quote.reason.strip() and quote.approver != quote.seller
    if in_advance and _may_grant(books, line, quote.approver):
        return ""
    granted = line.override
    if granted is None or not granted.approver:
        return f"which {quote.seller} may not grant and nobody approved"
    if granted.approver == quote.seller or not granted.approval.strip() or not granted.approved_on:
        return f"which {granted.approver} approved for {quote.seller} without authority, reason or day"
    if not _may_grant(books, line, granted.approver):
        return f"which {granted.approver} may not grant either"
    return ""


def _may_grant(books: Books, line: Any, name: str) -> bool:
    item = books.table("erp", "items").get(line.item)
    if item is None:
        return False
    seller = books.table("erp", "sellers").get(name)
    size = Fraction(line.price_unit_size)
    listed = each_price_e4(item) * size
    listed_e4 = nearest(listed.numerator, listed.denominator, 1)
    floor = (
        Fraction(e4(item.floor_price), e4(item.list_price)) * listed if e4(item.list_price) else Fraction(0)
    )
    off_bp = 0 if seller is None else seller.off_list_bp
    price = e4(line.unit_price)
    if price * ONE < listed_e4 * (ONE - off_bp):
        return False
    below_floor = seller is not None and seller.below_floor
    return below_floor or price >= nearest(floor.numerator, floor.denominator, 1)


def i16_approval_is_kept(change: Change, books: Books, declared: Declared) -> Iterator[Finding]:
    """Who granted and who approved the price of a line stays on it, whatever is saved later."""
    del declared
    if (change.system, change.table) != ("erp", "orders") or change.before is None:
        return
    granted = [line for line in change.before.lines if line.override is not None]
    after = {line.line_no: line for line in change.after.lines} if granted else {}
    for line in granted:
        was = line.override
        now = after[line.line_no].override if line.line_no in after else None
        if now == was or (was.pending and now is not None and now.seller == was.seller):
            continue
        case = books.case_of(change)
        yield found(
            "I16",
            f"line {line.line_no} (item {line.item}) of erp order {change.key} was granted by "
            f"{was.seller or 'nobody'} and approved by {was.approver or 'nobody'}; a later save lost that",
            systems=("erp",), documents=[change.key], case=case,
            at_risk_e4=None if case is None else order_value(case), price=money(e4(line.unit_price)),
        )  # fmt: skip


def i24_releases_are_audited(case: Case, scope: Scope) -> Iterator[Finding]:
    """Whoever released or refused an order said who they are, and why; without them it stays on hold."""
    del scope
    orders = case.all("erp", "orders")
    in_force = [str(kind) for order in orders for kind in order.holds]
    for hold in case.all("erp", "holds"):
        if hold.state in ("placed", "refused") and str(hold.kind) not in in_force:
            yield found(
                "I24",
                f"erp order {hold.order} goes on although nobody released its {hold.kind} hold {hold.number}",
                systems=("erp",), documents=[hold.number, hold.order], case=case,
                at_risk_e4=order_value(case),
            )  # fmt: skip
        if hold.state not in ("released", "refused"):
            continue
        if not (hold.decided_by.strip() and hold.decision.strip() and hold.decided_on):
            yield found(
                "I24",
                f"{hold.kind} hold {hold.number} of erp order {hold.order} was {hold.state} by "
                f"{hold.decided_by or 'nobody'}, with the reason: {hold.decision or 'none'}",
                systems=("erp",), documents=[hold.number, hold.order], case=case,
                at_risk_e4=order_value(case),
            )  # fmt: skip


def i24_reviews_arrive(case: Case, scope: Scope) -> Iterator[Finding]:
    """What the shop found out about an order under review is carried out: it goes, or is cancelled."""
    del scope
    sold, order = case.one("marketplace", "orders"), case.one("erp", "orders")
    if sold is None or sold.review is None or order is None:
        return
    state = str(sold.review.state)
    waits = "fraud" in map(str, order.holds)
    left = sum(line.open for line in order.lines)
    if (state == "cleared" and waits) or (state == "rejected" and left):
        yield found(
            "I24",
            f"order {sold.id} was {state} by {sold.review.decided_by}, and {left} units of erp order "
            f"{order.number} {'wait still' if waits else 'are open still'}",
            systems=("erp",), documents=[sold.id, order.number], case=case, at_risk_e4=order_value(case),
            units=left,
        )  # fmt: skip
