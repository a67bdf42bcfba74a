"""Documents as the ERP shows them: names in PascalCase, decimals as text, version and change stamp.

The form of a document follows from the document, so that nothing it holds can be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import GenericAlias, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

from ...kernel.clock import moment
from ...kernel.fields import Document
from ...kernel.tables import Row
from ...kernel.units import BASE
from .. import model
from ..model import Item

_TOTALS: Mapping[str, type] = {"net": Decimal, "tax": Decimal, "total": Decimal}
_COMPUTED: dict[type[msgspec.Struct], Mapping[str, type]] = {
    model.Stock: {"available": int},
    model.OrderLine: {"open": int, "base_quantity": int, "partner_quantity": str},
    model.ReturnLine: {"received": int},
    model.Invoice: {**_TOTALS, "reduction": Decimal},
    model.CreditMemo: _TOTALS,
    model.Payment: {"unapplied": Decimal},
}
_NO_PARTNER_UNIT: Mapping[str, object] = {"partner_unit": "", "partner_quantity": ""}
_NO_PAYER: Mapping[str, object] = {"payer": ""}
_OWN_MONEY: Mapping[str, object] = {"exchange_rate": None, **_NO_PAYER}
_SILENT: dict[type[msgspec.Struct], Mapping[str, object]] = {
    Item: {
        "units": [], "sales_unit": BASE, "price_unit": BASE,
        "minimum": 1, "multiple": 1, "maximum": 0, "substitutes": [], "components": [], "over_bp": 0,
        "under_bp": 0,
        "weight_g": 0, "weight_tolerance_bp": 0, "partner_units": [], "floor_price": Decimal(0),
    },
    model.OrderLine: {
        "unit": BASE, "unit_size": "1", "price_unit": BASE, "price_unit_size": "1",
        "base_quantity": 0, "substitutable": False, "kit": "", "over_units": 0, "under_units": 0,
        "closed": 0, "credited_free": 0,
        "weight_g": 0, "weight_tolerance_bp": 0, "delivered_g": 0, "invoiced_g": 0,
        "credited_net": Decimal(0), "credited_tax": Decimal(0), **_NO_PARTNER_UNIT, "partner_size": "",
        "amends": "", "override": None, "discount": Decimal(0), "header_discount": Decimal(0),
        "price_rule": "", "kept": 0,
    },
    model.InvoiceLine: {
        "price_unit": BASE, "price_quantity": "", "free": 0, "weight_g": 0, **_NO_PARTNER_UNIT,
        "discount": Decimal(0),
    },
    model.Charge: {"pro_rata": False, "billed_net": Decimal(0), "billed_tax": Decimal(0)},
    model.DeliveryLine: {"weight_g": 0},
    model.CreditLine: {"free": 0, "discount": Decimal(0)},
    model.Payment: {
        "method": "card", "allocations": [], "order_ref": "", "unapplied": Decimal(0), **_OWN_MONEY,
    },
    model.Allocation: {"discount": Decimal(0), "discount_tax": Decimal(0)},
    model.ReturnLine: {"shipped_item": "", "shipped_quantity": 0},
    model.Delivery: {"substitutes": [], "closed": [], "held": []},
    model.Invoice: {
        "substitutes": [], "reduction": Decimal(0), "due_date": "", "discount_date": "", "discount_bp": 0,
        **_OWN_MONEY,
    },
    model.CreditMemo: {"substitutes": [], "allocations": [], "not_returned": False, **_OWN_MONEY},
    model.Customer: {"group": "", "credit_limit": None, **_NO_PAYER},
    model.SalesOrder: {
        "requested_date": "", "holds": [], "tax_mode": "inclusive", "tax_exemption": "", "payment_terms": "",
        **_OWN_MONEY,
    },
}  # fmt: skip
"""What is left out while goods are of no kit, counted and priced in eaches, and shipped as ordered.

