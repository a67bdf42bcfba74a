"""Promises of stock within one system: who was promised what, and what those wait for who were not.

Where there is no OMS, the ERP takes every order, so that what it has committed may be more than
it has; that is the demand of its open lines and no promise, and buyers are shown none (I14). Whether
the shop sold the last unit twice before the ERP could say so is not judged: two buyers within one
round of publishing are no fault of a connector. What has to be true is that nobody loses sight of
what is short: it is open on an order, it waits in the warehouse, and nothing leaves that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..found import found
from ..scope import Scope
from ..stock_book import Place, StockBook

_PROMISED = {
    "oms": ("allocated", "reservations hold"),
    "erp": ("committed", "open order lines want"),
    "wms": ("allocated", "outbound lines hold"),
}
"""What a system calls the bucket of promises, and which of its documents the promises stand on."""


def i13_bucket(places: Iterable[Place], book: StockBook, scope: Scope) -> Iterator[Finding]:
    """In each system, what its lines were promised is the bucket of promises of its stock."""
    for sku, site in places:
        for system, (bucket, documents) in _PROMISED.items():
            if not scope.has(system):
                continue
            row = scope.books.table(system, "stock").get(f"{sku}@{site}")
            there = 0 if row is None else getattr(row, bucket)
            held = book.held[system].get((sku, site), 0)
            if held != there:
                yield found(
                    "I13",
                    f"{system} stock of {sku} at {site}: {there} units are {bucket}, {documents} {held}",
                    systems=(system,), documents=[f"{sku}@{site}"], values={bucket: there}, held=held,
                )  # fmt: skip


def i15_promised_from_stock(change: Change) -> Iterator[Finding]:
    """At the moment of a promise there is enough to keep it; units may be lost only afterwards."""
    row, before = change.after, 0 if change.before is None else change.before.allocated
    if row.allocated > before and row.available < 0:
        yield found(
            "I15",
            f"oms stock of {row.sku} at {row.site}: {row.allocated - before} more units were promised, "
            f"{row.allocated} in all, when {row.on_hand - row.unavailable} could be sold",
            systems=("oms",), documents=[change.key], promised=row.allocated,
            sellable=row.on_hand - row.unavailable,
        )  # fmt: skip


def i15_shortages_wait(places: Iterable[Place], book: StockBook, scope: Scope) -> Iterator[Finding]:
    """What the warehouse was asked for and cannot promise stands on its list of those who wait."""
    if not scope.has("wms"):
        return
    for sku, site in places:
        short, listed = book.short.get((sku, site), 0), book.listed.get((sku, site), 0)
        if short != listed:
            yield found(
                "I15",
                f"wms stock of {sku} at {site}: outbound lines lack {short} units, {listed} wait for some",
                systems=("wms",), documents=[f"{sku}@{site}"], short=short, waiting=listed,
            )  # fmt: skip


def i15_nothing_left_that_was_not_there(
    places: Iterable[Place], book: StockBook, scope: Scope
) -> Iterator[Finding]:
    """Where the ERP is the warehouse too, no more left than there was to sell.

    With a warehouse its count says so, and the ERP's has to agree (I11).
    """
    if scope.has("wms"):
        return
    for sku, site in places:
        moved = book.moved["erp"].get((sku, site), 0)
        blocked = book.apart["erp", "blocked"].get((sku, site), 0)
        if moved < blocked:
            yield found(
                "I15",
                f"erp stock of {sku} at {site}: movements leave {moved} on hand and {blocked} of them cannot "
                f"be sold, so {blocked - moved} units left that were not there",
                systems=("erp",), documents=[f"{sku}@{site}"], on_hand=moved, blocked=blocked,
            )  # fmt: skip
