"""The picker, who picks, packs and ships.

Where a warehouse system exists people work in it; where none does, they work in the ERP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ordergate.simulators.kernel.chance import Chance

from ..errors import OrdergateError
from ..judge.books import Books, Case
from .amending import standing
from .hands import Hands, RefusedByWorld
from .orders import PlacedOrder
from .substitutes import shipped_instead

NO_CHANCE = Chance(0)


@dataclass
class Picker:
    """Picks, packs and ships what has been asked for.

    Which work and which line of it comes first where several could is drawn from the world's seed; of
    the lines of one item the first is served first.
    """

    hands: Hands
    name: str = "picker"
    chance: Chance = NO_CHANCE

    def __post_init__(self) -> None:
        self._draw = self.chance.stream("pick order")

    def ships(
        self, order: PlacedOrder, quantities: Mapping[str, int] | None = None, *, parcels: int = 1
    ) -> str:
        """Ship these units of an order in one go (without quantities: all that can ship).

        Waits for the order to reach the warehouse. Returns the number of the shipment.
        """
        wanted = None if quantities is None else self._checked(order, quantities)
        work = self._work(order, wanted)
        number = self._leave(work, parcels)
        said = ", ".join(f"{q} x item {sku}" for sku, q in (quantities or {}).items()) or "all there is"
        self.hands.say(self.name, f"ships {said} of order {order.id} (shipment {number})")
        return number

    def ships_instead(
        self, order: PlacedOrder, item: str, other: str, quantity: int, *, along: int = 0
    ) -> str:
        """Ship another item for so many units of one that was ordered; returns the shipment's number.

        So many units of the item ordered go along, in the same parcel.
        """
        number = shipped_instead(self.hands, order, item, other, (quantity, along), who=self.name)
        said = f"ships item {other} for {quantity} x item {item} of order {order.id} (shipment {number})"
        self.hands.say(self.name, said)
        return number

    def is_refused_instead(self, order: PlacedOrder, item: str, other: str, quantity: int) -> str:
        """Try to ship an item that must not ship; returns the words in which it is refused."""
        try:
            number = self.ships_instead(order, item, other, quantity)
        except RefusedByWorld as refusal:
            return str(refusal.problem.get("detail"))
        raise AssertionError(f"shipment {number} was booked, and should have been refused")

    def ships_beyond(self, order: PlacedOrder, sku: str, quantity: int) -> str:
        """Ship this many units of an item of which fewer are open, as far as the order tolerates it."""
        wanted = {sku: quantity}
        work = self._work(order, dict(wanted), some=True)
        document, rows = work[0]
        rows[0]["quantity"] += quantity - sum(row["quantity"] for _, each in work for row in each)
        number = self._leave([(document, rows), *work[1:]])
        self.hands.say(self.name, f"ships {quantity} x item {sku} of order {order.id} (shipment {number})")
        return number

    def weighs(self, order: PlacedOrder, sku: str, quantity: int, weight_g: int, *, parcels: int = 1) -> str:
        """Ship units of an item that is paid by weight, with what they weigh on the scales."""
        work = self._work(order, self._checked(order, {sku: quantity}))
        taken = 0
        for _, rows in work:
            for row in rows:
                before, taken = taken, taken + row["quantity"]
                row["weight_g"] = weight_g * taken // quantity - weight_g * before // quantity
        number = self._leave(work, parcels)
        said = f"ships {quantity} x item {sku} of order {order.id}, {weight_g} g (shipment {number})"
        self.hands.say(self.name, said)
        return number

    def is_refused(self, order: PlacedOrder, sku: str, quantity: int) -> str:
        """Try to ship more of an item than an order tolerates; returns the words in which that is refused."""
        try:
            number = self.ships_beyond(order, sku, quantity)
        except RefusedByWorld as refusal:
            return str(refusal.problem.get("detail"))
        raise AssertionError(f"shipment {number} left, and should have been refused")

    def picks(self, order: PlacedOrder, quantities: Mapping[str, int]) -> None:
        """Take these units from the shelf without shipping them yet."""
        for outbound, rows in self._work(order, self._checked(order, quantities)):
            path = f"/_world/outbounds/{outbound.id}/picks"
            self.hands.call("wms", "POST", path, {"lines": rows}, who=self.name)
        said = ", ".join(f"{q} x item {sku}" for sku, q in quantities.items())
        self.hands.say(self.name, f"picks {said} of order {order.id}")

    def finds_short(self, order: PlacedOrder, quantities: Mapping[str, int]) -> None:
        """Report that these units are not there: the work is closed short of them."""
        case = self._case(order)
        wanted = self._checked(order, quantities)
        for outbound in self._drawn(case.all("wms", "outbounds")):
            rows = []
            for line in outbound.lines:
                short = min(wanted.get(line.sku, 0), line.open)
                if short:
                    wanted[line.sku] -= short
                    rows.append({"line": line.line, "quantity": short})
            if rows:
                path = f"/_world/outbounds/{outbound.id}/shortages"
                self.hands.call("wms", "POST", path, {"lines": rows}, who=self.name)
        said = ", ".join(f"{q} x item {sku}" for sku, q in quantities.items())
        self.hands.say(self.name, f"cannot find {said} for order {order.id}")

    def packs(self, order: PlacedOrder) -> None:
        """Put everything that is picked for an order into labelled boxes, without shipping it yet."""
        for outbound in self._case(order).all("wms", "outbounds"):
            if any(line.unpacked for line in outbound.lines):
                path = f"/_world/outbounds/{outbound.id}/packs"
                self.hands.call("wms", "POST", path, {}, who=self.name)
        self.hands.say(self.name, f"packs what is picked of order {order.id}")

    def _checked(self, order: PlacedOrder, quantities: Mapping[str, int]) -> dict[str, int]:
        """The quantities, if the order ever asked for as many; one item may stand on several lines."""
        standing(order, self.hands.books).lines_of(quantities)
        return dict(quantities)

    def _case(self, order: PlacedOrder) -> Case:
        case = self.hands.books.cases.get(order.key)
        if case is None:
            raise OrdergateError(f"nobody has heard of order {order.key}; was it placed here?")
        return case

    def _leave(self, work: list[tuple[Any, list[dict[str, Any]]]], parcels: int = 1) -> str:
        if "wms" in self.hands.systems:
            return self._ships_from_warehouse(work, parcels)
        return self._ships_from_erp(work)

    def _work(
        self, order: PlacedOrder, wanted: dict[str, int] | None, *, some: bool = False
    ) -> list[tuple[Any, list[dict[str, Any]]]]:
        """Documents to ship from with the lines to take, once they can cover (some of) what is wanted."""
        while True:
            work = self._shippable(self._case(order), wanted, some=some)
            if work is not None:
                return work
            if not self.hands.wait_until_changed():
                asked = "anything" if wanted is None else f"{sum(wanted.values())} units"
                raise OrdergateError(
                    f"{self.name} cannot ship {asked} of order {order.id}: the warehouse was never "
                    f"asked to, or the stock is not there"
                )

    def _shippable(
        self, case: Case, wanted: dict[str, int] | None, *, some: bool = False
    ) -> list[tuple[Any, list[dict[str, Any]]]] | None:
        if "wms" in self.hands.systems:
            outbounds = self._drawn(case.all("wms", "outbounds"))
            found = _from_outbounds(outbounds, dict(wanted) if wanted is not None else None)
        else:
            free = _free_in_erp(self.hands.books)
            found = _from_erp_orders(case, dict(wanted) if wanted is not None else None, free)
        asked = None if wanted is None or some else sum(wanted.values())
        there = sum(row["quantity"] for _, rows in found for row in rows)
        if not there or (asked is not None and there != asked):
            return None
        return [(work, self._drawn(rows)) for work, rows in found]

    def _drawn(self, work: Sequence[Any]) -> list[Any]:
        """The same work, in an order that the seed has drawn."""
        shuffled = list(work)
        self._draw.shuffle(shuffled)
        return shuffled

    def _ships_from_warehouse(self, work: list[tuple[Any, list[dict[str, Any]]]], parcels: int) -> str:
        number = ""
        for outbound, rows in work:
            path = f"/_world/outbounds/{outbound.id}/dispatch"
            body = {"lines": rows, "parcels": parcels}
            number = self.hands.call("wms", "POST", path, body, who=self.name)["shipment_id"]
        return number

    def _ships_from_erp(self, work: list[tuple[Any, list[dict[str, Any]]]]) -> str:
        number = ""
        for order, rows in work:
            body = {"order": order.number, "lines": rows}
            answer = self.hands.call("erp", "POST", "/_world/deliveries", body, who=self.name)
            number = answer["number"]
        return number


def _from_outbounds(
    outbounds: Sequence[Any], wanted: dict[str, int] | None
) -> list[tuple[Any, list[dict[str, Any]]]]:
    found = []
    for outbound in outbounds:
        rows = []
        for line in outbound.lines:
            take = _take(wanted, line.sku, line.allocated)
            if take:
                rows.append({"line": line.line, "quantity": take})
        if rows:
            found.append((outbound, rows))
    return found


def _free_in_erp(books: Books) -> dict[tuple[str, str], int]:
    """Units on the shelf by item and site, where the ERP is the warehouse too."""
    rows = books.table("erp", "stock").values()
    return {(row.item, row.site): row.on_hand - row.blocked for row in rows}


def _from_erp_orders(
    case: Case, wanted: dict[str, int] | None, free: dict[tuple[str, str], int]
) -> list[tuple[Any, list[dict[str, Any]]]]:
    found = []
    for order in case.all("erp", "orders"):
        rows = []
        for line in order.lines:
            shelf = (line.item, order.site)
            take = _take(wanted, line.item, min(line.open, free.get(shelf, 0)))
            if take:
                free[shelf] -= take
                rows.append({"line_no": line.line_no, "quantity": take})
        if rows:
            found.append((order, rows))
    return found


def _take(wanted: dict[str, int] | None, sku: str, there: int) -> int:
    if wanted is None:
        return there
    take = min(wanted.get(sku, 0), there)
    if take:
        wanted[sku] -= take
    return take
