"""Tax: I23. The shop's mode is kept, every rate is one that somebody declared, and what is rounded closes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ordergate.simulators.marketplace.policy import TAX_ROUNDING

from ...findings import Finding
from ..arithmetic import e4, money, without_tax
from ..books import Case
from ..currencies import step_of
from ..found import found
from ..scope import Scope
from ..taxes import net_prices, tax_due

ROUNDED_MAX = 2
"""By so many of the smallest coins the tax of a part may differ, because parts add up to the whole."""
_OF_GOODS = ("goods", "price_difference")


def i23_mode(case: Case, scope: Scope) -> Iterator[Finding]:
    """Every system says of an order what the shop says: prices with tax or without, and why none is taken."""
    del scope
    order = case.one("marketplace", "orders")
    if order is None:
        return
    for system in ("oms", "erp"):
        for held in case.all(system, "orders"):
            if str(held.tax_mode) != str(order.tax_mode):
                yield _wrong(
                    case, system, f"prices of order {order.id} are {order.tax_mode} of tax, and "
                    f"{held.tax_mode} in the {system}", said=held.tax_mode, right=order.tax_mode,
                )  # fmt: skip
    for held in case.all("erp", "orders"):
        if held.tax_exemption != order.tax_exemption:
            yield _wrong(
                case, "erp", f"no tax is taken of order {order.id} for {order.tax_exemption or 'no reason'}; "
                f"the erp has {held.tax_exemption or 'no reason'}",
                said=held.tax_exemption, right=order.tax_exemption,
            )  # fmt: skip


def i23_ship_to(case: Case, scope: Scope) -> Iterator[Finding]:
    """What a store declared to take of what goes to a country is taken: nothing less without a reason."""
    order = case.one("marketplace", "orders")
    store = None if order is None else scope.books.table("marketplace", "stores").get(order.store)
    if store is None:
        return
    country = order.ship_to.country
    declared = next((one for one in store.rates if one.country == country), None)
    if declared is None:
        yield _wrong(
            case,
            "marketplace",
            f"order {order.id} goes to {country}, for which store {order.store} has no rate",
        )
        return
    taxed = [(line, declared.goods) for line in order.lines]
    taxed += [(one, declared.freight if one.kind == "freight" else declared.goods) for one in order.charges]
    for one, rate in taxed:
        right = 0 if order.tax_exemption else e4(rate)
        if e4(one.tax_rate) != right:
            yield _wrong(
                case, "marketplace", f"{one.id} of order {order.id} is taxed by {one.tax_rate}; store "
                f"{order.store} takes {money(right)} of what goes to {country}",
                said=one.tax_rate, right=money(right),
            )  # fmt: skip


def i23_on_top(case: Case, scope: Scope) -> Iterator[Finding]:
    """Where prices are without tax, an order's tax is that on its net amounts, rounded as declared."""
    order = case.one("marketplace", "orders")
    if order is None or not net_prices(order):
        return
    documents: dict[str, list[Any]] = defaultdict(list)
    for line in order.lines:
        documents[line.amendment].append(line)
    documents[""] += order.charges
    once = scope.declared.chosen(TAX_ROUNDING) == "document"
    for amendment, amounts in documents.items():
        taken = sum(e4(one.total) - e4(one.net) for one in amounts)
        nets = [(e4(one.net), e4(one.tax_rate)) for one in amounts]
        right = tax_due(nets, step_of(order.currency), once=once)
        if taken != right:
            named = f"amendment {amendment} of order {order.id}" if amendment else f"order {order.id}"
            yield _wrong(
                case, "marketplace", f"the tax of {named} comes to {money(taken)}, {money(right)} is right",
                at_risk_e4=taken - right, said=money(taken), right=money(right),
            )  # fmt: skip


def i23_components(case: Case, scope: Scope) -> Iterator[Finding]:
    """What the components of kits bear without tax is what the kits cost without tax."""
    del scope
    order = case.one("marketplace", "orders")
    for line in () if order is None or not net_prices(order) else order.lines:
        borne = sum(e4(part.net) for part in line.components)
        if line.components and borne != e4(line.net):
            yield _wrong(
                case, "marketplace", f"line {line.id} (kit {line.sku}) of order {order.id} is {line.net} "
                f"without tax, its components bear {money(borne)}",
                at_risk_e4=borne - e4(line.net), said=money(borne), right=line.net,
            )  # fmt: skip


def i23_credits(case: Case, scope: Scope) -> Iterator[Finding]:
    """The tax in a credit for goods is that of the rate of their line, but for what rounding parts may do."""
    del scope
    lines = {line.line_no: line for booked in case.all("erp", "orders") for line in booked.lines}
    order = case.one("marketplace", "orders")
    if order is None:
        return
    for memo in case.all("erp", "credit_memos"):
        for one in memo.lines:
            sold = lines.get(one.line_no)
            if sold is None or one.kind not in _OF_GOODS:
                continue
            gross, rate, step = e4(one.net) + e4(one.tax), e4(sold.tax_rate), step_of(order.currency)
            right = gross - without_tax(gross, rate, step)
            if abs(e4(one.tax) - right) > ROUNDED_MAX * step:
                yield _wrong(
                    case, "erp", f"credit memo {memo.number} credits {money(gross)} of item {sold.item} with "
                    f"{one.tax} of tax; at {sold.tax_rate} it is {money(right)}",
                    at_risk_e4=abs(e4(one.tax) - right), said=one.tax, right=money(right),
                )  # fmt: skip


def _wrong(case: Case, system: str, text: str, *, at_risk_e4: int | None = None, **values: object) -> Finding:
    order = case.one("marketplace", "orders")
    tax = sum(e4(line.total) * e4(line.tax_rate) // 10_000 for line in order.lines)
    at_risk = tax if at_risk_e4 is None else at_risk_e4
    return found(
        "I23", text, systems=(system,), documents=[order.id], case=case, at_risk_e4=at_risk, values=values
    )
