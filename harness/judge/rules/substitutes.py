"""Substitutes: I07, I09, I16 and I20 for what shipped in place of what was ordered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ordergate.simulators.erp.policy import SUBSTITUTE_PRICE
from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..arithmetic import PENNY, e4, money, nearest, part_of
from ..books import Case
from ..found import coin_of, found, value_of
from ..scope import Scope
from ..substitutes import Counts, Sent, has_substitutes, line_names, returned_across, substitutes_across
from .versions import VersionBook

_PAPERS = {"wms": "wms", "oms": "oms", "erp": "erp", "invoices": "erp", "marketplace": "marketplace"}


def i07_substitutes(case: Case, scope: Scope) -> Iterator[Finding]:
    """What shipped for what is the same in the parcel, in every system, on the invoice and in the notice.

    It is an item that the ERP allows for the one ordered, exactly by its ratio, and only where the buyer
    takes substitutes.
    """
    if not has_substitutes(case):
        return
    everywhere = {
        paper: sent for paper, sent in substitutes_across(case).items() if scope.has(_PAPERS[paper])
    }
    yield from _same_everywhere("I07", "shipped", case, everywhere)
    for name in dict.fromkeys(name for sent in everywhere.values() for name in sent):
        yield from _allowed(case, scope, name, everywhere)


def i02_substitutes(scope: Scope) -> Iterator[Finding]:
    """What may ship in place of an item has reached the warehouse."""
    if not scope.has("wms"):
        return
    known = scope.books.table("wms", "substitutes")
    for item in scope.books.table("erp", "items").values():
        if item.substitutes and item.item not in known and not scope.accounts.excused("item", item.item):
            yield found("I02", f"what may ship in place of item {item.item} never reached the wms",
                        systems=("wms",), documents=[item.item])  # fmt: skip


def i09_substitutes(case: Case, scope: Scope) -> Iterator[Finding]:
    """What comes back in place of what was ordered is the same in every system, and had shipped."""
    if not has_substitutes(case):
        return
    back = {system: sent for system, sent in returned_across(case).items() if scope.has(system)}
    yield from _same_everywhere("I09", "announced to come back", case, back)
    shipped = substitutes_across(case)["erp"]
    for name, (quantity, _) in back["erp"].items():
        there = shipped.get(name, (0, 0))[0]
        if quantity > there:
            yield _found(
                "I09", case, name,
                f"{quantity} units are announced to come back as item {name[1]}, {there} had shipped as that",
                ("erp",), announced=quantity, shipped=there,
            )  # fmt: skip


def i16_list_worth(change: Change, versions: VersionBook) -> Iterator[Finding]:
    """What a substitute is worth by the list is the ERP's list price when it left."""
    if (change.system, change.table) != ("erp", "deliveries") or change.before is not None:
        return
    for one in change.after.substitutes:
        each = versions.said_last("erp", "items", one.item, "price of an each")
        if each is None:
            continue
        worth = Fraction(each) * one.shipped_quantity
        right = nearest(worth.numerator, worth.denominator)
        if e4(one.list_net) != right:
            yield found(
                "I16",
                f"delivery {change.key} has {one.shipped_quantity} units of item {one.item} worth "
                f"{one.list_net} by the list, {money(right)} is right",
                systems=("erp",), documents=[change.key], said=one.list_net, right=money(right),
            )  # fmt: skip


