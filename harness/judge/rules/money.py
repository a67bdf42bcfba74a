"""Prices and totals: I16, I18, I20."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ordergate.simulators.erp.policy import PRICE_APPROVAL

from ...findings import Finding
from ..across import LineAcross, goods_of, lines_across, totals
from ..arithmetic import e4, money, part_of
from ..books import Case
from ..currencies import step_of
from ..found import coin_of, found, value_of
from ..scope import Scope
from ..taxes import nets_of
from ..tolerance import margin_e4, paid_for
from . import freight, payers

_UNIT_TOLERANCE = 1  # one ten-thousandth: a unit price is rounded to four places


def i16_price_is_a_fact(case: Case, scope: Scope) -> Iterator[Finding]:
    """The price on every document is the price that the shop captured, or an approved quote."""
    order = case.one("marketplace", "orders")
    nets = {} if order is None else nets_of(order, scope)
    for line in lines_across(case):
        yield from _oms_price(case, line)
        yield from _erp_price(case, line, nets[line.shop.id])
        yield from _explained(case, line, scope)
    yield from _invoiced_price(case)


def _oms_price(case: Case, line: LineAcross) -> Iterator[Finding]:
    if line.oms is None:
        return
    captured, carried = e4(line.shop.unit_price), line.oms.price_e4
    total, amount = e4(line.shop.total), line.oms.amount * coin_of(case)
    if captured != carried or total != amount:
        yield _price(case, line, "oms", (captured, carried, total - amount))


def _erp_price(case: Case, line: LineAcross, net: int) -> Iterator[Finding]:
    if line.erp is None:
        return
    rate = e4(line.shop.tax_rate)
    agreed = e4(line.shop.unit_price)
    unit = agreed if line.shop.net is not None else without_tax_of_unit(agreed, rate)
    carried = e4(line.erp.unit_price)
    if abs(unit - carried) > _UNIT_TOLERANCE or e4(line.erp.net) != net:
        gross = e4(line.erp.net) + e4(line.erp.tax)
        yield _price(case, line, "erp", (unit, carried, e4(line.shop.total) - gross))


def without_tax_of_unit(gross_e4: int, rate_e4: int) -> int:
    """A unit price without tax, to the ten-thousandth."""
    whole, rest = divmod(gross_e4 * 10_000, 10_000 + rate_e4)
    return whole + (2 * rest >= 10_000 + rate_e4)


def _price(case: Case, line: LineAcross, system: str, amounts: tuple[int, int, int]) -> Finding:
    shop, gap_e4 = line.shop, amounts[2]
    captured, carried = money(amounts[0]), money(amounts[1])
    return found(
        "I16",
        f"line {shop.id} (item {shop.sku}) of order {case.key.partition('/')[2]}: the buyer agreed to "
        f"{captured} a unit without tax, {shop.total} with tax for {shop.quantity}; the {system} carries "
        f"{carried} a unit without tax",
        systems=(system,), documents=[shop.id], case=case, at_risk_e4=gap_e4,
        captured=captured, carried=carried,
    )  # fmt: skip


def _explained(case: Case, line: LineAcross, scope: Scope) -> Iterator[Finding]:
    quote = line.shop.quote
    if line.oms is not None and line.oms.quote_id != ("" if quote is None else quote.id):
        yield found(
            "I16",
            f"line {line.shop.id} (item {line.shop.sku}) carries quote "
            f"{'none' if quote is None else quote.id}, the oms names {line.oms.quote_id or 'none'}",
            systems=("oms",), documents=[line.shop.id], case=case,
            at_risk_e4=value_of(line.shop, line.shop.quantity),
        )  # fmt: skip
    if quote is None or line.erp is None:
        return
    agreement = scope.books.table("erp", "agreements").get(line.erp.agreement)
    yield from payers.i16_granted_to_another(case, line, agreement)
    if agreement is None and payers.gives_way(case, line, scope):
        return
    if agreement is None and _granted_by(line.erp, quote, scope):
        return
    if agreement is None or (agreement.quote_id, agreement.item) != (quote.id, line.shop.sku):
        yield found(
            "I16",
            f"line {line.shop.id} (item {line.shop.sku}) carries quote {quote.id} approved by "
            f"{quote.approver}; the erp line names {line.erp.agreement or 'no agreement'}",
            systems=("erp",), documents=[line.shop.id, quote.id], case=case,
            at_risk_e4=value_of(line.shop, line.shop.quantity), quote=quote.id,
            agreement=line.erp.agreement,
        )  # fmt: skip


def _granted_by(line: Any, quote: Any, scope: Scope) -> bool:
    """Whether the line of the ERP says itself who granted the price; whether they might is I24."""
    granted = line.override
    return (
        scope.declared.chosen(PRICE_APPROVAL) == "authority"
        and granted is not None
        and granted.seller == quote.seller
    )


def _invoiced_price(case: Case) -> Iterator[Finding]:
    order = case.one("erp", "orders")
    if order is None:
        return
    agreed = {line.line_no: line for line in order.lines}
    for invoice in case.all("erp", "invoices"):
        for line in invoice.lines:
            right = agreed.get(line.line_no)
            if right is None or right.unit_price != line.unit_price:
                wanted = "no such line" if right is None else right.unit_price
                yield found(
                    "I16",
                    f"invoice {invoice.number} bills line {line.line_no} at {line.unit_price} "
                    f"a unit, the order says {wanted}",
                    systems=("erp",), documents=[invoice.number, order.number], case=case,
                    at_risk_e4=e4(line.net), invoiced=line.unit_price, agreed=wanted,
                )  # fmt: skip


def i18_order_total(case: Case, scope: Scope) -> Iterator[Finding]:
    """Goods, freight, charges and tax add up to the total, and the total is the same everywhere.

    What is authorised is the total and, where more may be delivered, what that would cost.
    """
    del scope
    order = case.one("marketplace", "orders")
    if order is None:
        return
    parts = sum(e4(line.total) for line in order.lines) + sum(e4(c.total) for c in order.charges)
    sums = {"marketplace": parts}
    for held in case.all("oms", "orders"):
        sums["oms"] = sum(line.amount * coin_of(case) for line in held.lines)
        sums["oms"] += sum(charge.amount_e4 for charge in held.charges)
    for held in case.all("erp", "orders"):
        items = [*held.lines, *held.charges]
        sums["erp"] = sum(e4(item.net) + e4(item.tax) for item in items)
    payment = case.one("marketplace", "payments")
    if payment is not None:
        sums["authorised"] = e4(payment.authorised) - margin_e4(order)
    if len(set(sums.values())) > 1:
        told = ", ".join(f"{name} {money(amount)}" for name, amount in sums.items())
        gap = max(sums.values()) - min(sums.values())
        yield found(
            "I18", f"the total of order {order.id} differs: {told}",
            systems=[n for n, a in sums.items() if a != parts and n != "authorised"]
            or ["marketplace"],
            documents=[order.id], case=case, at_risk_e4=gap,
            values={name: money(amount) for name, amount in sums.items()},
        )  # fmt: skip


def i18_tax_and_currency(case: Case, scope: Scope) -> Iterator[Finding]:
    """Every system carries the order in its currency, with the tax of each line and charge."""
    order = case.one("marketplace", "orders")
    if order is None:
        return
    nets = nets_of(order, scope) if order.charges else {}
    for system in ("oms", "erp"):
        for held in case.all(system, "orders"):
            for text, said, right in _tax_differences(order, held, nets if system == "erp" else {}):
                yield found(
                    "I18", f"{text} of order {order.id} is {said} in the {system}, {right} is right",
                    systems=(system,), documents=[order.id], case=case,
                    at_risk_e4=e4(order.total), said=said, right=right,
                )  # fmt: skip


def _tax_differences(order: Any, held: Any, nets: Mapping[str, int]) -> Iterator[tuple[str, object, object]]:
    if held.currency != order.currency:
        yield "the currency", held.currency, order.currency
    lines = {line.external_line: line for line in held.lines}
    for line in goods_of(order):
        other = lines.get(line.id)
        if other is not None and _rate(other) != e4(line.tax_rate):
            yield f"the tax rate of line {line.id}", money(_rate(other)), line.tax_rate
    for charge, other in zip(order.charges, held.charges, strict=False):
        if _rate(other) != e4(charge.tax_rate):
            yield f"the tax rate of {charge.kind} {charge.code}", money(_rate(other)), charge.tax_rate
        net = nets.get(charge.id)
        if net is not None and e4(other.net) != net:
            yield f"the net amount of {charge.kind} {charge.code}", other.net, money(net)


def _rate(line: Any) -> int:
    """A tax rate in ten-thousandths, which are the OMS's basis points."""
    return int(line.tax_bp) if hasattr(line, "tax_bp") else e4(line.tax_rate)


