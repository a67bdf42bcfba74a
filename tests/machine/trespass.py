"""Moves that no system may make: each has to be refused, and to leave everything as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.machine.shelves import Shelves

Move = tuple[str, str]
"""The system that has to refuse, and the statement that asks it."""

BY_TOO_MANY = st.integers(1, 3)
NOT_A_NUMBER_OF_UNITS = st.sampled_from([0, -1])


class Trespass(Shelves):
    """The trade of ``Shelves``, with people and a partner who also try what is not allowed."""

    @rule(data=st.data(), units=NOT_A_NUMBER_OF_UNITS)
    def asks_the_impossible(self, data: st.DataObject, units: int) -> None:
        """What is wrong at any time: units that are none, and things that nobody knows."""
        self._tries(data, list(self._of_goods(units)))

    @precondition(lambda self: self.seen.orders)
    @rule(data=st.data(), by=BY_TOO_MANY, units=NOT_A_NUMBER_OF_UNITS)
    def asks_too_much_of_an_order(self, data: st.DataObject, by: int, units: int) -> None:
        """More than there is of an order: to cancel, to send back, to ship, to pay back."""
        order = self._one_of(data, self.seen.orders)
        moves = list(self._of_buyers(order, by, units))
        if "marketplace" not in self.story.down:
            moves += [*self._of_money(order), *self._of_shop(order, by)]
        moves += self._of_warehouse(order, by, units) if self.seen.has_warehouse else []
        moves += self._of_erp(order, by, units)
        self._tries(data, moves)

    def _tries(self, data: st.DataObject, moves: list[Move]) -> None:
        system, statement = data.draw(st.sampled_from(moves))
        self.story.plays(f'with refused(world, "{system}"):\n    {statement}')

    def _of_goods(self, units: int) -> Iterator[Move]:
        item, sku = next(iter(self.seen.items.items()))
        dock = "wms" if self.seen.has_warehouse else "erp"
        lacking = -(self.seen.removable(sku, self.sites[0]) + 1)
        yield dock, f"world.receiver.receives({{{item}: {units}}})"
        yield dock, f'world.receiver.adjusts({{{item}: 0}}, reason="nothing")'
        yield dock, f'world.receiver.adjusts({{{item}: {lacking}}}, reason="lost")'
        if self.seen.has_warehouse:
            uncleared = self.seen.inspected[item, self.sites[0]] + 1
            yield "wms", f"world.receiver.clears({item}, sellable={uncleared})"
            yield (
                "wms",
                f'world.driver.takes({{{item}: 1}}, from_site="{self.sites[0]}", to_site="{self.sites[0]}")',
            )
            for transfer, (carried, _, due) in self.seen.travelling.items():
                yield "wms", f"world.driver.brings({transfer}, {{{carried}: {due + 1}}})"
        else:
            yield (
                "erp",
                f"world.receiver.clears({item}, sellable={self.seen.unsellable[item, self.sites[0]] + 1})",
            )
        yield "erp", 'world.merchandiser.reprices("NO-SUCH", Decimal("1.00"))'
        yield "erp", f'world.merchandiser.reprices({item}, Decimal("-1.00"))'
        for what in ("cancellations", "returns"):
            body = '{"reason": "no", "lines": [{"line_id": "1", "quantity": 1}]}'
            yield "marketplace", _asked("marketplace", f"/_world/orders/NO-SUCH/{what}", body, "buyer")
        if self.seen.buyer_of:
            buyer = next(iter(self.seen.buyer_of.values()))
            yield "marketplace", f"{buyer}.orders({{{item}: {units}}})"
            yield "marketplace", f'{buyer}.orders({{"NO-SUCH": 1}})'
            yield "marketplace", f"{buyer}.orders([])"

    def _of_buyers(self, order: str, by: int, units: int) -> Iterator[Move]:
        buyer = self.seen.buyer_of[order]
        for at, _ in enumerate(self.seen.orders[order].lines):
            line = f'"line_id": {order}.lines[{at}].id, "quantity"'
            most = self.seen.cancellable(order).get(at, 0)
            for number in (most + by, units):
                yield "marketplace", f'{buyer}.cancels_lines({order}, [{{{line}: {number}}}], reason="no")'
            held = self.seen.shop_order(order).lines[at]
            standing = held.quantity - held.cancelled
            for number in (standing - most - by, standing):
                path = f'f"/_world/orders/{{{order}.id}}/amendments"'
                body = f'{{"lines": [{{{line}: {number}}}]}}'
                yield "marketplace", f'world.call("marketplace", "POST", {path}, {body}, who="buyer")'
            most = self.seen.returnable(order).get(at, 0)
            for number in (most + by, units):
                worn = f'{{{line}: {number}, "reason": "worn"}}'
                yield "marketplace", f"{buyer}.returns_lines({order}, [{worn}])"

    def _of_money(self, order: str) -> Iterator[Move]:
        payment = self.story.world.case(self.seen.orders[order]).one("marketplace", "payments")
        open_ = payment.authorised - payment.captured - payment.voided
        most = {"captures": open_, "voids": open_, "refunds": payment.captured - payment.refunded}
        for kind, left in most.items():
            for amount in (f"{left + 1:f}", "0.00"):
                body = f'{{"reference": "trespass", "amount": "{amount}"}}'
                path = f'f"/payments/{{{order}.payment_id}}/{kind}"'
                yield "marketplace", f'Partner(world).asks("marketplace", {path}, {body})'

    def _of_shop(self, order: str, by: int) -> Iterator[Move]:
        for line in self.seen.shop_order(order).lines:
            body = (
                '{"reference": "trespass", "carrier": "c", "tracking": "t", '
                '"shippedAt": "2026-01-02T08:00:00Z", '
                f'"lines": [{{"lineId": "{line.id}", "quantity": {line.open + by}}}]}}'
            )
            path = f'f"/orders/{{{order}.id}}/shipments"'
            yield "marketplace", f'Partner(world).asks("marketplace", {path}, {body})'

    def _of_erp(self, order: str, by: int, units: int) -> Iterator[Move]:
        body = '{"order": "NO-SUCH", "lines": [{"line_no": 1, "quantity": 1}]}'
        yield "erp", _asked("erp", "/_world/deliveries", body, "picker")
        held = self.seen.erp_order(order)
        for line in [] if held is None else held.lines:
            for number in (line.open + by, units):
                row = f'{{"line_no": {line.line_no}, "quantity": {number}}}'
                body = f'{{"order": "{held.number}", "lines": [{row}]}}'
                yield "erp", _asked("erp", "/_world/deliveries", body, "picker")

    def _of_warehouse(self, order: str, by: int, units: int) -> Iterator[Move]:
        ready: dict[str, Callable[[Any], int]] = {
            "dispatch": lambda line: int(line.allocated),
            "picks": lambda line: int(line.allocated - line.in_hand),
            "packs": lambda line: int(line.picked - line.packed),
            "shipments": lambda line: int(line.packed - line.shipped),
            "shortages": lambda line: int(line.untouched),
        }
        yield "wms", _asked("wms", "/_world/outbounds/NO-SUCH/dispatch", '{"parcels": 1}', "picker")
        for outbound in self.seen.outbounds(order):
            for step, most in ready.items():
                path = f"/_world/outbounds/{outbound.id}/{step}"
                rows = [(line.line, most(line) + by) for line in outbound.lines]
                rows += [(outbound.lines[0].line, units), ("99", 1)]
                for line, number in rows:
                    body = f'{{"lines": [{{"line": "{line}", "quantity": {number}}}]}}'
                    yield "wms", _asked("wms", path, body, "picker")
        for back in self.story.world.case(self.seen.orders[order]).all("wms", "inbound_returns"):
            row = f'{{"line": "{back.lines[0].line}", "sellable": {back.lines[0].announced + by}}}'
            path = f"/_world/inbound-returns/{back.id}/inspection"
            yield "wms", _asked("wms", path, f'{{"lines": [{row}]}}', "receiver")


def _asked(system: str, path: str, body: str, who: str) -> str:
    return f'world.call("{system}", "POST", "{path}", {body}, who="{who}")'