def i16_substitute_price(case: Case, scope: Scope) -> Iterator[Finding]:
    """What is billed for a substitute is what the policy says: the price agreed, or the list's if lower."""
    order = case.one("erp", "orders")
    invoices = case.all("erp", "invoices")
    if order is None or not any(invoice.substitutes for invoice in invoices):
        return
    # List prices are in pounds: they compare with no price in another currency.
    lower = scope.declared.chosen(SUBSTITUTE_PRICE) == "lower" and order.currency == "GBP"
    worth = _worth(case)
    lines = {line.line_no: line for line in order.lines}
    billed: dict[int, int] = {}
    for invoice in invoices:
        for line in invoice.lines:
            billed[line.line_no] = billed.get(line.line_no, 0) + line.quantity
        taken: dict[int, int] = {}
        for one in reversed(invoice.substitutes):
            end = billed.get(one.line_no, 0) - taken.get(one.line_no, 0)
            taken[one.line_no] = taken.get(one.line_no, 0) + one.quantity
            if one.line_no not in lines:
                continue
            agreed = _between(lines[one.line_no], end - one.quantity, end, coin_of(case))
            listed = worth.get((invoice.delivery, one.line_no, one.item), e4(one.list_net))
            right = _taken_off(lines[one.line_no], agreed, listed) if lower else (0, 0)
            if (e4(one.net), e4(one.tax)) != right:
                yield _wrong_price(case, invoice, one, right)


def i20_substitutes(case: Case, scope: Scope) -> Iterator[Finding]:
    """What is credited for a substitute that came back is what was billed for it."""
    del scope
    billed = _by_goods(case.all("erp", "invoices"))
    for name, credits in _by_goods(case.all("erp", "credit_memos")).items():
        if _was_agreed(case, name):
            continue
        units = sum(one.quantity for one in credits)
        right = tuple(_first(billed.get(name, []), units, part) for part in ("net", "tax"))
        given = (sum(e4(one.net) for one in credits), sum(e4(one.tax) for one in credits))
        there = sum(one.quantity for one in billed.get(name, []))
        if given == right and units <= there:
            continue
        line = line_names(case, "erp").get(name[0], "?")
        yield _found(
            "I20", case, (line, name[1]),
            f"for {units} units that had shipped as item {name[1]} ({there} were billed as that) "
            f"{money(-sum(given))} is taken off the credit, {money(-sum(right))} was taken off the bill",
            ("erp",), at_risk_e4=sum(given) - sum(right), credited=money(sum(given)),
        )  # fmt: skip


def _same_everywhere(rule: str, what: str, case: Case, sent: dict[str, Sent]) -> Iterator[Finding]:
    for name in dict.fromkeys(name for one in sent.values() for name in one):
        counts = {paper: one.get(name, (0, 0)) for paper, one in sent.items()}
        truth = next(iter(counts.values()))
        wrong = [paper for paper, count in counts.items() if count != truth]
        if wrong:
            told = ", ".join(f"{paper} {_in_words(count)}" for paper, count in counts.items())
            gap = max(count[0] for count in counts.values()) - min(count[0] for count in counts.values())
            yield _found(
                rule, case, name, f"{what} as item {name[1]}: {told}",
                tuple(dict.fromkeys(_PAPERS[paper] for paper in wrong)),
                at_risk_e4=_value(case, name[0], gap or truth[0]),
            )  # fmt: skip


def _in_words(count: Counts) -> str:
    return f"{count[1]} for {count[0]}" if any(count) else "none"


def _allowed(case: Case, scope: Scope, name: tuple[str, str], sent: dict[str, Sent]) -> Iterator[Finding]:
    shop = {line.id: line for order in case.all("marketplace", "orders") for line in order.lines}
    line = shop.get(name[0])
    if line is None:
        return
    if not line.substitutable:
        yield _found("I07", case, name, f"item {name[1]} shipped, and the buyer takes no substitutes",
                     ("wms" if scope.has("wms") else "erp",))  # fmt: skip
    item = scope.books.table("erp", "items").get(line.sku)
    ratios = {} if item is None else {one.sku: Fraction(one.ratio) for one in item.substitutes}
    if name[1] not in ratios:
        there = ", ".join(ratios) or "none"
        yield _found("I07", case, name, f"item {name[1]} shipped; the erp allows: {there}",
                     ("wms" if scope.has("wms") else "erp",))  # fmt: skip
        return
    for paper, counts in sent.items():
        quantity, shipped = counts.get(name, (0, 0))
        if shipped != quantity * ratios[name[1]]:
            yield _found(
                "I07", case, name,
                f"{shipped} units of item {name[1]} stand for {quantity} in {paper}; at {ratios[name[1]]} "
                f"for one it takes {quantity * ratios[name[1]]}",
                (_PAPERS[paper],), shipped=shipped, quantity=quantity,
            )  # fmt: skip