def i20_invoices_close(case: Case, scope: Scope) -> Iterator[Finding]:
    """Invoices minus credit memos are the goods shipped and kept; charges are billed once."""
    order = case.one("erp", "orders")
    if order is None:
        return
    invoices = case.all("erp", "invoices")
    yield from _goods_close(case, order, invoices, scope)
    yield from _charges_once(case, order, invoices, scope)
    yield from _copies(case, invoices)
    yield from _agreed_credits(case, order)


def _goods_close(case: Case, order: Any, invoices: list[Any], scope: Scope) -> Iterator[Finding]:
    billed_net = totals([(x.line_no, e4(x.net)) for i in invoices for x in i.lines])
    billed_tax = totals([(x.line_no, e4(x.tax)) for i in invoices for x in i.lines])
    memos = [x for memo in case.all("erp", "credit_memos") for x in memo.lines if x.kind == "goods"]
    credited = totals([(x.line_no, e4(x.net) + e4(x.tax)) for x in memos])
    coin = step_of(order.currency)
    for line in order.lines:
        if line.weight_g:
            continue  # what was weighed has a rule of its own
        due = paid_for(line, line.delivered, scope)
        net = part_of(e4(line.net), due, line.quantity, coin)
        tax = part_of(e4(line.tax), due, line.quantity, coin)
        billed = billed_net.get(line.line_no, 0) + billed_tax.get(line.line_no, 0)
        worth = line.credited - min(line.credited_free, line.delivered - due)
        back = part_of(e4(line.net), worth, line.quantity, coin)
        back += part_of(e4(line.tax), worth, line.quantity, coin)
        given = credited.get(line.line_no, 0)
        if billed == net + tax and given == back:
            continue
        yield found(
            "I20",
            f"erp order {order.number} line {line.line_no} (item {line.item}): delivered goods are worth "
            f"{money(net + tax)} and {money(billed)} is invoiced; {line.credited} credited units "
            f"are worth {money(back)} and {money(given)} is credited",
            systems=("erp",), documents=[order.number], case=case,
            at_risk_e4=abs(billed - net - tax) + abs(given - back),
            delivered_value=money(net + tax), invoiced=money(billed), credit_value=money(back),
            credited=money(given),
        )  # fmt: skip


