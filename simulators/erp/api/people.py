"""What people do in the ERP itself: master data, prices, stock, and documents without a shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ...kernel.arithmetic import weighed
from ...kernel.fields import BasisPoints, Body, Count, Grams, Identifier, MoneyText, PriceText, Quantity, Text
from ...kernel.units import BASE, PartnerUnit, Unit, UnitCode
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import BillLine, ItemState, StockMovementKind, StockMovementLine
from ..service import Erp
from ..service.credit import CreditAmount, NewCredit
from ..service.deliveries import NewDelivery
from ..service.ledger import NewEntry
from ..service.order_lines import Units
from ..service.prices import ItemChange, NewAgreement, NewItem
from ..service.returns import Found
from ..service.stock import NewMovement
from .forms import LINES_MAX, PartNumber, ReferenceText, amount, amount_if_given, fields_given
from .forms import day as day_of
from .goods import Change
from .substitutes import SentInsteadList, to_send

_MASTER_DATA_MAX = 10_000
_AGREEMENTS_MAX = 2000


class UnitBody(Body, frozen=True):
    """A unit besides EA: one holds numerator/denominator eaches."""

    code: UnitCode
    numerator: Quantity
    denominator: Quantity = 1
    divisible: bool = True


class BillLineBody(Body, frozen=True):
    """What one kit has of an item, and in which proportion that bears the kit's price."""

    item: Identifier
    quantity: Quantity
    weight: Annotated[int, Meta(ge=0, le=10**15)]


class PartnerUnitBody(Body, frozen=True):
    """What partners call a unit of the item."""

    name: UnitCode
    unit: UnitCode


class ItemBody(Body, frozen=True):
    """An item with its list price without tax, for one ``price_unit``.

    The limits of an order count ``sales_unit``; without a maximum there is none. With components it
    is a kit. Up to ``over_bp`` more
    and ``under_bp`` less than ordered may be delivered, in hundredths of a percent. With ``weight_g``,
    what an each weighs by name, it is priced by the kilogram.
    """

    item: Identifier
    description: Text
    list_price: PriceText
    units: Annotated[tuple[UnitBody, ...], Meta(max_length=20)] = ()
    sales_unit: UnitCode = BASE
    price_unit: UnitCode = BASE
    minimum: Quantity = 1
    multiple: Quantity = 1
    maximum: Quantity | None = None
    components: Annotated[tuple[BillLineBody, ...], Meta(max_length=100)] = ()
    over_bp: BasisPoints = 0
    under_bp: BasisPoints = 0
    weight_g: Grams = 0
    weight_tolerance_bp: BasisPoints = 0
    partner_units: Annotated[tuple[PartnerUnitBody, ...], Meta(max_length=20)] = ()


class ItemsBody(Body, frozen=True):
    """Items to be entered, all or none."""

    items: Annotated[list[ItemBody], Meta(max_length=_MASTER_DATA_MAX)]


class ItemChangeBody(Body, frozen=True):
    """What is to change of an item; what is left out stays."""

    list_price: PriceText | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    state: ItemState | UnsetType = UNSET
    floor_price: PriceText | UnsetType = UNSET


class AgreementBody(Body, frozen=True):
    """A price granted to a customer, by whom, and why."""

    quote_id: Identifier
    customer_ref: Identifier
    item: Identifier
    unit_price: PriceText
    seller: Text
    approver: Text
    reason: Text


class AgreementsBody(Body, frozen=True):
    """Prices granted, all or none."""

    agreements: Annotated[list[AgreementBody], Meta(max_length=_AGREEMENTS_MAX)]


class MovedBody(Body, frozen=True):
    """Units of an item that came or went, and how many more of them are blocked."""

    item: Identifier
    quantity: Change
    blocked: Change = 0


class MovementBody(Body, frozen=True):
    """Goods received, or a count put right."""

    kind: Literal["receipt", "adjustment"]
    site: Identifier
    lines: Annotated[list[MovedBody], Meta(min_length=1, max_length=LINES_MAX)]
    reason: Text = ""
    reference: ReferenceText = ""


class SentBody(Body, frozen=True):
    """Units of an order line to be sent, and what they weigh if that is paid."""

    line_no: PartNumber
    quantity: Quantity
    weight_g: Grams = 0


class DeliveryBody(Body, frozen=True):
    """Goods to be sent from here; ``instead`` are those of the units that another item is sent for."""

    order: Identifier
    lines: Annotated[list[SentBody], Meta(min_length=1, max_length=LINES_MAX)]
    tracking: Text = ""
    instead: SentInsteadList = ()


class FoundBody(Body, frozen=True):
    """Units of a line that came back, by condition."""

    line_no: PartNumber
    sellable: Count = 0
    damaged: Count = 0
    inspect: Count = 0


class ReceiptBody(Body, frozen=True):
    """What was found of a return."""

    lines: Annotated[list[FoundBody], Meta(max_length=LINES_MAX)]


class CreditLineBody(Body, frozen=True):
    """An amount to be credited that stands for no goods."""

    net: MoneyText
    tax: MoneyText
    text: Text = ""
    reference: Text = ""
    kind: Literal["no_goods", "price_difference"] = "no_goods"


class CreditMemoBody(Body, frozen=True):
    """A credit without goods, for an order or for a customer by its account in the shop."""

    external_ref: Identifier
    lines: Annotated[list[CreditLineBody], Meta(min_length=1, max_length=LINES_MAX)]
    reason: Text = ""
    order: Identifier | None = None
    customer_ref: Identifier | None = None
    date: date | None = None


class EntryBody(Body, frozen=True):
    """A posting by hand."""

    account: Identifier
    amount: MoneyText
    text: Text = ""
    reference: Text = ""
    date: date | None = None


