"""Reading: one document, or pages of what changed since a second.

There are no webhooks: connectors poll. A change stamp has no fractions, so several changes share
one, and a poller that asks again from the last stamp it saw gets some rows a second time; one that
asks from the second after it misses rows. Rows that change while pages are read move to the end,
so that an offset can skip others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from ...kernel.clock import instant
from ...kernel.paging import by_offset
from ...kernel.problems import Malformed, NotFound
from ...kernel.tables import Row, Table
from ...kernel.wire import Call, Operation, Reply
from ..service import Erp
from . import views
from .forms import etag, partner

_LIMIT, _LIMIT_MAX, _OFFSET_MAX = 50, 200, 1_000_000_000
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)


@dataclass(frozen=True)
class _Kind:
    """A kind of document that can be read."""

    path: str
    word: str
    table: Table[Any]
    view: type[Any]
    referred: bool = True
    by_item: bool = False


def reading_operations(erp: Erp) -> list[Operation]:
    """A listing and a look-up for every kind of document."""
    kinds = [
        _Kind("Items", "item", erp.items, views.ITEM, referred=False),
        _Kind("Customers", "customer", erp.customers, views.CUSTOMER),
        _Kind("Stock", "stock", erp.stock, views.STOCK, referred=False),
        _Kind("StockMovements", "stock movement", erp.stock_movements, views.STOCK_MOVEMENT),
        _Kind("SalesOrders", "sales order", erp.orders, views.SALES_ORDER),
        _Kind("Deliveries", "delivery", erp.deliveries, views.DELIVERY),
        _Kind("Invoices", "invoice", erp.invoices, views.INVOICE, referred=False),
        _Kind("CreditMemos", "credit memo", erp.credit_memos, views.CREDIT_MEMO),
        _Kind("Returns", "return", erp.returns, views.RETURN),
        _Kind("Payments", "payment", erp.payments, views.PAYMENT),
        _Kind("ExchangeRates", "exchange rate", erp.exchange_rates, views.EXCHANGE_RATE, referred=False),
        _Kind("Sellers", "seller", erp.sellers, views.SELLER, referred=False),
        _Kind("Holds", "hold", erp.holds, views.HOLD, referred=False),
        _Kind("PriceRules", "price rule", erp.price_rules, views.PRICE_RULE, referred=False, by_item=True),
    ]
    return [operation for kind in kinds for operation in (_listing(kind), _look_up(kind))]


def _listing(kind: _Kind) -> Operation:
    def list_changed(call: Call) -> Reply:
        offset = call.number("Offset", 0, 0, _OFFSET_MAX)
        limit = max(1, min(call.number("Limit", _LIMIT, 0, _OFFSET_MAX), _LIMIT_MAX))
        page = by_offset(_changed(kind, call), offset, limit)
        body: dict[str, Any] = {
            "Value": [views.shown(kind.view, row) for row in page.rows],
            "Count": page.total,
        }
        if page.following is not None:
            body["NextOffset"] = int(page.following)
        return Reply(body)

    more = [*(["ExternalRef"] if kind.referred else []), *(["Item"] if kind.by_item else [])]
    query = ("ChangedSince", "Offset", "Limit", *more)
    word = kind.word.replace(" ", "_")
    fields: list[Any] = [
        ("Value", list[kind.view]),  # type: ignore[name-defined]  # The form is made at run time.
        ("Count", int),
        ("NextOffset", int | msgspec.UnsetType, msgspec.UNSET),
    ]
    return partner(
        f"list_{word}", f"GET /{kind.path}", list_changed, query=query,
        reply=msgspec.defstruct(f"{kind.view.__name__}Page", fields),
        summary=f"Every {kind.word} that changed since a second, the oldest change first.",
    )  # fmt: skip


def _look_up(kind: _Kind) -> Operation:
    def read(call: Call) -> Reply:
        key = call.path["key"]
        if key not in kind.table:
            raise NotFound(f"there is no {kind.word} {key}")
        row = kind.table.row(key)
        return Reply(views.shown(kind.view, row), headers=etag(row.version))

    return partner(
        f"read_{kind.word.replace(' ', '_')}", f"GET /{kind.path}/{{key}}", read,
        reply=kind.view, summary=f"One {kind.word} with its version as ETag.",
    )  # fmt: skip


def _changed(kind: _Kind, call: Call) -> Sequence[Row[Any]]:
    """The rows asked for, in order of change."""
    since_us = _since_us(call.query.get("ChangedSince"))
    reference = call.query.get("ExternalRef")
    item = call.query.get("Item")
    if reference is None and item is None:
        return kind.table.changed(since_us)
    named = ("external_ref", reference) if item is None else ("item", item)
    found = [kind.table.row(one.number) for one in kind.table.by(*named)]
    return [row for row in found if row.at_us >= since_us]


def _since_us(text: str | None) -> int:
    if text is None:
        return 0
    try:
        if _STAMP.fullmatch(text):
            return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))
    except ValueError:
        pass
    raise Malformed(
        f"ChangedSince is {text!r}; it takes a second in UTC such as 2011-12-09T12:50:00",
        field="ChangedSince",
    )
