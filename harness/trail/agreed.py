"""Who agreed what with whom: the head of the page of an order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..evidence.money import AgreedLine, Fact, Party, RelatedOrder
from ..judge.books import Books, Case
from ..judge.currencies import COMPANY_CURRENCY
from .lines import said


def parties(case: Case, books: Books) -> Iterator[Party]:
    """The buyer, who pays instead if somebody does, where goods go, and the sites that they leave from."""
    order, booked = case.one("marketplace", "orders"), case.one("erp", "orders")
    yield _account("buyer", order.buyer_id, "" if booked is None else booked.customer, books)
    payer = "" if booked is None else getattr(booked, "payer", "")
    if order.payer_id or payer:
        yield _account("payer", order.payer_id, payer, books)
    to = order.ship_to
    yield Party(role="ship to", name=to.name, street=to.line, country=to.country)
    left = (*case.all("wms", "shipments"), *case.all("erp", "deliveries"))
    sites = dict.fromkeys(one.site for one in left)
    if sites:
        yield Party(role="shipped from", accounts=", ".join(sites))


def _account(role: str, in_shop: str, in_erp: str, books: Books) -> Party:
    told = [f"marketplace {in_shop}"] * bool(in_shop) + [f"erp {in_erp}"] * bool(in_erp)
    known = books.table("marketplace", "buyers").get(in_shop)
    return Party(role=role, accounts=", ".join(told), name="" if known is None else known.company)


def facts(case: Case) -> Iterator[Fact]:
    """What was agreed of the order as a whole."""
    order, booked = case.one("marketplace", "orders"), case.one("erp", "orders")
    if said(order, "payment_terms"):
        yield Fact("paid" if order.payment_terms == "PREPAID" else "on account", order.payment_terms)
    if order.tax_mode == "exclusive":
        yield Fact("prices", "without tax; totals include it")
    if order.tax_exemption:
        yield Fact("no tax", order.tax_exemption)
    rate = None if booked is None else booked.exchange_rate
    if rate is not None:
        worth = f"1 {order.currency} = {rate} {COMPANY_CURRENCY}"
        yield Fact("exchange rate", f"{worth}, that of {booked.date}")
    if order.reference:
        yield Fact("buyer's reference", order.reference)
    if order.requested_date:
        yield Fact("wanted on", order.requested_date)


def agreed(case: Case, books: Books) -> Iterator[AgreedLine]:
    """What was agreed of each line and charge, with what explains the price."""
    order = case.one("marketplace", "orders")
    for line in order.lines:
        yield AgreedLine(
            what=f"{'kit' if line.components else 'item'} {line.sku}",
            quantity=_quantity(line),
            price=line.unit_price,
            price_unit=_price_unit(line),
            total=line.total,
            list_price=_list_price(order, line.sku, books),
            explained="; ".join((*_explained(line, order, case, books), *_discounts(line))),
            discount=line.discount,
        )
    for charge in order.charges:
        yield AgreedLine(
            what=f"{charge.kind} {charge.code}", quantity="", price=None, price_unit="", total=charge.total,
            explained=charge.text,
        )  # fmt: skip


def _list_price(order: Any, sku: str, books: Books) -> Decimal | None:
    """What the listing said, where it is in the terms of the order: the company's currency, with tax."""
    comparable = order.currency == COMPANY_CURRENCY and order.tax_mode == "inclusive"
    return books.moments.list_price(order.key, sku) if comparable else None


def _quantity(line: Any) -> str:
    if line.components:
        held = ", ".join(f"{part.per_kit} x item {part.sku}" for part in line.components)
        return f"{line.quantity}, each of {held}"
    told = [str(line.quantity)]
    if line.unit_size != 1:
        told.append(f"{_mixed(Fraction(line.quantity, line.unit_size))} {line.unit} of {line.unit_size}")
    if line.partner_unit:
        told.append(f"{line.partner_quantity} {line.partner_unit} of the buyer")
    if line.weight_g:
        told.append(f"about {line.weight_g} g each")
    return ", ".join(told)


def _mixed(number: Fraction) -> str:
    """``4 3/4``."""
    whole, rest = divmod(number.numerator, number.denominator)
    part = f"{rest}/{number.denominator}" if rest else ""
    return " ".join(filter(None, (str(whole) if whole or not rest else "", part)))


def _price_unit(line: Any) -> str:
    if line.weight_g:
        return "kilogram"
    if line.components:
        return "kit"
    return "each" if line.unit_size == 1 else f"{line.unit} of {line.unit_size}"


