"""What scenarios expect, under then: one function for each expectation, which yields what it looked at.

As with verbs, name, parameters and docstring are what users read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from ordergate.simulators.erp.model import OrderState as ErpState
from ordergate.simulators.kernel.units import BASE
from ordergate.simulators.marketplace.model import OrderState as ShopState
from ordergate.simulators.oms.model import OrderState as OmsState

from ..judge.books import PARENTS
from .kinds import Amount, Exact, OneOf, words_of
from .notes import FIRST_BUYER
from .parameters import BuyerName, Count, Item, Money, Order, SiteName, UnitName, Words
from .scene import Scene
from .several import ANY_UNITS, Several
from .table import THE_ONLY, Verbs

EXPECTATIONS = Verbs(expect=True)
"""What stands under then."""

_KINDS = {str(kind).replace("_", " "): kind for kind in PARENTS}

ExactQuantity = Annotated[Fraction, Exact()]
AnyUnits = Annotated[Mapping[str, int], ANY_UNITS]
Amounts = Annotated[Sequence[Decimal], Several(Amount(), "amounts in order, such as [60.00, 90.00]")]
Everywhere = Annotated[str, OneOf(words_of(ShopState, OmsState, ErpState), "state of all systems")]
InShop = Annotated[str, OneOf(words_of(ShopState), "state of the marketplace")]
InOms = Annotated[str, OneOf(words_of(OmsState), "state of the OMS", system="oms")]
InErp = Annotated[str, OneOf(words_of(ErpState), "state of the ERP")]
DocumentKind = Annotated[str, OneOf(tuple(_KINDS), "kind of document", names_system=True)]


@dataclass(frozen=True)
class Look:
    """One comparison: what was looked at, what was expected, what was found."""

    what: str
    expected: Any
    found: Any


Looks = Iterator[Look]


@EXPECTATIONS.add("{ order: order, lines: { MUG-01: 4 } }")
def shipped(scene: Scene, *, lines: AnyUnits, order: Order = THE_ONLY) -> Looks:
    """Units shipped so far, as the buyer sees it; all items of the order count."""
    yield Look(f"{order} shipped", _units(lines), scene.seen(order).shipped())


@EXPECTATIONS.add("{ order: order, item: MUG-01, other: CUP-01, quantity: 4 }", features="substitutes")
def shipped_instead(
    scene: Scene, *, item: Item, other: Item, quantity: Count, order: Order = THE_ONLY
) -> Looks:
    """Units of an item for which another shipped, the same in every system that knows of shipments."""
    told = scene.seen(order).substitutes()
    found = {system: items.get((item, other), (0, 0))[0] for system, items in told.items()}
    yield Look(f"{order} {other} instead of {item}", dict.fromkeys(found, quantity), found)


@EXPECTATIONS.add("{ order: order, lines: { MUG-01: 6 } }")
def cancelled(scene: Scene, *, lines: AnyUnits, order: Order = THE_ONLY) -> Looks:
    """Units cancelled so far, as the buyer sees it."""
    yield Look(f"{order} cancelled", _units(lines), scene.seen(order).cancelled())


@EXPECTATIONS.add("{ order: order, lines: { MUG-01: 1 } }")
def returned(scene: Scene, *, lines: AnyUnits, order: Order = THE_ONLY) -> Looks:
    """Units returned so far, as the buyer sees it."""
    yield Look(f"{order} returned", _units(lines), scene.seen(order).returned())


@EXPECTATIONS.add("{ order: order, lines: { MUG-01: 3 } }")
def backordered(scene: Scene, *, lines: AnyUnits, order: Order = THE_ONLY) -> Looks:
    """Units that wait for goods: on backorder in the OMS, or open in the ERP where there is no OMS."""
    yield Look(f"{order} backordered", _units(lines), scene.seen(order).backordered())


@EXPECTATIONS.add("{ order: order, marketplace: partially_shipped }")
def state(
    scene: Scene, *, order: Order = THE_ONLY, marketplace: InShop = "", oms: InOms = "", erp: InErp = "",
    everywhere: Everywhere = "",
) -> Looks:  # fmt: skip
    """The order's state in a system, or in every system that holds it."""
    states = scene.seen(order).states()
    for system, wanted in {"marketplace": marketplace, "oms": oms, "erp": erp}.items():
        if wanted:
            yield Look(f"{order} in the {system}", wanted, states.get(system))
    if everywhere:
        yield Look(f"{order} everywhere", dict.fromkeys(states, everywhere), states)


@EXPECTATIONS.add("{ order: order, totals: [60.00] }")
def invoices(
    scene: Scene, *, order: Order = THE_ONLY, totals: Amounts | None = None, count: Count | None = None
) -> Looks:
    """The ERP's invoices for an order: their totals with tax, in order, or how many there are."""
    yield from _documents(f"{order} invoices", scene.seen(order).invoices(), totals, count)


@EXPECTATIONS.add("{ order: order, totals: [12.00] }")
def credits_(
    scene: Scene, *, order: Order = THE_ONLY, totals: Amounts | None = None, count: Count | None = None
) -> Looks:
    """The ERP's credit memos for an order: their totals with tax, in order, or how many there are."""
    yield from _documents(f"{order} credits", scene.seen(order).credits(), totals, count)


