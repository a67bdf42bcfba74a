"""Units of measure: I10. The judge converts for itself, in exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ordergate.simulators.erp.policy import TAX_ROUNDING as ERP_TAX_ROUNDING
from ordergate.simulators.marketplace.policy import TAX_ROUNDING as SHOP_TAX_ROUNDING

from ...findings import Finding
from ..across import LineAcross, lines_across
from ..arithmetic import e4, money, nearest
from ..books import Case
from ..found import coin_of, found, value_of
from ..scope import Scope

_BASE = "EA"
_ONE_EACH = (_BASE, "1")
_HALF_PLACE = Fraction(1, 2)  # half of a ten-thousandth, for a unit price is rounded to four places


def i10_units(case: Case, scope: Scope) -> Iterator[Finding]:
    """Base quantity = document quantity x factor in every system, and amount = price units x price."""
    for line in lines_across(case):
        yield from _same_goods(case, line)
        if line.erp is not None:
            yield from _erp_units(case, line, scope)
    yield from _invoices(case, scope)


def i10_listings(scope: Scope) -> Iterator[Finding]:
    """Buyers order an item by the unit, in the numbers and at the size that the ERP says."""
    listings = scope.books.table("marketplace", "listings")
    for item in scope.books.table("erp", "items").values():
        listing = listings.get(item.item)
        size = _size_of(item, item.sales_unit)
        if listing is None or size is None or scope.accounts.excused("item", item.item):
            continue
        terms = listing.terms
        said = (terms.unit, Fraction(terms.size), terms.minimum, terms.multiple, terms.maximum)
        right = (item.sales_unit, size, item.minimum, item.multiple, item.maximum)
        if said != right:
            yield found(
                "I10",
                f"item {item.item} is sold {_terms_in_words(said)} in the marketplace; the erp says "
                f"{_terms_in_words(right)}",
                systems=("marketplace",), documents=[item.item],
            )  # fmt: skip


def _terms_in_words(terms: tuple[str, Fraction, int, int, int]) -> str:
    unit, size, minimum, multiple, maximum = terms
    most = f", at most {maximum}" if maximum else ""
    return f"by the {unit} of {size} {_BASE}, at least {minimum} in multiples of {multiple}{most}"


def sale_price_e4(item: Any) -> int:
    """The list price of an item of the ERP for one unit that it is sold by, or kilogram, in e4."""
    sold, priced = _size_of(item, item.sales_unit), _size_of(item, item.price_unit)
    if item.weight_g:
        return e4(item.list_price)
    if sold is None or priced is None or sold == priced:
        return e4(item.list_price)
    scaled = e4(item.list_price) * sold / priced
    return nearest(scaled.numerator, scaled.denominator, 1)


def each_price_e4(item: Any) -> Fraction:
    """The list price of one each of an item of the ERP, exactly."""
    return Fraction(e4(item.list_price)) / (_size_of(item, item.price_unit) or 1)


def _same_goods(case: Case, line: LineAcross) -> Iterator[Finding]:
    """So many base units in all systems; a unit of the shop is the same one behind it."""
    shop = line.shop
    others = [(name, one) for name, one in (("oms", line.oms), ("erp", line.erp)) if one is not None]
    wrong = [name for name, one in others if one.quantity != shop.quantity or _other_unit(shop, one)]
    if wrong:
        held = {"marketplace": shop, **dict(others)}
        units = {name: _in_words(one) for name, one in held.items()}
        counts = {name: one.quantity for name, one in held.items()}
        told = ", ".join(f"{name} {said}" for name, said in units.items())
        gap = max(abs(count - shop.quantity) for count in counts.values()) or shop.quantity
        yield found(
            "I10",
            f"line {shop.id} (item {shop.sku}) of order {case.key.partition('/')[2]} is not the same "
            f"quantity everywhere: {told}",
            systems=wrong, documents=[shop.id], case=case, at_risk_e4=value_of(shop, gap), values=units,
        )  # fmt: skip


def _other_unit(shop: Any, other: Any) -> bool:
    """Whether a line that names a unit of its own means other base units by it than the shop."""
    if other.unit != shop.unit or str(other.unit_size) == str(shop.unit_size):
        return False
    return Fraction(other.unit_size) != Fraction(shop.unit_size)


def _in_words(line: Any) -> str:
    base = f"{line.quantity} {_BASE}"
    if line.unit == _BASE:
        return base
    return f"{Fraction(line.quantity) / Fraction(line.unit_size)} {line.unit} of {line.unit_size} = {base}"


def _erp_units(case: Case, line: LineAcross, scope: Scope) -> Iterator[Finding]:
    erp = line.erp
    item = scope.books.table("erp", "items").get(erp.item)
    for code, size in ((erp.unit, erp.unit_size), (erp.price_unit, erp.price_unit_size)):
        if item is None or (code, size) == _ONE_EACH:
            continue
        right = _size_of(item, code)
        if right != Fraction(size):
            yield found(
                "I10",
                f"line {line.shop.id} (item {erp.item}) counts {size} {_BASE} in one {code}; "
                + (f"the item has no unit {code}" if right is None else f"the item says {right}"),
                systems=("erp",), documents=[line.shop.id], case=case,
                at_risk_e4=value_of(line.shop, line.shop.quantity), said=size, right=right,
            )  # fmt: skip
    if erp.price_unit != _BASE:
        priced = _units(erp.quantity, erp.price_unit_size)
        yield from _amount(
            case, f"erp line {line.shop.id} (item {erp.item})", erp, priced, coins=1 + _spread(scope)
        )


def _amount(case: Case, called: str, line: Any, priced: Fraction, *, coins: int) -> Iterator[Finding]:
    """The net amount is price units x price; it is off by roundings of the amount and the price alone.

    A part of a line is the difference of two running totals, of what it comes to and of the tax in it, each
    of them rounded: together these are two ``coins``.
    Where the price is for one each, I16 and I20 say the same, and say it better.
    """
    exact = priced * e4(line.unit_price) - e4(line.discount)
    if abs(exact - e4(line.net)) <= coins * coin_of(case) + _HALF_PLACE * priced:
        return
    right = money(nearest(exact.numerator, exact.denominator, coin_of(case)))
    yield found(
        "I10",
        f"{called}: {priced} {line.price_unit} at {line.unit_price} are {right} without tax, not {line.net}",
        systems=("erp",), documents=[called], case=case, at_risk_e4=e4(right) - e4(line.net),
        quantity=priced, price=line.unit_price, net=line.net,
    )  # fmt: skip


def _spread(scope: Scope) -> int:
    """The coin by which a line is off besides where the tax of a document is rounded, and shared out."""
    chosen = (scope.declared.chosen(policy) for policy in (ERP_TAX_ROUNDING, SHOP_TAX_ROUNDING))
    return int("document" in chosen)


def _invoices(case: Case, scope: Scope) -> Iterator[Finding]:
    order = case.one("erp", "orders")
    agreed = {} if order is None else {line.line_no: line for line in order.lines}
    for invoice in case.all("erp", "invoices"):
        for line in invoice.lines:
            ordered = agreed.get(line.line_no)
            if ordered is None or ordered.weight_g:
                continue  # what was weighed is billed by its weight, which is a rule of its own
            called = f"invoice {invoice.number} line {line.line_no}"
            right = _units(line.quantity, ordered.price_unit_size)
            said = Fraction(line.price_quantity) if line.price_quantity else line.quantity
            if (said, line.price_unit) != (right, ordered.price_unit):
                yield found(
                    "I10",
                    f"{called} bills {said} {line.price_unit}; {line.quantity} {_BASE} are {right} "
                    f"{ordered.price_unit}",
                    systems=("erp",), documents=[invoice.number], case=case, at_risk_e4=e4(line.net),
                    said=said, right=right,
                )  # fmt: skip
            if line.price_unit != _BASE:
                billed = _units(line.quantity - line.free, ordered.price_unit_size)
                yield from _amount(case, called, line, billed, coins=2 + _spread(scope))


def _units(quantity: int, size: str) -> Fraction:
    """So many base units in a unit of this size, exactly."""
    return Fraction(quantity) if size == "1" else Fraction(quantity) / Fraction(size)


def _size_of(item: Any, code: str) -> Fraction | None:
    """How many base units one unit of an item holds, by the item's own word."""
    if code == _BASE:
        return Fraction(1)
    for unit in item.units:
        if unit.code == code:
            return Fraction(unit.numerator, unit.denominator)
    return None
