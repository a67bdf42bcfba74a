"""The judge's incremental view: every document's latest version, gathered by the order it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple, TypeVar

from ordergate.simulators.kernel.tables import Change, Key

from .moments import WATCHED, Moments

Alias = tuple[str, Any]
DerivedT = TypeVar("DerivedT")


class Kind(NamedTuple):
    """A kind of document: its system and its table."""

    system: str
    table: str

    def __str__(self) -> str:
        return f"{self.system} {self.table}"


class Case:
    """All documents of all systems that are about one order of a shop."""

    __slots__ = ("_derived", "documents", "key")

    def __init__(self, key: str) -> None:
        self.key = key
        self.documents: dict[tuple[str, str], dict[Key, Any]] = {}
        self._derived: dict[Callable[[Case], Any], Any] = {}

    def all(self, system: str, table: str) -> list[Any]:
        """The documents of one kind, in order of arrival."""
        found = self.documents.get((system, table))
        return list(found.values()) if found else []

    def one(self, system: str, table: str) -> Any:
        """The first document of one kind, or None."""
        found = self.documents.get((system, table))
        return next(iter(found.values())) if found else None

    def hold(self, kind: Kind, key: Key, document: Any) -> None:
        """Take in the latest version of a document."""
        self.documents.setdefault(kind, {})[key] = document
        self.forget()

    def derived(self, of: Callable[[Case], DerivedT]) -> DerivedT:
        """What a function makes of these documents, worked out once until they change or it is forgotten."""
        found: DerivedT | None = self._derived.get(of)
        if found is None:
            found = self._derived[of] = of(self)
        return found

    def forget(self) -> None:
        """Keep nothing that can be worked out again."""
        self._derived.clear()


def _root(of: Callable[[Any], str]) -> Callable[[Any], Alias]:
    return lambda document: ("case", of(document))


def _of(kind: str, field: str) -> Callable[[Any], Alias]:
    return lambda document: (kind, getattr(document, field))


def _of_shop_order(document: Any) -> Alias:
    return ("marketplace.orders", (document.store, document.order_id))


def _outbound_parent(document: Any) -> Alias:
    reference = document.reference.partition("-")[0]  # what was short is asked for again as NUMBER-...
    if len(reference) == 10:
        return ("erp.orders", reference)
    return ("oms.fulfilments", int(reference) if reference.isdigit() else reference)


def _inbound_parent(document: Any) -> Alias:
    reference = document.reference
    if len(reference) == 10:
        return ("erp.returns", reference)
    return ("oms.returns", int(reference) if reference.isdigit() else reference)


PARENTS: dict[tuple[str, str], Callable[[Any], Alias]] = {
    Kind("marketplace", "orders"): _root(lambda order: f"{order.store}/{order.id}"),
    Kind("marketplace", "shipments"): _of_shop_order,
    Kind("marketplace", "invoices"): _of_shop_order,
    Kind("marketplace", "cancellations"): _of_shop_order,
    Kind("marketplace", "amendments"): _of_shop_order,
    Kind("marketplace", "returns"): _of_shop_order,
    Kind("marketplace", "payments"): _of_shop_order,
    Kind("oms", "orders"): _root(lambda order: f"{order.channel}/{order.external_id}"),
    Kind("oms", "fulfilments"): _of("oms.orders", "order_id"),
    Kind("oms", "reservations"): _of("oms.orders", "order_id"),
    Kind("oms", "shipments"): _of("oms.orders", "order_id"),
    Kind("oms", "cancellations"): _of("oms.orders", "order_id"),
    Kind("oms", "returns"): _of("oms.orders", "order_id"),
    Kind("erp", "orders"): _root(lambda order: str(order.external_ref)),
    Kind("erp", "deliveries"): _of("erp.orders", "order"),
    Kind("erp", "invoices"): _of("erp.orders", "order"),
    Kind("erp", "credit_memos"): _of("erp.orders", "order"),
    Kind("erp", "returns"): _of("erp.orders", "order"),
    Kind("erp", "payments"): _of("erp.orders", "order"),
    Kind("erp", "holds"): _of("erp.orders", "order"),
    Kind("wms", "outbounds"): _outbound_parent,
    Kind("wms", "shipments"): _of("wms.outbounds", "outbound_id"),
    Kind("wms", "inbound_returns"): _inbound_parent,
}
"""How a document names the one it belongs to; a root names the order of the shop itself."""

UNDATED = frozenset(
    Kind("erp", table) for table in ("orders", "deliveries", "invoices", "credit_memos", "returns", "holds")
) | {
    Kind("marketplace", "cancellations"),
    Kind("marketplace", "returns"),
    Kind("oms", "returns"),
    Kind("wms", "outbounds"),
}
"""Documents that do not say at which instant they came to be; the books do."""

DATED = frozenset({"stock", "listings", "items", "customers", "buyers"})
"""Other tables of which the books know when a document changed last."""

_PARENT_NAMES = frozenset(
    {"marketplace.orders", "oms.orders", "oms.fulfilments", "oms.returns", "erp.orders",
     "erp.returns", "wms.outbounds"}
)  # fmt: skip


_ERP_RETURNS = Kind("erp", "returns")


class Books:
    """Every document's latest version, and which order each is about; ``stores`` took the orders.

    ``seen_us`` is the instant of the last change. ``received_by`` says who booked that a return of the ERP
    came back, and by which operation; ``moments``, when what was first seen.
    """

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], dict[Key, Any]] = defaultdict(dict)
        self.cases: dict[str, Case] = {}
        self.stores: set[str] = set()
        self.orphans: dict[tuple[Kind, Key], Any] = {}
        self.dirty: dict[str, None] = {}
        self.born_us: dict[tuple[Kind, Key], int] = {}
        self.seen_us = 0
        self.received_by: dict[Key, tuple[str, str]] = {}
        self.moments = Moments()
        self._changed_us: dict[str, int] = {}
        self._case_of: dict[Alias, Case] = {}
        self._placed: dict[tuple[Kind, Key], Case] = {}

    def apply(self, change: Change) -> None:
        """Take in one document version."""
        where = (change.system, change.table)
        self.documents[where][change.key] = change.after
        self.seen_us = change.at_us
        if where in WATCHED:
            self.moments.apply(change)
        if where not in PARENTS:
            if where[1] in DATED:
                self._changed_us[str(change.key)] = change.at_us
            return
        kind = Kind(*where)
        if kind == _ERP_RETURNS and change.after.state == "received":
            self.received_by.setdefault(change.key, (change.who, change.why))
        if change.before is None and kind in UNDATED:
            self.born_us[kind, change.key] = change.at_us
        if getattr(change.after, "order", None) != "":
            self._place(kind, change.key, change.after)

    def table(self, system: str, table: str) -> dict[Key, Any]:
        """The latest versions of one kind of document, by key."""
        return self.documents.get((system, table), {})

    def case_of(self, change: Change) -> Case | None:
        """The case that a document version was taken into."""
        return self._placed.get((Kind(change.system, change.table), change.key))

    def case_with(self, system: str, name: str) -> Case | None:
        """The case that holds a document of a system by this key; None when none does."""
        keys: list[Key] = [name, int(name)] if name.isdigit() else [name]
        kinds = [Kind(*where) for where in PARENTS if where[0] == system]
        return next((self._placed[at] for at in product(kinds, keys) if at in self._placed), None)

    def cleaned(self) -> list[Case]:
        """The cases that changed since this was asked last."""
        touched = [self.cases[key] for key in self.dirty]
        self.dirty.clear()
        return touched

    def changed_us(self, about: str) -> int | None:
        """When anything about an order, an item's stock or master data changed last; None if unknown.

        ``about`` is the key of a case, or its order alone, or the key of the document.
        """
        names = (about, *(f"{store}/{about}" for store in self.stores))
        return next((self._changed_us[name] for name in names if name in self._changed_us), None)

    def _place(self, kind: Kind, key: Key, document: Any) -> None:
        case = self._placed.get((kind, key))
        if case is None:
            case = self._find_case(kind, document)
            if case is None:
                self.orphans[(kind, key)] = document
                return
            self._placed[(kind, key)] = case
            name = f"{kind.system}.{kind.table}"
            if name in _PARENT_NAMES:
                self._case_of[(name, _own_name(kind, document))] = case
        case.hold(kind, key, document)
        self.dirty[case.key] = None
        self._changed_us[case.key] = self.seen_us

    def _find_case(self, kind: Kind, document: Any) -> Case | None:
        alias = PARENTS[kind](document)
        if alias[0] != "case":
            return self._case_of.get(alias)
        key = alias[1]
        if key not in self.cases:
            self.cases[key] = Case(key)
            self.stores.update(key.split("/")[:-1][:1])
        return self.cases[key]


def _own_name(kind: Kind, document: Any) -> Any:
    if kind == ("marketplace", "orders"):
        return (document.store, document.id)
    return document.number if kind.system == "erp" else document.id
