"""What became of an order: its lines in all systems, its documents in order of time, its money."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...kernel.currencies import EXPONENTS
from ...kernel.tables import Key
from ...kernel.units import BASE
from ..worlds import HostedWorld
from .papers import Papers, table_of

QUANTITIES = ("ordered", "allocated", "backordered", "short", "shipped", "cancelled", "returned")
_AGREEING = ("shipped", "returned")
Content = Callable[[Any, str], str]
"""What is in a document, in words; amounts that name no currency are in the given one."""


@dataclass(frozen=True)
class Row:
    """One line as one system holds it; None where the system keeps no such number."""

    system: str
    quantities: dict[str, int | None]


@dataclass(frozen=True)
class LineLife:
    """A line of the shop's order in all systems; ``apart`` names what they do not agree on yet."""

    line: Any
    rows: tuple[Row, ...]
    apart: frozenset[str]


@dataclass(frozen=True)
class Event:
    """A document, or an amount that moved, at the instant when it arose."""

    at_us: int
    system: str
    what: str
    number: str
    content: str
    state: str


@dataclass(frozen=True)
class Shelf:
    """The stock of an item of the order at one site; ``free`` is what nobody was promised."""

    sku: str
    site: str
    on_hand: dict[str, int | None]
    free: int
    published: int | None


def lines_of(papers: Papers) -> list[LineLife]:
    """Every line of the order, system by system."""
    return [_line_life(papers, line) for line in papers.order.goods]


def sold_as(line: Any) -> str:
    """A quantity in the unit that it was sold in, and in the buyer's own; empty where eaches are all."""
    said = []
    if line.unit != BASE:
        said.append(f"{Fraction(line.quantity) / Fraction(line.unit_size)} {line.unit} of {line.unit_size}")
    if line.partner_unit:
        said.append(f"{line.partner_quantity} {line.partner_unit} to the buyer")
    return ", ".join(said)


def businesses_of(world: HostedWorld, papers: Papers) -> list[tuple[str, str]]:
    """Who bought, and who pays where that is another: role and name."""
    known = table_of(world, "marketplace", "buyers")
    found = []
    for role, number in (("buyer", papers.order.buyer_id), ("payer", papers.order.payer_id)):
        held = None if known is None or not number else known.find(number)
        if number:
            found.append((role, number if held is None else f"{held.company} ({number})"))
    return found


def _line_life(papers: Papers, line: Any) -> LineLife:
    rows = [_row("marketplace", line, ordered="quantity", shipped="shipped", cancelled="cancelled",
                 returned="returned")]  # fmt: skip
    for order in papers.all("oms", "orders"):
        rows += [
            _row("oms", one, ordered="quantity", **{name: name for name in QUANTITIES if hasattr(one, name)})
            for one in order.lines
            if one.external_line == line.id
        ]
    for order in papers.all("erp", "orders"):
        rows += [
            _row(
                "erp",
                one,
                ordered="quantity",
                shipped="delivered",
                cancelled="cancelled",
                returned="returned",
            )
            for one in order.lines
            if one.external_line == line.id
        ]
    rows += _warehouse_row(papers, papers.warehouse_line(line.id))
    apart = {
        name
        for name in _AGREEING
        if len({row.quantities[name] for row in rows if row.quantities[name] is not None}) > 1
    }
    return LineLife(line, tuple(rows), frozenset(apart))


def _row(system: str, line: Any, **fields: str) -> Row:
    return Row(system, {name: getattr(line, fields[name]) if name in fields else None for name in QUANTITIES})


def _warehouse_row(papers: Papers, name: str | None) -> Iterator[Row]:
    lines = [
        line for outbound in papers.all("wms", "outbounds") for line in outbound.lines if line.line == name
    ]
    if not lines:
        return
    summed: dict[str, int | None] = dict.fromkeys(QUANTITIES)
    summed["ordered"] = sum(line.quantity for line in lines)
    for field in ("allocated", "short", "shipped", "cancelled"):
        summed[field] = sum(getattr(line, field) for line in lines)
    summed["returned"] = sum(
        back.sellable + back.damaged + back.inspect
        for inbound in papers.all("wms", "inbound_returns")
        for back in inbound.lines
        if back.line == name
    )
    yield Row("wms", summed)