Money goes by card, who bought pays, and the item ordered is the item that shipped.
"""

_SILENT_LINES: dict[type[msgspec.Struct], Mapping[str, object]] = {
    model.SalesOrder: _SILENT[model.OrderLine],
    model.Invoice: _SILENT[model.InvoiceLine],
    model.Return: _SILENT[model.ReturnLine],
    model.CreditMemo: _SILENT[model.CreditLine],
    model.Delivery: _SILENT[model.DeliveryLine],
}


def _fields(document: type[msgspec.Struct]) -> list[tuple[Any, ...]]:
    """The fields of a document and the figures that it computes, with their wire types."""
    hints = get_type_hints(document)
    held = [(name, _wire_type(hints[name])) for name in document.__struct_fields__]
    fields = [*held, *_COMPUTED.get(document, {}).items()]
    silent = _SILENT.get(document, {})
    if document is model.OrderLine:
        fields[fields.index(("quantity", int))] = ("stated", int | str)
    return [(name, hint | UnsetType, UNSET) if name in silent else (name, hint) for name, hint in fields]


def _wire_name(name: str) -> str:
    """A line's quantity is told in the line's own unit."""
    return "Quantity" if name == "stated" else "".join(word.capitalize() for word in name.split("_"))


def _form(name: str, fields: list[tuple[Any, ...]]) -> type[Any]:
    return msgspec.defstruct(name, fields, rename=_wire_name, gc=False, kw_only=True)


def _wire_type(hint: Any) -> Any:
    if get_origin(hint) is UnionType and isinstance(maybe := get_args(hint)[0], type(Document)):
        return _part(maybe) | None
    if get_origin(hint) is not tuple:
        return hint
    held = get_args(hint)[0]
    return GenericAlias(list, (_part(held) if isinstance(held, type(Document)) else held,))


@cache
def _part(part: type[msgspec.Struct]) -> type[Any]:
    """The form of a part, one for all documents that have it."""
    return _form(part.__name__, _fields(part))


def form(document: type[Document]) -> type[Any]:
    """The wire form of a document."""
    stamps = [("changed_at", str, ""), ("version", int, 0)]
    return _form(document.__name__, [*_fields(document), *stamps])


def shown(view: type[Any], row: Row[Any]) -> Any:
    """A row in the wire form of its document."""
    rendered = msgspec.convert(row.document, view, from_attributes=True)
    _hush(rendered, _SILENT.get(type(row.document), {}))
    silent = _SILENT_LINES.get(type(row.document), {})
    if silent:
        for line in rendered.lines:
            _hush(line, silent)
    if isinstance(row.document, model.SalesOrder):
        for charge in rendered.charges:
            _hush(charge, _SILENT[model.Charge])
    if isinstance(row.document, model.Payment | model.CreditMemo):
        for settled in row.document.allocations and rendered.allocations:
            _hush(settled, _SILENT[model.Allocation])
    rendered.changed_at = change_stamp(row.at_us)
    rendered.version = row.version
    return rendered


def _hush(shown: Any, silent: Mapping[str, object]) -> None:
    for name, nothing in silent.items():
        if getattr(shown, name) == nothing:
            setattr(shown, name, UNSET)


def change_stamp(at_us: int) -> str:
    """An instant as a change stamp: UTC without a zone, cut off at the second."""
    return moment(at_us).isoformat()[:19]


ITEM = form(Item)
CUSTOMER = form(model.Customer)
STOCK = form(model.Stock)
STOCK_MOVEMENT = form(model.StockMovement)
SALES_ORDER = form(model.SalesOrder)
DELIVERY = form(model.Delivery)
INVOICE = form(model.Invoice)
CREDIT_MEMO = form(model.CreditMemo)
RETURN = form(model.Return)
SELLER = form(model.Seller)
HOLD = form(model.Hold)
PAYMENT = form(model.Payment)
PRICE_RULE = form(model.PriceRule)
EXCHANGE_RATE = form(model.ExchangeRate)