def people_operations(erp: Erp) -> list[Operation]:
    """What people may do in the ERP."""
    return [
        _world("enter_items", "POST /_world/items", _enter_items(erp), ItemsBody,
               "Enter items with their list prices."),
        _world("change_item", "PATCH /_world/items/{item}", _change_item(erp), ItemChangeBody,
               "Change list price or description of an item, block or unblock it."),
        _world("grant_prices", "POST /_world/agreements", _grant_prices(erp), AgreementsBody,
               "Record prices granted to customers."),
        _world("enter_movement", "POST /_world/stock-movements", _enter_movement(erp),
               MovementBody, "Book goods received or a count put right."),
        _world("send_delivery", "POST /_world/deliveries", _send(erp), DeliveryBody,
               "Send goods of an order."),
        _world("receive_return_here", "POST /_world/returns/{number}/receipts", _receive(erp),
               ReceiptBody, "Book what was found of a return, once."),
        _world("credit_amounts", "POST /_world/credit-memos", _credit(erp), CreditMemoBody,
               "Credit amounts that stand for no goods."),
        _world("enter_ledger_entry", "POST /_world/ledger-entries", _enter_entry(erp), EntryBody,
               "Post an amount that no document stands behind."),
    ]  # fmt: skip


def _world(name: str, target: str, handle: Callable[[Call], Reply], body: type, summary: str) -> Operation:
    method, path = target.split()
    return Operation(name, method, path, handle, body, surface=Surface.WORLD, summary=summary)


def _enter_items(erp: Erp) -> Callable[[Call], Reply]:
    def enter(call: Call) -> Reply:
        body: ItemsBody = call.body
        wanted = [_new_item(one) for one in body.items]
        made = erp.prices.enter_items(wanted)
        return Reply({"created": made, "already": len(wanted) - made}, 201)

    return enter


def _new_item(one: ItemBody) -> NewItem:
    units = tuple(Unit(u.code, u.numerator, u.denominator, u.divisible) for u in one.units)
    return NewItem(
        one.item, one.description, amount(one.list_price), units, one.sales_unit, one.price_unit,
        one.minimum, one.multiple, one.maximum or 0,
        tuple(BillLine(part.item, part.quantity, part.weight) for part in one.components), one.over_bp,
        one.under_bp,
        one.weight_g, one.weight_tolerance_bp,
        tuple(PartnerUnit(named.name, named.unit) for named in one.partner_units),
    )  # fmt: skip


def _change_item(erp: Erp) -> Callable[[Call], Reply]:
    def change(call: Call) -> Reply:
        given = fields_given(call.body)
        list_price = amount_if_given(given.pop("list_price", None))
        floor = amount_if_given(given.pop("floor_price", None))
        wanted = ItemChange(list_price=list_price, floor_price=floor, **given)
        item = erp.prices.change_item(call.path["item"], wanted)
        return Reply({"item": item.item, "version": erp.items.row(item.item).version})

    return change


def _grant_prices(erp: Erp) -> Callable[[Call], Reply]:
    def grant(call: Call) -> Reply:
        body: AgreementsBody = call.body
        wanted = [
            NewAgreement(
                one.quote_id, one.customer_ref, one.item, amount(one.unit_price), one.seller,
                one.approver, one.reason,
            )
            for one in body.agreements
        ]  # fmt: skip
        return Reply({"numbers": [agreed.number for agreed in erp.prices.agree(wanted)]}, 201)

    return grant


def _enter_movement(erp: Erp) -> Callable[[Call], Reply]:
    def enter(call: Call) -> Reply:
        body: MovementBody = call.body
        lines = tuple(StockMovementLine(one.item, one.quantity, one.blocked) for one in body.lines)
        kind = StockMovementKind(body.kind)
        made = erp.warehouse.enter(NewMovement(kind, body.site, body.reason, body.reference, lines))
        return _made(made.document.number, already=made.already)

    return enter


def _send(erp: Erp) -> Callable[[Call], Reply]:
    def send(call: Call) -> Reply:
        body: DeliveryBody = call.body
        lines = [Units(line.line_no, line.quantity) for line in body.lines]
        instead = to_send(body.instead)
        weights = weighed((line.line_no, line.weight_g) for line in body.lines)
        delivery = erp.dispatch.send(
            NewDelivery(body.order, "", body.tracking, lines, substitutes=instead, weights=weights)
        )
        return _made(delivery.number)

    return send


def _receive(erp: Erp) -> Callable[[Call], Reply]:
    def receive(call: Call) -> Reply:
        found = [Found(*msgspec.structs.astuple(line)) for line in call.body.lines]
        made = erp.returns_desk.receive(call.path["number"], found, here=True)
        return _made(made.document.number, already=made.already)

    return receive


def _credit(erp: Erp) -> Callable[[Call], Reply]:
    def credit(call: Call) -> Reply:
        body: CreditMemoBody = call.body
        lines = [
            CreditAmount(one.kind, amount(one.net), amount(one.tax), one.text, one.reference)
            for one in body.lines
        ]
        wanted = NewCredit(
            body.external_ref, body.order, body.customer_ref, body.reason, lines, day_of(body.date)
        )
        memo, already = erp.crediting.credit_amounts(wanted)
        return _made(memo.number, already=already, total=memo.total)

    return credit


def _enter_entry(erp: Erp) -> Callable[[Call], Reply]:
    def enter(call: Call) -> Reply:
        body: EntryBody = call.body
        entry = erp.accounting.enter(
            NewEntry(body.account, amount(body.amount), body.text, body.reference, day_of(body.date))
        )
        return _made(entry.number)

    return enter


def _made(number: str, *, already: bool = False, **more: Any) -> Reply:
    if already:
        return Reply({"number": number, **more, "already": True})
    return Reply({"number": number, **more}, 201)