def _charges_once(case: Case, order: Any, invoices: list[Any], scope: Scope) -> Iterator[Finding]:
    billed = totals([
        (charge.charge_no, e4(charge.net) + e4(charge.tax))
        for invoice in invoices for charge in invoice.charges
    ])  # fmt: skip
    for charge in order.charges:
        expected = freight.charge_due(case, order, charge, scope)
        asked = billed.get(charge.charge_no, 0)
        if expected is not None and asked != expected:
            yield found(
                "I20",
                f"{charge.kind} {charge.code} of erp order {order.number} is {money(expected)}, "
                f"and {money(asked)} is invoiced for it",
                systems=("erp",), documents=[order.number], case=case,
                at_risk_e4=asked - expected, expected=money(expected), invoiced=money(asked),
            )  # fmt: skip


def _copies(case: Case, invoices: list[Any]) -> Iterator[Finding]:
    copies = {copy.number: copy for copy in case.all("marketplace", "invoices")}
    for invoice in invoices:
        copy = copies.get(invoice.number)
        if copy is None:
            continue
        ours = (invoice.net, invoice.tax, invoice.total, invoice.date)
        if ours != (copy.net, copy.tax, copy.total, copy.date):
            yield found(
                "I20",
                f"invoice {invoice.number} of {invoice.date} is {invoice.net} + {invoice.tax} tax = "
                f"{invoice.total} in the erp, and {copy.net} + {copy.tax} = {copy.total} of {copy.date} "
                "for the buyer",
                systems=("marketplace", "erp"), documents=[invoice.number], case=case,
                at_risk_e4=e4(invoice.total) - e4(copy.total), erp=invoice.total,
                marketplace=copy.total,
            )  # fmt: skip


def _agreed_credits(case: Case, order: Any) -> Iterator[Finding]:
    """Where buyer and seller agreed on an amount for units, their share of it is credited that came back."""
    numbers = {line.external_line: line.line_no for line in order.lines}
    memos = {memo.external_ref: memo for memo in case.all("erp", "credit_memos")}
    for asked in case.all("marketplace", "returns"):
        memo = memos.get(asked.id)
        for line in asked.lines:
            units = line.quantity if asked.disposition else line.received
            if memo is None or line.agreed is None or not units:
                continue
            agreed = part_of(e4(line.agreed), units, line.quantity, coin_of(case))
            number = numbers.get(line.line_id)
            given = sum(e4(x.net) + e4(x.tax) for x in memo.lines if x.line_no == number)
            if given != agreed:
                yield found(
                    "I20",
                    f"credit memo {memo.number} gives {money(given)} for return {asked.id}, "
                    f"{money(agreed)} of {line.agreed} that were agreed is right",
                    systems=("erp",), documents=[memo.number, asked.id], case=case,
                    at_risk_e4=agreed - given, credited=money(given), agreed=money(agreed),
                )  # fmt: skip