@EXPECTATIONS.add("{ order: order, captured: 60.00, voided: 90.00 }")
def payment(
    scene: Scene, *, order: Order = THE_ONLY, total: Money | None = None, captured: Money | None = None,
    refunded: Money | None = None, voided: Money | None = None, cash: Money | None = None,
) -> Looks:  # fmt: skip
    """What the buyer agreed to pay in total, and what the payment provider took, gave back, and released.

    Cash is what stayed with the seller of it, without what goods settled in an exchange.
    """
    seen = scene.seen(order)
    wanted = {"total": total, "captured": captured, "refunded": refunded, "voided": voided, "cash": cash}
    for name, amount in wanted.items():
        if amount is not None:
            yield Look(f"{order} {name}", amount, getattr(seen, name)())


@EXPECTATIONS.add("{ item: MUG-01, quantity: 90 }", features={"site": "sites"})
def on_hand(scene: Scene, *, item: Item, quantity: Count, site: SiteName | None = None) -> Looks:
    """Units in stock, the same in every system that holds stock, at the first site or the one named."""
    found = scene.world.stock(item, site).on_hand()
    place = "" if site is None else f" at {site}"
    yield Look(f"{item} on hand{place}", dict.fromkeys(found, quantity), found)


@EXPECTATIONS.add("{ item: MUG-01, quantity: 90, price: 15.00 }")
def listed(scene: Scene, *, item: Item, quantity: Count | None = None, price: Money | None = None) -> Looks:
    """What buyers see: how many can be ordered, and the price with tax."""
    listing = scene.world.books.table("marketplace", "listings").get(item)
    for name, wanted in {"quantity": quantity, "price": price}.items():
        if wanted is not None:
            yield Look(f"{item} listed with {name}", wanted, getattr(listing, name, None))


@EXPECTATIONS.add("{ order: order, item: MUG-01, price: 8.00, approver: head of sales, reason: volume }")
def erp_price(
    scene: Scene, *, item: Item, price: Money, order: Order = THE_ONLY, approver: Words = "",
    reason: Words = "",
) -> Looks:  # fmt: skip
    """The unit price (without tax) of an item on the ERP's order, and who approved it and why."""
    orders = scene.seen(order).documents("erp", "orders")
    lines = [line for one in orders for line in one.lines if line.item == item]
    yield Look(f"{order} in the ERP has {item} at", [price], [line.unit_price for line in lines])
    agreements = scene.world.books.table("erp", "agreements")
    for name, wanted in {"approver": approver, "reason": reason}.items():
        if wanted:
            found = [getattr(agreements.get(line.agreement), name, None) for line in lines]
            yield Look(f"{order} in the ERP has for {item} the {name}", [wanted], found)


@EXPECTATIONS.add("{ order: order, item: MUG-01, quantity: 19/4, unit: CS }", features={"unit": "units"})
def invoiced(
    scene: Scene, *, item: Item, quantity: ExactQuantity, order: Order = THE_ONLY, unit: UnitName = "EA"
) -> Looks:
    """How much of an item the ERP's invoices bill: exactly, in eaches or in the unit that was ordered."""
    seen = scene.seen(order)
    lines = {line.line_no: line for one in seen.documents("erp", "orders") for line in one.lines}
    found = [
        _in_unit(lines[billed.line_no], billed, unit)
        for invoice in seen.documents("erp", "invoices")
        for billed in invoice.lines
        if lines[billed.line_no].item == item
    ]
    told = "no such unit" if None in found else sum((one for one in found if one), Fraction(0))
    yield Look(f"{order} invoiced with {item} in {unit}", quantity, told)


@EXPECTATIONS.add("{ order: order, kind: erp orders, count: 1 }")
def documents(scene: Scene, *, kind: DocumentKind, count: Count, order: Order = THE_ONLY) -> Looks:
    """How many documents of a kind there are about an order."""
    found = scene.seen(order).documents(*_KINDS[kind])
    yield Look(f"{order} {kind}", count, len(found))


@EXPECTATIONS.add("{ order: order, count: 3 }", needs="wms")
def parcels(scene: Scene, *, count: Count, order: Order = THE_ONLY) -> Looks:
    """How many parcels the warehouse sent for an order, each with a label of its own."""
    shipments = scene.seen(order).documents("wms", "shipments")
    labels = {parcel.sscc for shipment in shipments for parcel in shipment.parcels}
    yield Look(f"{order} parcels", count, len(labels))


@EXPECTATIONS.add("{ company: Harrow & Sons Ltd }")
def erp_customer(scene: Scene, *, company: Words, buyer: BuyerName = FIRST_BUYER) -> Looks:
    """The name under which the ERP knows a buyer."""
    known = scene.world.books.table("erp", "customers").values()
    names = [customer.name for customer in known if customer.external_ref == scene.buyers[buyer].id]
    yield Look(f"{buyer} in the ERP", [company], names)


def _units(lines: Mapping[str, int]) -> dict[str, int]:
    return {sku: units for sku, units in lines.items() if units}


def _in_unit(line: Any, billed: Any, unit: str) -> Fraction | None:
    """Eaches of an invoice in a unit: the each, the one ordered in, or the buyer's own name for it."""
    if unit == BASE:
        return Fraction(billed.quantity)
    if unit == billed.partner_unit:
        return Fraction(billed.partner_quantity)
    return Fraction(billed.quantity) / Fraction(line.unit_size) if unit == line.unit else None


def _documents(what: str, found: list[Decimal], totals: Sequence[Decimal] | None, count: int | None) -> Looks:
    if totals is not None:
        yield Look(what, list(totals), found)
    if count is not None:
        yield Look(f"number of {what}", count, len(found))