def money_of(papers: Papers) -> list[tuple[str, Decimal, str]]:
    """What was agreed and what became of it: name, amount, explanation."""
    payments = papers.all("marketplace", "payments")
    authorised = sum((payment.authorised for payment in payments), Decimal(0))
    captured = sum((payment.captured for payment in payments), Decimal(0))
    released = sum((payment.voided for payment in payments), Decimal(0))
    invoiced = sum((invoice.total for invoice in papers.all("erp", "invoices")), Decimal(0))
    credited = sum((memo.total for memo in papers.all("erp", "credit_memos")), Decimal(0))
    refunded = sum((payment.refunded for payment in payments), Decimal(0))
    return [
        ("total", papers.order.total, "what the buyer agreed to pay, tax included"),
        ("authorised", authorised, "held by the payment provider"),
        ("captured", captured, "taken by the payment provider"),
        ("released", released, "given free without being taken"),
        ("invoiced", invoiced, "invoices of the ERP, tax included"),
        ("credited", credited, "credit memos of the ERP, tax included"),
        ("refunded", refunded, "given back by the payment provider"),
        ("still open", authorised - captured - released, "authorised, neither captured nor released"),
    ]


def shelves_of(world: HostedWorld, papers: Papers) -> list[Shelf]:
    """The stock of the order's items at every site, as the system that moves the goods has it."""
    keeper = "wms" if "wms" in world.systems else "erp"
    listings = table_of(world, "marketplace", "listings")
    shelves = []
    for sku in dict.fromkeys(line.sku for line in papers.order.goods):
        listing = None if listings is None else listings.find(sku)
        published = None if listing is None else listing.quantity
        kept = table_of(world, keeper, "stock")
        rows = [
            row for row in kept or () if getattr(row, "sku", None) == sku or getattr(row, "item", None) == sku
        ]
        for row in rows:
            free = row.free if keeper == "wms" else row.available
            shelves.append(Shelf(sku, row.site, _on_hand(world, row.key), free, published))
        if not rows:
            shelves.append(Shelf(sku, "MAIN", _on_hand(world, f"{sku}@MAIN"), 0, published))
    return shelves


def _on_hand(world: HostedWorld, key: str) -> dict[str, int | None]:
    held: dict[str, int | None] = {}
    for system in ("oms", "erp", "wms"):
        stock = table_of(world, system, "stock")
        if stock is not None:
            row = stock.find(key)
            held[system] = None if row is None else row.on_hand
    return held


def history_of(world: HostedWorld, papers: Papers) -> list[Event]:
    """The documents of the order in the order in which they arose."""
    arose = {
        (change.system, change.table, change.key): change.at_us
        for change in world.feed.mark().kept
        if change.version == 1
    }
    events = []
    for (system, table), documents in papers.kinds():
        what, number, content = _KINDS[(system, table)]
        for document in documents:
            key: Key = _key(document, number)
            at_us = arose.get((system, table, key))
            if at_us is None:  # The feed no longer keeps its first version.
                held = table_of(world, system, table)
                assert held is not None, f"{system} held {key} a moment ago"
                at_us = held.row(key).at_us
            state = str(getattr(document, "state", ""))
            events.append(
                Event(
                    at_us,
                    system,
                    what,
                    str(getattr(document, number)),
                    content(document, papers.order.currency),
                    state,
                )
            )
        if table == "payments" and system == "marketplace":
            events += [event for payment in documents for event in _money_moved(payment)]
    return sorted(events, key=lambda event: event.at_us)


def _key(document: Any, number: str) -> Any:
    name = next((name for name in ("key", "id") if hasattr(document, name)), number)
    return getattr(document, name)