def _explained(line: Any, order: Any, case: Case, books: Books) -> Iterator[str]:
    quote = line.quote
    if quote is not None:
        approved = f", approved by {quote.approver}" if quote.approver else ""
        yield f"quote {quote.id} by {quote.seller}{approved}: {quote.reason}"
        yield from _agreement(line, case, books)
        yield from _override(line, case)
    elif order.exchange_of:
        yield f"agreed when return {order.exchange_of} was asked for"
    elif line.price_source not in ("", "list"):
        yield "; ".join((f"{line.price_source} price", *_rules(line, order, books)))
    elif line.unit_price == books.moments.list_price(order.key, line.sku):
        yield "list price"
    elif line.price_source:
        yield f"{line.price_source} price"
        yield from _rule(line, case)
    else:
        yield "named on the order, without a quote"
    if line.amendment:
        yield f"added by amendment {line.amendment}"


def _rules(line: Any, order: Any, books: Books) -> Iterator[str]:
    """The rules of the ERP that may have made a price of this kind."""
    for rule in books.table("erp", "price_rules").values():
        whose = rule.customer_ref in ("", order.buyer_id, order.payer_id)
        of_line = (rule.kind, rule.item) == (line.price_source, line.sku)
        if whose and of_line and rule.min_quantity <= line.quantity:
            least = f" from {rule.min_quantity} eaches" if rule.min_quantity > 1 else ""
            until = f" until {rule.valid_to}" if rule.valid_to else ""
            yield f"erp price rule {rule.number}{least}{until}"


def _discounts(line: Any) -> Iterator[str]:
    """What was taken off a line, and as its share of what was taken off the order."""
    for one in line.discounts:
        whose = "share of discount" if one.kind == "header" else "discount"
        yield f"{whose} {one.code}".rstrip() + f": {one.amount} off"


def _override(line: Any, case: Case) -> Iterator[str]:
    """Who granted the price by what the ERP kept of it."""
    for booked in (one for order in case.all("erp", "orders") for one in order.lines):
        granted = booked.override if booked.external_line == line.id else None
        if granted is not None:
            by = granted.approver or granted.seller
            on = f" on {granted.approved_on}" if granted.approved_on else ""
            yield "approval pending in the erp" if granted.pending else f"granted in the erp by {by}{on}"


def _rule(line: Any, case: Case) -> Iterator[str]:
    """The ERP's price rule that makes the price, where it names one."""
    for booked in (one for order in case.all("erp", "orders") for one in order.lines):
        if booked.external_line == line.id and booked.price_rule:
            yield f"in the erp price rule {booked.price_rule}"


def _agreement(line: Any, case: Case, books: Books) -> Iterator[str]:
    """The ERP's record of an agreed price, and where it says something else of it."""
    for booked in (one for order in case.all("erp", "orders") for one in order.lines):
        granted = books.table("erp", "agreements").get(booked.agreement)
        if booked.external_line == line.id and granted is not None:
            yield f"in the erp agreement {granted.number}"
            said = (granted.seller, granted.approver, granted.reason)
            if said != (line.quote.seller, line.quote.approver, line.quote.reason):
                yield f"which says: by {said[0]}, approved by {said[1]}: {said[2]}"


def related(case: Case, books: Books) -> Iterator[RelatedOrder]:
    """The orders that goods of this one were exchanged for, and the one that it replaces goods of."""
    order = case.one("marketplace", "orders")
    for asked in case.all("marketplace", "returns"):
        if asked.replacement:
            settled = _in_goods(case.one("marketplace", "payments"), asked.id)
            yield RelatedOrder(
                order=asked.replacement, text=f"replaces what came back with return {asked.id}{settled}"
            )
    first = books.table("marketplace", "returns").get(order.exchange_of) if order.exchange_of else None
    if first is not None:
        payment = case.one("marketplace", "payments")
        settled = "" if payment is None else f"; goods settle {payment.exchange} of this order"
        yield RelatedOrder(
            order=first.order_id, text=f"had the goods of return {first.id}, which this one replaces{settled}"
        )


def _in_goods(payment: Any, return_id: str) -> str:
    if payment is None:
        return ""
    given = [one for one in payment.refunds if one.return_id == return_id and one.method == "exchange"]
    total = sum((one.amount for one in given), Decimal(0))
    return f"; {total} of its worth is settled by these goods" if given else ""
