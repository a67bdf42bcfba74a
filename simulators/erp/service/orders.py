"""Sales orders: placed with the prices that the shop captured, and cancelled by quantity."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.currencies import MINOR_UNITS, check_currency, check_paid, check_whole
from ...kernel.problems import Unprocessable
from ...kernel.units import BASE, Unit, in_base, in_unit
from ..lifecycle import ORDER, OrderMove, has_open_units, has_unbilled
from ..model import (
    CancellationLine,
    Charge,
    Customer,
    Item,
    OrderCancellation,
    OrderLine,
    Override,
    SalesOrder,
)
from ..policy import FREIGHT_BILLING, TAX_ROUNDING
from .books import Books, Made, existing, repeated
from .exchange import Exchange
from .freight import FREIGHT
from .gate import Gate
from .holds import lapse
from .order_lines import LINE_STEP, Left, Units, moved, taken, totalled, with_lines
from .partner_units import partner_size
from .payment_terms import due
from .price_rules import PriceRules, Sale
from .prices import PriceAsked
from .stock import Warehouse
from .taxes import Taxes

_OPEN = Left(lambda line: line.open, "open")
_HALF_PLACE = Decimal("0.00005")
_WHOLE_PLACE = Decimal("0.0001")


class NewLine(NamedTuple):
    """A line of goods as the shop sold it, without tax.

    The quantity is in ``unit``; the price is for one ``price_unit``, which is the unit if not named.
    With ``base_quantity`` the shop says how many eaches it sold, with ``partner_quantity`` how many of the
    buyer's own unit; it is refused if they are not as many.
    """

    external_line: str
    item: str
    quantity: int | Fraction
    unit_price: Decimal
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    reference: str
    quote_id: str
    unit: str = BASE
    price_unit: str = ""
    base_quantity: int | None = None
    substitutable: bool = False
    kit: str = ""
    over_units: int = 0
    under_units: int = 0
    partner_unit: str = ""
    partner_quantity: Fraction | None = None
    amends: str = ""
    override: Override | None = None
    discount: Decimal = Decimal(0)
    header_discount: Decimal = Decimal(0)


class NewCharge(NamedTuple):
    """Freight or another amount, without tax."""

    kind: str
    code: str
    text: str
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    reference: str


class NewOrder(NamedTuple):
    """A sales order to be placed; date, site and payer are the ERP's own if not given."""

    external_ref: str
    customer: str
    currency: str
    ship_to: dict[str, str]
    lines: Sequence[NewLine]
    charges: Sequence[NewCharge]
    date: str | None = None
    site: str | None = None
    payer: str | None = None
    requested_date: str = ""
    tax_mode: str = "inclusive"
    tax_exemption: str = ""
    payment_terms: str = ""
    suspicion: str = ""


