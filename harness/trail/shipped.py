"""What left for an order: one shipment of goods, whatever each system calls it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from ..evidence.money import DocumentName, MoneyStep, Sums
from ..judge.books import Books, Case, Kind
from .lines import Lines, Units, Valued, Worth, summed

_KINDS = {"wms": "shipment", "erp": "delivery", "oms": "shipment", "marketplace": "shipment"}
"""The systems that say what left, the one that knows best first."""


@dataclass
class _Left:
    """Goods that left together; ``told`` is what each system holds of it."""

    told: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> tuple[str, Any]:
        """The system that knows best, and its document."""
        return next((system, self.told[system]) for system in _KINDS if system in self.told)


def shipments(case: Case, books: Books, lines: Lines) -> Iterator[Valued]:
    """Each shipment with its documents, and what it is worth at the prices agreed."""
    free = {
        (invoice.delivery, lines.of_erp.get(line.line_no, "")): line.free
        for invoice in case.all("erp", "invoices")
        for line in invoice.lines
    }
    for left in _gathered(case):
        at_us = _at_us(left, books)
        yield Valued(at_us, partial(_told, at_us, left, lines, free))


def _told(
    at_us: int, left: _Left, lines: Lines, free: Mapping[tuple[str, str], int], worth: Worth
) -> MoneyStep:
    system, document = left.first
    booked = left.told.get("erp")
    number = "" if booked is None else booked.number
    units, ended = list(_units(system, document, lines)), list(_closed(left, lines))
    value = sum((worth.shipped(one, free.get((number, one.line), 0)) for one in units), Decimal(0))
    dropped = sum((worth.cancelled(one) for one in ended), Decimal(0))
    return MoneyStep(
        at_us=at_us, who=system, text="; ".join(_text(left, units, ended, lines)),
        documents=tuple(_documents(left)), changed=Sums(shipped=value, agreed=-dropped),
    )  # fmt: skip


def _gathered(case: Case) -> list[_Left]:
    """What systems say of the same goods belongs together by the reference that they share."""
    found: dict[str, _Left] = {}
    for shipment in case.all("wms", "shipments"):
        found.setdefault(shipment.id, _Left()).told["wms"] = shipment
    for delivery in case.all("erp", "deliveries"):
        found.setdefault(delivery.external_ref or delivery.number, _Left()).told["erp"] = delivery
    for system in ("oms", "marketplace"):
        for shipment in case.all(system, "shipments"):
            found.setdefault(shipment.reference, _Left()).told[system] = shipment
    return list(found.values())


def _at_us(left: _Left, books: Books) -> int:
    system, document = left.first
    if system == "erp":
        return books.born_us[Kind("erp", "deliveries"), document.number]
    return int(document.shipped_at_us)


def _units(system: str, document: Any, lines: Lines) -> Iterator[Units]:
    if system == "wms":
        inside = [line for parcel in document.parcels for line in parcel.lines]
        names = {line.line: lines.of_wms.get((document.outbound_id, line.line), "") for line in inside}
        weights = summed((names[line.line], line.weight_g) for line in inside)
        counts = summed((names[line.line], line.quantity) for line in inside)
    else:
        named = [(_name(system, line, lines), line) for line in document.lines]
        weights = summed((name, line.weight_g) for name, line in named)
        counts = summed((name, line.quantity) for name, line in named)
    for name, count in counts.items():
        yield Units(name, count, weights[name])


def _name(system: str, line: Any, lines: Lines) -> str:
    if system == "erp":
        return lines.of_erp.get(line.line_no, "")
    return lines.of_oms.get(line.line_id, "") if system == "oms" else str(line.line_id)


def _closed(left: _Left, lines: Lines) -> Iterator[Units]:
    """Units that will not follow, as the shop was told; it is what the buyer agreed to."""
    told = left.told.get("marketplace")
    for line in getattr(told, "closed", ()):
        yield from lines.in_goods(line.line_id, line.quantity)


def _text(left: _Left, units: list[Units], ended: list[Units], lines: Lines) -> Iterator[str]:
    instead = list(_instead(left, lines))
    replaced = summed((name, quantity) for name, quantity, _ in instead)
    own = [one._replace(quantity=one.quantity - replaced.get(one.line, 0)) for one in units]
    yield "shipped: " + "; ".join(filter(None, (lines.listed(own), *(text for *_, text in instead))))
    if ended:
        yield f"will not follow: {lines.listed(ended)}"
    if "erp" not in left.told:
        yield "no delivery in the erp"
    if "marketplace" not in left.told:
        yield "the marketplace was not told"


def _instead(left: _Left, lines: Lines) -> Iterator[tuple[str, int, str]]:
    """For which line and how many of its units another item left, and in words what."""
    system, document = left.first
    if system == "wms":
        for parcel in document.parcels:
            for line in (one for one in parcel.lines if one.shipped_sku):
                name = lines.of_wms.get((document.outbound_id, line.line), "")
                yield (
                    name,
                    line.quantity,
                    _for(line.shipped_sku, line.shipped_quantity, line.quantity, name, lines),
                )
        return
    for one in document.substitutes:
        name = _name(system, one, lines)
        sku = one.item if system == "erp" else one.sku
        yield name, one.quantity, _for(sku, one.shipped_quantity, one.quantity, name, lines)


def _for(sku: str, shipped: int, quantity: int, line: str, lines: Lines) -> str:
    return f"{shipped} x item {sku} in place of {lines.told(line, quantity)}"


def _documents(left: _Left) -> Iterator[DocumentName]:
    for system, kind in _KINDS.items():
        document = left.told.get(system)
        if document is not None:
            number = document.number if system == "erp" else document.id
            yield DocumentName(system, f"{kind} {number}")
