"""Documents as the ERP shows them: names in PascalCase, decimals as text, version and change stamp.

The form of a document follows from the document, so that nothing it holds can be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from ...kernel.clock import moment
from ...kernel.fields import Document
from ...kernel.tables import Row
from .. import model

_TOTALS: Mapping[str, type] = {"net": Decimal, "tax": Decimal, "total": Decimal}
_COMPUTED: dict[type[Document], Mapping[str, type]] = {
    model.Stock: {"available": int},
    model.OrderLine: {"open": int},
    model.ReturnLine: {"received": int},
    model.Invoice: _TOTALS,
    model.CreditMemo: _TOTALS,
}


def _fields(document: type[Document]) -> list[tuple[str, Any]]:
    """The fields of a document and the figures that it computes, with their wire types."""
    hints = get_type_hints(document)
    held = [(name, _wire_type(hints[name])) for name in document.__struct_fields__]
    return [*held, *_COMPUTED.get(document, {}).items()]


def _wire_type(hint: Any) -> Any:
    if get_origin(hint) is not tuple:
        return hint
    part: type[Document] = get_args(hint)[0]
    form = msgspec.defstruct(part.__name__, _fields(part), rename="pascal", gc=False)
    return GenericAlias(list, (form,))


def form(document: type[Document]) -> type[Any]:
    """The wire form of a document."""
    stamps = [("changed_at", str, ""), ("version", int, 0)]
    return msgspec.defstruct(document.__name__, [*_fields(document), *stamps], rename="pascal", gc=False)


def shown(view: type[Any], row: Row[Any]) -> Any:
    """A row in the wire form of its document."""
    rendered = msgspec.convert(row.document, view, from_attributes=True)
    rendered.changed_at = change_stamp(row.at_us)
    rendered.version = row.version
    return rendered


def change_stamp(at_us: int) -> str:
    """An instant as a change stamp: UTC without a zone, cut off at the second."""
    return moment(at_us).isoformat()[:19]


ITEM = form(model.Item)
CUSTOMER = form(model.Customer)
STOCK = form(model.Stock)
STOCK_MOVEMENT = form(model.StockMovement)
SALES_ORDER = form(model.SalesOrder)
DELIVERY = form(model.Delivery)
INVOICE = form(model.Invoice)
CREDIT_MEMO = form(model.CreditMemo)
RETURN = form(model.Return)
PAYMENT = form(model.Payment)