class Sales:
    """Takes orders and cancellations."""

    def __init__(self, books: Books, warehouse: Warehouse, prices: PriceRules, gate: Gate) -> None:
        self._books = books
        self._warehouse = warehouse
        self._prices = prices
        self._gate = gate
        self._taxes = Taxes(books)
        self._exchange = Exchange(books)

    def place(self, wanted: NewOrder) -> Made[SalesOrder]:
        """Place an order and promise its goods from the site's stock, on hold if it needs a decision first.

        A blocked item is taken too: the sale was made in the shop, blocking ends the offer.
        """
        books = self._books
        drafted = self._drafted(wanted)
        held = books.made_before(books.orders, wanted.external_ref)
        if held is not None:
            same = _facts(held, wanted) == _facts(drafted, wanted)
            return repeated(held, "sales order", wanted.external_ref, same=same)
        order = replace(drafted, number=books.number("order"))
        order = self._gate.put(order, order.lines, suspicion=wanted.suspicion)
        units: dict[str, int] = {}
        for line in order.lines:
            units[line.item] = units.get(line.item, 0) + line.quantity
        self._warehouse.commit(order.site, units)
        return Made(order)

    def _drafted(self, wanted: NewOrder) -> SalesOrder:
        books = self._books
        customer = existing(books.customers, wanted.customer, "customer", field="customer")
        due(wanted.payment_terms, books.today())  # Terms that nobody can count by are refused.
        site = books.site(wanted.site)
        if not wanted.lines and not wanted.charges:
            raise Unprocessable("an order has at least one line or charge", field="lines")
        payer = self._payer(wanted, customer)
        check_currency(wanted.currency)
        sale = Sale(replace(customer, payer=payer), wanted.currency, wanted.date or books.today())
        lines = self.judged(wanted.lines, sale)
        self._taxes.check(wanted.ship_to, wanted.lines, wanted.tax_exemption)
        self._check_charges(wanted)
        charges = tuple(self._charge(no, charge) for no, charge in enumerate(wanted.charges, start=1))
        return SalesOrder(
            "", wanted.external_ref, customer.number, sale.day,
            wanted.currency, site, wanted.ship_to, lines, charges, ORDER.start,
            payer, wanted.requested_date, tax_mode=wanted.tax_mode, tax_exemption=wanted.tax_exemption,
            exchange_rate=self._exchange.rate_of(wanted.currency, sale.day),
            payment_terms=wanted.payment_terms,
        )  # fmt: skip

    def _charge(self, number: int, wanted: NewCharge) -> Charge:
        shared = wanted.kind == FREIGHT and self._books.context.chosen(FREIGHT_BILLING) == "pro_rata"
        return Charge(number, *wanted, pro_rata=shared)

    def _check_charges(self, wanted: NewOrder) -> None:
        for index, charge in enumerate(wanted.charges):
            for name, amount in (("net", charge.net), ("tax", charge.tax)):
                check_paid(amount, wanted.currency, field=f"charges[{index}].{name}")
        self._taxes.check(wanted.ship_to, wanted.charges, wanted.tax_exemption, field="charges")

    def _payer(self, wanted: NewOrder, customer: Customer) -> str:
        """Who is billed: the one agreed for this order, else the customer's payer; empty is the customer."""
        if wanted.payer is None:
            return customer.payer
        payer = existing(self._books.customers, wanted.payer, "customer", field="payer")
        return "" if payer.number == customer.number else payer.number

    def judged(self, wanted: Sequence[NewLine], sale: Sale, *, behind: int = 0) -> tuple[OrderLine, ...]:
        """The lines of an order of a day at the captured prices, as far as those were granted."""
        return self._gate.judged(self.priced(wanted, sale, behind=behind), sale.day)

    def priced(self, wanted: Sequence[NewLine], sale: Sale, *, behind: int = 0) -> tuple[OrderLine, ...]:
        """The lines of an order at the captured prices, numbered on from those that it has."""
        lines = [self._priced(line, index, sale) for index, line in enumerate(wanted)]
        if not behind:
            return tuple(lines)
        return tuple(replace(line, line_no=line.line_no + behind * LINE_STEP) for line in lines)

    def _priced(self, wanted: NewLine, index: int, sale: Sale) -> OrderLine:
        item = self._books.require_item(wanted.item, index)
        measured = measure(item, wanted, index)
        by_document = self._books.context.chosen(TAX_ROUNDING) == "document"
        _check_amounts(wanted, measured, index, sale.currency, by_document=by_document)
        price = PriceAsked(wanted.unit_price, measured.price_unit.size, wanted.quote_id)
        source, agreement, rule = self._prices.explain(item, sale, measured.base, price)
        return OrderLine(
            (index + 1) * LINE_STEP, wanted.external_line, item.item, measured.base,
            wanted.unit_price, wanted.net, wanted.tax_rate, wanted.tax, wanted.reference, source,
            agreement, unit=measured.unit.code, unit_size=measured.unit.size_text,
            price_unit=measured.price_unit.code, price_unit_size=measured.price_unit.size_text,
            substitutable=wanted.substitutable, kit=wanted.kit,
            over_units=wanted.over_units, under_units=wanted.under_units, weight_g=item.weight_g,
            weight_tolerance_bp=item.weight_tolerance_bp,
            partner_unit=wanted.partner_unit, partner_size=partner_size(item, wanted, measured.base, index),
            amends=wanted.amends, override=self._override(wanted, agreement),
            discount=wanted.discount, header_discount=wanted.header_discount, price_rule=rule,
        )  # fmt: skip

    def _override(self, wanted: NewLine, agreement: str) -> Override | None:
        """Who granted the price of a line: as the shop says, else as the agreement that explains it does."""
        if wanted.override is not None or not wanted.quote_id:
            return wanted.override
        agreed = self._books.agreements.find(agreement) if agreement else None
        return Override("", "") if agreed is None else Override(agreed.seller, agreed.reason, agreed.approver)

    def cancel(
        self,
        number: str,
        wanted: Sequence[Units],
        *,
        external_ref: str = "",
        version: int | None = None,
    ) -> Made[SalesOrder]:
        """Cancel units that were not delivered, and take back what was promised of them."""
        books = self._books
        order = books.order(number)
        asked = OrderCancellation(
            external_ref,
            number,
            tuple(CancellationLine(no, quantity) for no, quantity in totalled(wanted).items()),
        )
        held = books.cancellations.find(external_ref) if external_ref else None
        if held is not None:
            repeated(held, "cancellation", external_ref, same=held == asked)
            return Made(order, already=True)
        books.orders.expect(number, version)
        order = self._cancelled(order, taken(order, wanted, _OPEN))
        if external_ref:
            books.cancellations.put(asked)
        return Made(order)

    def _cancelled(self, order: SalesOrder, units: dict[int, int]) -> SalesOrder:
        changed = []
        promised: dict[str, int] = {}
        for line_no, quantity in units.items():
            line = order.lines[line_no // LINE_STEP - 1]
            changed.append(replace(line, cancelled=line.cancelled + quantity))
            promised[line.item] = promised.get(line.item, 0) - quantity
        lines = with_lines(order, changed)
        after = moved(order, _cancelling(lines, order.charges), lines)
        self._warehouse.commit(order.site, promised)
        return self._gate.shrunk(self._books.orders.put(lapse(self._books, after)))


def _cancelling(lines: tuple[OrderLine, ...], charges: tuple[Charge, ...]) -> OrderMove:
    if has_open_units(lines):
        return OrderMove.CANCEL_PART
    if any(line.delivered for line in lines) and not has_unbilled(lines, charges):
        return OrderMove.CLOSE
    return OrderMove.CANCEL_REST


class Measured(NamedTuple):
    """The quantity of a line in base units, with the units that it was ordered and priced in."""

    base: int
    unit: Unit
    price_unit: Unit


def measure(item: Item, wanted: NewLine, index: int) -> Measured:
    """The base units of a line, exactly; a unit that the item does not come in is refused."""
    unit = _unit(item, wanted.unit, f"lines[{index}].unit")
    price_unit = _unit(item, wanted.price_unit or wanted.unit, f"lines[{index}].price_unit")
    base = in_base(Fraction(wanted.quantity), unit, field=f"lines[{index}].quantity")
    if wanted.base_quantity not in (None, base):
        raise Unprocessable(
            f"{wanted.quantity} {unit.code} of {unit.size} {BASE} are {base} {BASE}, not "
            f"{wanted.base_quantity}; the units of item {item.item} say how many a unit holds",
            field=f"lines[{index}].base_quantity",
        )
    return Measured(base, unit, price_unit)


def _unit(item: Item, code: str, field: str) -> Unit:
    unit = item.unit(code)
    if unit is None:
        known = ", ".join([BASE, *(one.code for one in item.units)])
        raise Unprocessable(f"item {item.item} has no unit {code}; it has: {known}", field=field)
    return unit


def _check_amounts(
    line: NewLine, measured: Measured, index: int, currency: str, *, by_document: bool
) -> None:
    """Goods come to whole minor units, and with their discount to what the unit price says, as far as it can.

    A price without tax is often cut off at the fourth place (1.00 with 20 % tax is 0.8333), so
    each unit may be off by half of that place, and the line by a minor unit for its own rounding, by one for
    that of its discount, and by one where its net is what a running total of the document grew by
    (``by_document``). The unit price of a component was made from its share of the kit's price, and
    so was rounded once before.
    """
    for name, amount in (("net", line.net), ("tax", line.tax), ("discount", line.discount)):
        check_whole(amount, currency, field=f"lines[{index}].{name}")
    if line.header_discount > line.discount:
        raise Unprocessable(
            f"the discount of a line is {line.discount}, so its share of the order's cannot be "
            f"{line.header_discount}",
            field=f"lines[{index}].header_discount",
        )
    listed = line.net + line.discount
    step = MINOR_UNITS[currency] * (1 + bool(line.discount) + by_document)
    off_by = _WHOLE_PLACE if line.kit else _HALF_PLACE
    if measured.price_unit.code == BASE:
        # Of whole numbers of eaches decimals are exact.
        off = abs(line.unit_price * measured.base - listed)
        if off <= step + off_by * measured.base:
            return
    priced = in_unit(measured.base, measured.price_unit.size)
    product = priced * Fraction(line.unit_price)
    if abs(product - Fraction(listed)) > Fraction(step) + Fraction(off_by) * priced:
        raise Unprocessable(
            f"{priced} x {line.unit_price} is {_as_decimal(product)}, not {_told(line)}",
            field=f"lines[{index}].net",
        )


def _told(line: NewLine) -> str:
    return f"{line.net} after a discount of {line.discount}" if line.discount else str(line.net)


def _as_decimal(product: Fraction) -> Decimal:
    return Decimal(product.numerator) / product.denominator


def _facts(order: SalesOrder, wanted: NewOrder) -> tuple[object, ...]:
    """What makes two orders the same request; date and payer count only if the request gives them."""
    lines = [
        (line.external_line, line.item, line.quantity, line.unit_price, line.net, line.tax_rate,
         line.tax, line.reference, line.unit, line.price_unit, line.substitutable, line.kit,
         line.over_units, line.under_units, line.discount, line.header_discount)
        for line in order.lines
    ]  # fmt: skip
    charges = [
        replace(charge, invoiced="", pro_rata=False, billed_net=Decimal(0), billed_tax=Decimal(0))
        for charge in order.charges
    ]
    facts = (order.customer, order.currency, order.site, order.ship_to, lines, charges)
    payer = None if wanted.payer is None else order.payer
    said = (order.tax_mode, order.tax_exemption, order.payment_terms)
    return (*facts, *said, payer, order.requested_date, order.date if wanted.date else None)