_SETTLED = {"exchange": "in goods", "gift_card": "by gift card", "deposit": "from a deposit"}


def _money_moved(payment: Any) -> Iterator[Event]:
    moves = (("money captured", payment.captures), ("money refunded", payment.refunds),
             ("money released", payment.voids), ("refund in goods undone", payment.taken_back))  # fmt: skip
    for what, entries in moves:
        for entry in entries:
            settled = _SETTLED.get(entry.method, "")
            amount = in_money(entry.amount, payment.currency)
            yield Event(entry.at_us, "marketplace", what, entry.id, amount, settled)


def in_money(amount: Decimal, currency: str) -> str:
    """An amount as people read it."""
    return f"{amount:,.{EXPONENTS[currency]}f} {currency}"


def _units(field: str) -> Content:
    def told(document: Any, currency: str) -> str:
        del currency
        number = sum(getattr(line, field) for line in document.lines)
        return f"{number:,} unit{'s' * (number != 1)}"

    return told


def _total(document: Any, currency: str) -> str:
    return in_money(document.total, getattr(document, "currency", currency))


def _parcels(document: Any, currency: str) -> str:
    return "; ".join(
        f"parcel {parcel.sscc}, {parcel.tracking}: {_quantity(parcel, currency)}"
        for parcel in document.parcels
    )


def _paid(document: Any, currency: str) -> str:
    del currency
    return f"{document.kind} of {in_money(document.amount, document.currency)}"


def _authorised(document: Any, currency: str) -> str:
    del currency
    return in_money(document.authorised, document.currency)


def _changes(document: Any, currency: str) -> str:
    del currency
    return ", ".join(part.change.replace("_", " ") for part in document.parts)


def _hold(document: Any, currency: str) -> str:
    del currency
    return f"{document.kind}, {document.state}"


_quantity = _units("quantity")
_KINDS: dict[tuple[str, str], tuple[str, str, Content]] = {
    ("marketplace", "orders"): ("order", "id", _quantity),
    ("marketplace", "payments"): ("payment authorised", "id", _authorised),
    ("marketplace", "shipments"): ("shipment", "id", _quantity),
    ("marketplace", "invoices"): ("invoice for the buyer", "number", _total),
    ("marketplace", "cancellations"): ("wish to cancel", "id", _quantity),
    ("marketplace", "amendments"): ("wish to change the order", "id", _changes),
    ("marketplace", "returns"): ("return", "id", _quantity),
    ("oms", "orders"): ("sales order", "id", _quantity),
    ("oms", "fulfilments"): ("fulfilment order", "id", _quantity),
    ("oms", "shipments"): ("shipment", "id", _quantity),
    ("oms", "cancellations"): ("cancellation", "reference", _quantity),
    ("oms", "amendments"): ("amendment", "reference", _quantity),
    ("oms", "returns"): ("return", "id", _quantity),
    ("erp", "orders"): ("sales order", "number", _quantity),
    ("erp", "deliveries"): ("delivery", "number", _quantity),
    ("erp", "invoices"): ("invoice", "number", _total),
    ("erp", "credit_memos"): ("credit memo", "number", _total),
    ("erp", "returns"): ("return order", "number", _quantity),
    ("erp", "payments"): ("payment", "number", _paid),
    ("erp", "cancellations"): ("cancellation", "external_ref", _quantity),
    ("erp", "amendments"): ("amendment", "external_ref", _quantity),
    ("erp", "holds"): ("hold", "number", _hold),
    ("wms", "outbounds"): ("outbound order", "id", _quantity),
    ("wms", "shipments"): ("shipment", "id", _parcels),
    ("wms", "cancellations"): ("cancellation", "reference", _units("granted")),
    ("wms", "inbound_returns"): ("return on its way", "id", _units("announced")),
}  # fmt: skip
"""What people call each kind of document, where its number stands, and what is in it."""
