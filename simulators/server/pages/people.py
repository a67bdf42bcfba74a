"""What people do about an order: which system each button asks, and for what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from ...kernel.problems import Malformed, NotFound, Unprocessable
from ..worlds import HostedWorld
from .papers import Papers, table_of

CONDITIONS = ("sellable", "damaged")
_DIGITS_MAX = 8
_COUNTED = "counted by hand"
_NO_LONGER_WANTED = "no longer needed"
_NOT_AS_EXPECTED = "not as expected"
_CHANGED_MIND = "needs another number"


@dataclass(frozen=True)
class Errand:
    """One request to the world surface of a system."""

    system: str
    path: str
    body: dict[str, Any]
    query: str = ""


@dataclass(frozen=True)
class Deed:
    """Who does what, as requests and as a sentence for the story."""

    who: str
    said: str
    errands: tuple[Errand, ...]


class Counter:
    """Makes what was pressed on an order's page into a deed; Refusal when there is nothing to do."""

    def __init__(self, world: HostedWorld, papers: Papers) -> None:
        self._papers = papers
        self._order = papers.order
        self._world = world
        self._has_warehouse = "wms" in world.systems

    def deed(self, form: Mapping[str, str]) -> Deed:
        """The deed that a form stands for."""
        acts: dict[str, Callable[[Mapping[str, str]], Deed]] = {
            "ship-all": self._ship_all,
            "ship-one": self._ship_one,
            "short": self._short,
            "cancel": self._cancel,
            "return-one": self._return_one,
            "exchange-one": self._exchange_one,
            "amend": self._amend,
            "inspect": self._inspect,
            "adjust": self._adjust,
        }
        act = acts.get(form.get("act", ""))
        if act is None:
            raise Malformed(f"there is no button {form.get('act', '')!r}; there are: {', '.join(acts)}")
        return act(form)

    def waiting_returns(self) -> list[Any]:
        """The returns that wait to be inspected, where the goods arrive."""
        where = ("wms", "inbound_returns") if self._has_warehouse else ("erp", "returns")
        return [announced for announced in self._papers.all(*where) if announced.state == "announced"]

    def _ship_all(self, form: Mapping[str, str]) -> Deed:
        del form
        errands = tuple(self._from_warehouse() if self._has_warehouse else self._from_erp())
        if not errands:
            raise Unprocessable(f"nothing of order {self._order.id} can ship: {self._why_nothing_ships()}")
        return Deed("picker", f"ships all there is of order {self._order.id}", errands)

    def _from_warehouse(self) -> Iterator[Errand]:
        for outbound in self._papers.all("wms", "outbounds"):
            rows = [
                {"line": line.line, "quantity": line.allocated} for line in outbound.lines if line.allocated
            ]
            if rows:
                yield Errand("wms", f"/_world/outbounds/{outbound.id}/dispatch", {"lines": rows})

    def _from_erp(self) -> Iterator[Errand]:
        free: dict[str, int] = {}
        for shelf in table_of(self._world, "erp", "stock") or ():
            free[shelf.item] = free.get(shelf.item, 0) + shelf.on_hand - shelf.blocked
        for order in self._papers.all("erp", "orders"):
            rows = []
            for line in order.lines:
                take = min(line.open, free.get(line.item, 0))
                if take > 0:
                    free[line.item] -= take
                    rows.append({"line_no": line.line_no, "quantity": take})
            if rows:
                yield Errand("erp", "/_world/deliveries", {"order": order.number, "lines": rows})

    def _why_nothing_ships(self) -> str:
        if self._has_warehouse and not self._papers.all("wms", "outbounds"):
            return "the warehouse has not been asked to yet"
        if not self._has_warehouse and not self._papers.all("erp", "orders"):
            return "it has not reached the ERP yet"
        return "everything has left or was given up, or the stock is not there"

    def _ship_one(self, form: Mapping[str, str]) -> Deed:
        line = self._line(form)
        said = f"ships 1 x item {line.sku} of order {self._order.id}"
        if self._has_warehouse:
            held = self._outbounds_with(line)
            outbound, _ = next((pair for pair in held if pair[1].allocated), held[0])
            rows = [{"line": self._papers.warehouse_line(line.id), "quantity": 1}]
            path = f"/_world/outbounds/{outbound.id}/dispatch"
            return Deed("picker", said, (Errand("wms", path, {"lines": rows}),))
        for order in self._papers.all("erp", "orders"):
            for one in order.lines:
                if one.external_line == line.id:
                    body = {"order": order.number, "lines": [{"line_no": one.line_no, "quantity": 1}]}
                    return Deed("picker", said, (Errand("erp", "/_world/deliveries", body),))
        raise Unprocessable(f"item {line.sku} cannot ship: the order has not reached the ERP yet")

    def _short(self, form: Mapping[str, str]) -> Deed:
        line = self._line(form)
        if not self._has_warehouse:
            raise Unprocessable("this world has no warehouse that could report a line short")
        errands = [
            Errand("wms", f"/_world/outbounds/{outbound.id}/shortages",
                   {"lines": [{"line": one.line, "quantity": one.untouched}]})
            for outbound, one in self._outbounds_with(line) if one.untouched
        ]  # fmt: skip
        if not errands:
            raise Unprocessable(f"no unit of item {line.sku} is left to be reported short")
        said = f"cannot find the rest of item {line.sku} for order {self._order.id}"
        return Deed("picker", said, tuple(errands))

    def _cancel(self, form: Mapping[str, str]) -> Deed:
        del form
        rows = [{"line_id": line.id, "quantity": line.open} for line in self._order.lines if line.open]
        if not rows:
            raise Unprocessable(
                f"nothing of order {self._order.id} is open: all has shipped or was cancelled"
            )
        errand = Errand(
            "marketplace", f"/_world/orders/{quote(self._order.id, safe='')}/cancellations",
            {"reason": _NO_LONGER_WANTED, "lines": rows}, self._store(),
        )  # fmt: skip
        return Deed("buyer", f"asks to cancel all that is open of order {self._order.id}", (errand,))

    def _store(self) -> str:
        """The query that says whose order is meant."""
        return urlencode({"store": self._order.store})

    def _return_one(self, form: Mapping[str, str]) -> Deed:
        line = self._line(form)
        rows = [{"line_id": line.id, "quantity": 1, "reason": _NOT_AS_EXPECTED}]
        path = f"/_world/orders/{quote(self._order.id, safe='')}/returns"
        said = f"sends back 1 x item {line.sku} of order {self._order.id}"
        return Deed("buyer", said, (Errand("marketplace", path, {"lines": rows}, self._store()),))

    def _exchange_one(self, form: Mapping[str, str]) -> Deed:
        line = self._line(form)
        rows = [{"line_id": line.id, "quantity": line.unit_size, "reason": _NOT_AS_EXPECTED}]
        wanted = [{"sku": line.sku, "quantity": 1, "tax_rate": str(line.tax_rate)}]
        path = f"/_world/orders/{quote(self._order.id, safe='')}/returns"
        said = f"exchanges 1 x item {line.sku} of order {self._order.id} for another"
        body = {"lines": rows, "exchange": wanted}
        return Deed("buyer", said, (Errand("marketplace", path, body, self._store()),))

    def _amend(self, form: Mapping[str, str]) -> Deed:
        line, text = self._line(form), form.get("quantity", "")
        number = whole_number(text)
        if number < 0:
            raise Malformed(f"an order holds a whole number of units, not {text.strip() or 'nothing'}")
        path = f"/_world/orders/{quote(self._order.id, safe='')}/amendments"
        body = {"reason": _CHANGED_MIND, "lines": [{"line_id": line.id, "quantity": number}]}
        said = f"asks for order {self._order.id} to have {number} x item {line.sku} in all"
        return Deed("buyer", said, (Errand("marketplace", path, body, self._store()),))

    def _inspect(self, form: Mapping[str, str]) -> Deed:
        condition, number = form.get("condition", ""), form.get("return", "")
        if condition not in CONDITIONS:
            raise Malformed(f"a return is found {' or '.join(CONDITIONS)}, not {condition!r}")
        for waiting in self.waiting_returns():
            if number_of(waiting) == number:
                break
        else:
            raise NotFound(f"no return {number} of order {self._order.id} waits to be inspected")
        said = f"inspects return {number} of order {self._order.id}: all {condition}"
        if self._has_warehouse:
            rows = [{"line": line.line, condition: line.announced} for line in waiting.lines]
            errand = Errand("wms", f"/_world/inbound-returns/{number}/inspection", {"lines": rows})
        else:
            rows = [{"line_no": line.line_no, condition: line.quantity} for line in waiting.lines]
            errand = Errand("erp", f"/_world/returns/{number}/receipts", {"lines": rows})
        return Deed("receiver", said, (errand,))

    def _adjust(self, form: Mapping[str, str]) -> Deed:
        sku, site, text = form.get("sku", ""), form.get("site", ""), form.get("quantity", "").strip()
        if sku not in {line.sku for line in self._order.lines}:
            raise NotFound(f"there is no item {sku} on order {self._order.id}")
        bare = text.removeprefix("-").removeprefix("+")
        if whole_number(bare) < 1:
            raise Malformed(
                f"stock is adjusted by a whole number such as 5 or -2, not by {text or 'nothing'}"
            )
        number = -int(bare) if text.startswith("-") else int(bare)
        body: dict[str, Any] = {"site": site, "reason": _COUNTED}
        if self._has_warehouse:
            body["lines"] = [{"sku": sku, "quantity": number}]
            errand = Errand("wms", "/_world/adjustments", body)
        else:
            body |= {"kind": "adjustment", "lines": [{"item": sku, "quantity": number}]}
            errand = Errand("erp", "/_world/stock-movements", body)
        return Deed("receiver", f"adjusts stock by {number:+d} x item {sku} ({_COUNTED})", (errand,))

    def _line(self, form: Mapping[str, str]) -> Any:
        wanted = form.get("line", "")
        for line in self._order.lines:
            if line.id == wanted:
                return line
        raise NotFound(f"there is no line {wanted} on order {self._order.id}")

    def _outbounds_with(self, line: Any) -> list[tuple[Any, Any]]:
        """The outbound orders that hold a line of the shop, each with its own line."""
        name = self._papers.warehouse_line(line.id)
        held = [
            (outbound, one)
            for outbound in self._papers.all("wms", "outbounds")
            for one in outbound.lines
            if one.line == name
        ]
        if not held:
            raise Unprocessable(f"the warehouse has not been asked for item {line.sku} of this order yet")
        return held


def number_of(announced: Any) -> str:
    """The number of a return at the dock, in the warehouse or in the ERP."""
    return str(announced.id if hasattr(announced, "id") else announced.number)


def whole_number(text: str) -> int:
    """The number that somebody has typed, -1 when it is none from 0."""
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= _DIGITS_MAX else -1