def _found(
    rule: str, case: Case, name: tuple[str, str], text: str, systems: tuple[str, ...],
    *, at_risk_e4: int | None = None, **values: object,
) -> Finding:  # fmt: skip
    shop = {line.id: line for order in case.all("marketplace", "orders") for line in order.lines}
    called = f"line {name[0]}" + (f" (item {shop[name[0]].sku})" if name[0] in shop else "")
    at_risk = _value(case, name[0], None) if at_risk_e4 is None else at_risk_e4
    return found(
        rule, f"{called} of order {case.key.partition('/')[2]}: {text}", systems=systems,
        documents=[name[0]], case=case, at_risk_e4=at_risk, values=values,
    )  # fmt: skip


def _value(case: Case, line_id: str, units: int | None) -> int | None:
    for order in case.all("marketplace", "orders"):
        for line in order.lines:
            if line.id == line_id:
                return value_of(line, line.quantity if units is None else units)
    return None


def _worth(case: Case) -> dict[tuple[str, int, str], int]:
    """What each substitute was worth by the list when it left, by delivery, line and item."""
    return {
        (delivery.number, one.line_no, one.item): e4(one.list_net)
        for delivery in case.all("erp", "deliveries")
        for one in delivery.substitutes
    }


def _between(line: Any, start: int, end: int, coin: int) -> tuple[int, int]:
    """Net and tax agreed for the units of a line after ``start``, in ten-thousandths."""
    net, tax = (
        part_of(e4(amount), end, line.quantity, coin) - part_of(e4(amount), start, line.quantity, coin)
        for amount in (line.net, line.tax)
    )
    return net, tax


def _taken_off(line: Any, agreed: tuple[int, int], listed: int) -> tuple[int, int]:
    net, tax = agreed
    if listed >= net:
        return 0, 0
    list_tax = nearest(listed * e4(line.tax_rate), 10_000, PENNY)
    return listed - net, min(tax, list_tax) - tax


def _wrong_price(case: Case, invoice: Any, one: Any, right: tuple[int, int]) -> Finding:
    line = line_names(case, "erp").get(one.line_no, "?")
    said = e4(one.net) + e4(one.tax)
    return _found(
        "I16", case, (line, one.item),
        f"invoice {invoice.number} takes {money(-said)} off the price agreed for {one.quantity} units that "
        f"shipped as item {one.item}, {money(-sum(right))} is right by the policy {SUBSTITUTE_PRICE.name}",
        ("erp",), at_risk_e4=said - sum(right), said=money(said), right=money(sum(right)),
    )  # fmt: skip


def _by_goods(papers: Sequence[Any]) -> dict[tuple[int, str], list[Any]]:
    goods: dict[tuple[int, str], list[Any]] = {}
    for paper in papers:
        for one in paper.substitutes:
            goods.setdefault((one.line_no, one.item), []).append(one)
    return goods


def _first(billed: Sequence[Any], units: int, part: str) -> int:
    """What was taken off the first units that were billed, each invoice's by its share."""
    amount = 0
    for one in billed:
        inside = min(units, one.quantity)
        amount += part_of(e4(getattr(one, part)), inside, one.quantity)
        units -= inside
    return amount


def _was_agreed(case: Case, name: tuple[int, str]) -> bool:
    """Whether buyer and seller agreed on an amount for some of these goods, which counts instead."""
    line = line_names(case, "erp").get(name[0])
    return any(
        back.agreed is not None and (back.line_id, back.shipped_sku) == (line, name[1])
        for held in case.all("marketplace", "returns")
        for back in held.lines
    )
