"""Drift: what a person with write access to a database, or a lost event, does to one document.

Each kind changes one document of one system behind everybody's back, or adds one; nobody is told of it,
and reconciliation has to report what it is about, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from ordergate.harness.judge.books import PARENTS, Books
from ordergate.harness.reconcile.mismatch import Kind
from ordergate.harness.world import World
from ordergate.harness.world.in_process import InProcessWorld

Edit = Callable[[Any], Any]
POUND = Decimal("1.00")


@dataclass(frozen=True)
class Drift:
    """One kind: which document of an order it changes into what, and as what it is reported."""

    name: str
    system: str
    table: str
    edit: Edit
    kind: Kind

    def __str__(self) -> str:
        return self.name


def header(**edits: Edit) -> Edit:
    """Change fields of the document itself."""
    return lambda document: replace(
        document, **{name: edit(getattr(document, name)) for name, edit in edits.items()}
    )


def first_of(rows: str, **edits: Edit) -> Edit:
    """Change fields of the first of its lines, or of what else it has several of."""

    def edit(document: Any) -> Any:
        first, *others = getattr(document, rows)
        return replace(document, **{rows: (header(**edits)(first), *others)})

    return edit


def line(**edits: Edit) -> Edit:
    """Change fields of its first line."""
    return first_of("lines", **edits)


def more(by: Any) -> Edit:
    """Add to a number."""
    return lambda number: number + by


def to(value: Any) -> Edit:
    """Put another value."""
    return lambda _: value


def moved(address: Any) -> Any:
    """The same address in another city."""
    if isinstance(address, dict):
        return {**address, "city": "Elsewhere"}
    return replace(address, city="Elsewhere")


def state(name: str) -> Edit:
    """Another state of the same lifecycle."""
    return header(state=lambda before: type(before)(name))


@dataclass(frozen=True)
class Subject:
    """An order with an item and a buyer of its own, so that whatever drifts is about it alone."""

    order: str
    sku: str
    buyer: str
    customer: str

    @property
    def names(self) -> frozenset[str]:
        """What reports may call it."""
        return frozenset(
            {self.order, f"{self.order}-2", self.sku, f"{self.sku}@MAIN", self.buyer, self.customer}
        )


def subjects(world: World, count: int) -> list[Subject]:
    """So many orders that were shipped, billed, paid, and partly sent back; everything has arrived."""
    made = []
    for _ in range(count):
        item, buyer = world.stocked(quantity=50, price="9.99"), world.another_buyer()
        order = buyer.orders({item: 5})
        world.picker.ships(order)
        world.settle()
        buyer.returns(order, {item: 2})
        world.receiver.inspects(order, sellable=2)
        customers = world.books.table("erp", "customers").values()
        (customer,) = [one.number for one in customers if one.external_ref == buyer.id]
        made.append(Subject(order.id, item, buyer.id, customer))
    world.settle()
    return made


def plant(port: InProcessWorld, books: Books, drift: Drift, subject: Subject) -> None:
    """Change one document of the subject, as somebody in the database would."""
    store = port.vendors[drift.system].context.store
    table = store.tables()[drift.table]
    document = next(each for each in table if _is_about(each, books, drift, subject))
    with store.transaction("database", "drift"):
        table.put(drift.edit(document))


def _is_about(document: Any, books: Books, drift: Drift, subject: Subject) -> bool:
    if (drift.system, drift.table) in PARENTS:
        case = books.cases[f"main/{subject.order}"]
        return document in case.all(drift.system, drift.table)
    keys = {getattr(document, name, None) for name in ("sku", "item", "id", "external_ref")}
    return not keys.isdisjoint({subject.sku, subject.buyer})
