"""Discounts: I19. What was taken off an order is borne by its lines, in every system and on every paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..across import LineAcross, lines_across, totals
from ..arithmetic import e4, money, part_of, without_tax
from ..books import Case
from ..currencies import step_of
from ..found import coin_of, found
from ..scope import Scope
from ..tolerance import paid_for
from .quantities import changed_lines

_SHARE = "header"


def i19_shares_close(case: Case, scope: Scope) -> Iterator[Finding]:
    """What the lines bear of an order's discounts comes to them, and a kit's components bear the kit's."""
    del scope
    order = case.one("marketplace", "orders")
    if order is None or not (order.discounts or any(line.discounts for line in order.lines)):
        return
    borne = totals(
        [(x.code, e4(x.amount)) for line in order.lines for x in line.discounts if x.kind == _SHARE]
    )
    given = totals([(x.code, e4(x.amount)) for x in order.discounts])
    for code in given | borne:
        if given.get(code, 0) != borne.get(code, 0):
            yield found(
                "I19",
                f"discount {code} of order {order.id} is {money(given.get(code, 0))}, and its lines bear "
                f"{money(borne.get(code, 0))} of it",
                systems=("marketplace",), documents=[order.id], case=case,
                at_risk_e4=given.get(code, 0) - borne.get(code, 0), header=money(given.get(code, 0)),
                lines=money(borne.get(code, 0)),
            )  # fmt: skip
    for kit in order.lines:
        parts = sum(e4(part.discount) for part in kit.components)
        if kit.components and parts != e4(kit.discount):
            yield found(
                "I19",
                f"line {kit.id} (kit {kit.sku}) of order {order.id} has a discount of {kit.discount}, its "
                f"components bear {money(parts)}",
                systems=("marketplace",), documents=[order.id, kit.id], case=case,
                at_risk_e4=e4(kit.discount) - parts,
            )  # fmt: skip


def i19_shares_carried(case: Case, scope: Scope) -> Iterator[Finding]:
    """Each line has the discount that the shop gave it in every system, in the ERP without its tax."""
    del scope
    for line in lines_across(case):
        if not (line.shop.discounts or _has_any(line.oms) or _has_any(line.erp)):
            continue
        shared = sum(e4(one.amount) for one in line.shop.discounts if one.kind == _SHARE)
        given = (e4(line.shop.discount), shared)
        if line.oms is not None:
            coin = coin_of(case)
            carried = (line.oms.discount * coin, line.oms.header_discount * coin)
            yield from _carried(case, line, "oms", given, carried)
        if line.erp is not None:
            carried = (e4(line.erp.discount), e4(line.erp.header_discount))
            yield from _carried(case, line, "erp", _net(line.shop, given, coin_of(case)), carried)


def _has_any(line: Any) -> bool:
    return line is not None and bool(line.discount or line.header_discount)


def _net(shop: Any, given: tuple[int, int], coin: int) -> tuple[int, int]:
    """A discount and the share in it without tax: what the net amount falls by."""
    if shop.net is not None:
        return given
    total, rate = e4(shop.total), e4(shop.tax_rate)
    net = without_tax(total, rate, coin)
    discount, shared = (without_tax(total + off, rate, coin) - net for off in given)
    return discount, shared


def _carried(
    case: Case, line: LineAcross, system: str, given: tuple[int, int], carried: tuple[int, int]
) -> Iterator[Finding]:
    names = ("discount", "share of the order's discount")
    for name, right, said in zip(names, given, carried, strict=True):
        if right != said:
            yield found(
                "I19",
                f"line {line.shop.id} (item {line.shop.sku}) of order {case.key.partition('/')[2]}: its "
                f"{name} is {money(said)} in the {system}, {money(right)} is right",
                systems=(system,), documents=[line.shop.id], case=case, at_risk_e4=right - said,
                said=money(said), right=money(right),
            )  # fmt: skip


def i19_shares_billed(case: Case, scope: Scope) -> Iterator[Finding]:
    """Invoices take off what the delivered units bear of the discount, credits give back less by as much."""
    order = case.one("erp", "orders")
    if order is None:
        return
    invoices = case.all("erp", "invoices")
    billed = totals([(x.line_no, e4(x.discount)) for held in invoices for x in held.lines if x.discount])
    memos = case.all("erp", "credit_memos")
    credited = totals([(x.line_no, e4(x.discount)) for held in memos for x in held.lines if x.discount])
    for line in order.lines:
        if not (line.discount or billed.get(line.line_no) or credited.get(line.line_no)):
            continue
        whole, off, coin = line.quantity, e4(line.discount), step_of(order.currency)
        if line.weight_g:
            taken = part_of(off, line.invoiced_g, whole * line.weight_g, coin)
            pairs = [("invoiced", billed.get(line.line_no, 0), taken)]
        else:
            due = paid_for(line, line.delivered, scope)
            worth = line.credited - min(line.credited_free, line.delivered - due)
            pairs = [
                ("invoiced", billed.get(line.line_no, 0), part_of(off, due, whole, coin)),
                ("credited", credited.get(line.line_no, 0), part_of(off, worth, whole, coin)),
            ]
        for what, said, right in pairs:
            if said != right:
                yield found(
                    "I19",
                    f"erp order {order.number} line {line.line_no} (item {line.item}): the {what} units bear "
                    f"{money(right)} of its discount of {line.discount}, the papers say {money(said)}",
                    systems=("erp",), documents=[order.number], case=case, at_risk_e4=right - said,
                    said=money(said), right=money(right),
                )  # fmt: skip


def i19_shares_stay(change: Change) -> Iterator[Finding]:
    """What a line costs and what was taken off it never changes, whichever of its units go or come back."""
    if change.before is None:
        return
    for old, line in changed_lines(change):
        if old is not None and _agreed(old) != _agreed(line):
            before, after = (", ".join(map(str, _agreed(one))) for one in (old, line))
            name = line.external_line if hasattr(line, "external_line") else line.id
            yield found(
                "I19",
                f"line {name} of {change.system} order {change.key} was agreed at {before} (amount and "
                f"discounts), and became {after}",
                systems=(change.system,), documents=[str(change.key)], before=before, after=after,
            )  # fmt: skip


def _agreed(line: Any) -> tuple[Any, ...]:
    """The amount of a line, and what was taken off it."""
    if hasattr(line, "discounts"):
        return line.total, *((str(one.kind), one.code, one.amount) for one in line.discounts)
    amount = line.amount if hasattr(line, "amount") else line.net
    return amount, line.discount, line.header_discount
