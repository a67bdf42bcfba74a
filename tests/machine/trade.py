"""The machine: people trade in any order that hypothesis thinks of, and the rules have to hold.

Every move is one statement of a scenario; which moves are possible is read from the documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ordergate.harness.explore.seen import Seen
from ordergate.harness.world.in_process import MakeConnector
from ordergate.harness.world.reference import reference_engine
from tests.machine.story import Story

ITEMS_MAX, BUYERS_MAX, ORDERS_MAX = 3, 3, 5
PRICES = st.sampled_from(["1.00", "2.55", "0.4175", "12.3333", "0.0825", "7.65", "19.995"])
FREIGHT = st.sampled_from(["", "", "", "6.00", "12.01"])
RATES = st.sampled_from(["0.20", "0.20", "0.05", "0"])
UNITS = st.integers(1, 12)
STOCK = st.sampled_from([20, 40, 7, 0])
DATES = st.sampled_from(["", "", "2012-01-16", "2012-02-01"])
STAGES = st.integers(0, 4)
"""What has happened before the first move: nothing, an order, a shipment, a return, its inspection."""
MINUTES = st.sampled_from([0, 1, 5, 20, 45])


class Trade(RuleBasedStateMachine):
    """What people may do; subclasses name the topology and the connector."""

    topology: ClassVar[str] = "full"
    sites: ClassVar[tuple[str, ...]] = ("MAIN",)
    connector: ClassVar[MakeConnector] = staticmethod(reference_engine)

    story: Story
    seen: Seen

    @initialize(data=st.data(), seed=st.integers(1, 1000), stock=STOCK, price=PRICES, stage=STAGES)
    def begins(self, data: st.DataObject, seed: int, stock: int, price: str, stage: int) -> None:
        """A world with one item, in which something may have happened already."""
        self.story = Story(self.topology, seed, type(self).connector, self.sites)
        self.seen = Seen(self.story.world, sites=self.sites)
        self._stocked(stock, price)
        if stage:
            self.orders(data, data.draw(FREIGHT), data.draw(RATES))
            self.settles()
        following = {"shippable": self.ships, "returnable": self.sends_back, "announced": self.inspects}
        for move, happens in list(following.items())[: max(stage - 1, 0)]:
            if self._can(move):
                happens(data)
                self.settles()

    def teardown(self) -> None:
        """All has to have arrived, and judged anew it has to be the same."""
        if not hasattr(self, "story"):
            return
        try:
            if not self.story.broken:
                self.settles()
                self._judges_anew()
        finally:
            self.story.end()

    def _judges_anew(self) -> None:
        port = self.story.port
        incremental, full = port.judge.settled(port.accounts()), port.judge.full(port.accounts())
        if incremental != full:
            self.story.breaks("judge", f"incremental {incremental} is not full {full}")

    @precondition(lambda self: len(self.seen.items) < ITEMS_MAX and not self.story.down)
    @rule(quantity=STOCK, price=PRICES)
    def lists_an_item(self, quantity: int, price: str) -> None:
        self._stocked(quantity, price)

    @rule(data=st.data(), quantity=UNITS)
    def goods_arrive(self, data: st.DataObject, quantity: int) -> None:
        item, site = self._one_of(data, self.seen.items), self._one_of(data, self.sites)
        self.story.plays(f"world.receiver.receives({{{item}: {quantity}}}{self._at(site)})")
        self.seen.on_hand[item, site] += quantity

    @precondition(lambda self: len(self.seen.orders) < ORDERS_MAX)
    @rule(data=st.data(), freight=FREIGHT, rate=RATES)
    def orders(self, data: st.DataObject, freight: str, rate: str) -> None:
        buyer = self._buyer(data)
        skus = data.draw(st.lists(st.sampled_from(list(self.seen.items)), min_size=1, max_size=3))
        taxed = "" if rate == "0.20" else f', tax_rate=Decimal("{rate}")'
        lines = [f"LineWish({item}, {data.draw(UNITS)}{taxed})" for item in skus]
        self._order(buyer, lines, freight)

    @precondition(lambda self: len(self.seen.orders) < ORDERS_MAX)
    @rule(data=st.data(), net=st.sampled_from(["1.00", "2.50", "4.15"]), quantity=UNITS)
    def orders_under_a_quote(self, data: st.DataObject, net: str, quantity: int) -> None:
        """An agreed price that is not the list price, and an order of it, tax included."""
        buyer, item = self._buyer(data), self._one_of(data, self.seen.items)
        number = len(self.seen.orders) + 1
        self.story.plays(f'quote_{number} = Quote("Q-{number}", "D. Byrne", "E. Novak", "volume")')
        self.story.plays(f"{buyer}.registers()")
        granted = f'{{{item}: Decimal("{net}")}}'
        self.story.plays(f"world.merchandiser.agrees(quote_{number}, {buyer}.id, {granted})")
        price = f'unit_price=Decimal("{net}") * Decimal("1.2")'
        self._order(buyer, [f"LineWish({item}, {quantity}, {price}, quote=quote_{number})"])

    @precondition(lambda self: self._can("shippable"))
    @rule(data=st.data())
    def ships(self, data: st.DataObject) -> None:
        order = self._able(data, "shippable")
        taken = self._some(data, self.seen.shippable(order))
        single = self.seen.has_warehouse and len(self.seen.outbounds(order)) == 1
        boxes = data.draw(st.integers(1, min(3, sum(taken.values()))), "parcels") if single else 1
        packed = f", parcels={boxes}" if boxes > 1 else ""
        before = self.seen.left(order)
        self.story.plays(f"world.picker.ships({order}, {_quantities(taken)}{packed})")
        self.seen.on_hand.subtract(self.seen.left(order) - before)
        for item, units in taken.items():
            self.seen.shipped[order, item] = self.seen.shipped.get((order, item), 0) + units

    @precondition(lambda self: self._can("pickable"))
    @rule(data=st.data())
    def picks(self, data: st.DataObject) -> None:
        order = self._able(data, "pickable")
        taken = self._some(data, self.seen.pickable(order))
        self.story.plays(f"world.picker.picks({order}, {_quantities(taken)})")

    @precondition(lambda self: self._can("untouched"))
    @rule(data=st.data())
    def picks_short(self, data: st.DataObject) -> None:
        order = self._able(data, "untouched")
        missing = self._some(data, self.seen.untouched(order))
        self.story.plays(f"world.picker.finds_short({order}, {_quantities(missing)})")

    @precondition(lambda self: self._can("cancellable"))
    @rule(data=st.data())
    def cancels(self, data: st.DataObject) -> None:
        order = self._able(data, "cancellable")
        rows = self._rows(data, order, self.seen.cancellable(order))
        buyer = self.seen.buyer_of[order]
        self.story.plays(f'{buyer}.cancels_lines({order}, {rows}, reason="too many")')

    @precondition(lambda self: self._can("amendable"))
    @rule(data=st.data(), date=DATES, moves=st.booleans())
    def amends(self, data: st.DataObject, date: str, moves: bool) -> None:
        """Another quantity of an item, perhaps a further line, another day, another address."""
        order = self._able(data, "amendable")
        held = self.seen.shop_order(order)
        least: dict[str, int] = {}
        for at, units in self.seen.amendable(order).items():
            name = self.seen.name_of(held.lines[at].sku)
            least[name] = least.get(name, 0) + units
        name = self._one_of(data, least)
        now = sum(x.quantity - x.cancelled for x in held.lines if self.seen.name_of(x.sku) == name)
        wanted = data.draw(st.integers(least[name], now + 6).filter(lambda units: units != now), "wanted")
        said = f"{{{name}: {wanted}}}"
        if data.draw(st.booleans(), "further"):
            said += f", adds={{{self._one_of(data, self.seen.items)}: {data.draw(UNITS)}}}"
        if date and date != held.requested_date:
            said += f', date="{date}"'
        if moves:
            said += f', ship_to=world.data.address("Depot {len(self.story.lines)}")'
        self.story.plays(f"{self.seen.buyer_of[order]}.amends({order}, {said})")

    @precondition(lambda self: self._can("returnable"))
    @rule(data=st.data())
    def sends_back(self, data: st.DataObject) -> None:
        order = self._able(data, "returnable")
        rows = self._rows(data, order, self.seen.returnable(order), ', "reason": "worn"')
        self.story.plays(f"{self.seen.buyer_of[order]}.returns_lines({order}, {rows})")

    @precondition(lambda self: self._can("announced"))
    @rule(data=st.data())
    def inspects(self, data: st.DataObject) -> None:
        order = self._able(data, "announced")
        document = self.seen.announced(order)
        left = sum(self.seen.announced_units(line) for line in document.lines)
        found = {}
        for condition in ("sellable", "damaged", "inspect"):
            found[condition] = data.draw(st.integers(0, left), condition)
            left -= found[condition]
        found["missing"] = left
        said = ", ".join(f"{name}={units}" for name, units in found.items() if units)
        self.story.plays(f"world.receiver.inspects({order}, {said})")
        self.seen.came_back(document)

    @rule(data=st.data(), by=st.integers(-6, 6).filter(bool))
    def counts_again(self, data: st.DataObject, by: int) -> None:
        item, site = self._one_of(data, self.seen.items), self._one_of(data, self.sites)
        by = max(by, -self.seen.removable(self.seen.items[item], site)) or 1
        self.story.plays(f'world.receiver.adjusts({{{item}: {by}}}, reason="counted"{self._at(site)})')
        self.seen.on_hand[item, site] += by

    @rule(data=st.data(), price=PRICES, name=st.sampled_from(["", "Harrow & Sons (Moved) Ltd", "Ölmühle 1"]))
    def master_data_changes(self, data: st.DataObject, price: str, name: str) -> None:
        """A list price that no order has to follow, or an account that every system has to follow."""
        if name and self.seen.buyer_of:
            buyer = self._one_of(data, self.seen.buyer_of.values())
            self.story.plays(f'{buyer}.changes(company="{name}")')
        else:
            item = self._one_of(data, self.seen.items)
            self.story.plays(f'world.merchandiser.reprices({item}, Decimal("{price}"))')

    @precondition(lambda self: not self.story.down)
    @rule(data=st.data())
    def a_system_goes_down(self, data: st.DataObject) -> None:
        self.story.goes_down(self._one_of(data, self.story.world.systems))

    @precondition(lambda self: self.story.down)
    @rule()
    def it_comes_back(self) -> None:
        self.story.comes_up()

    @rule(minutes=MINUTES, seconds=st.integers(1, 59))
    def time_passes(self, minutes: int, seconds: int) -> None:
        whole = f"minutes={minutes}, " if minutes else ""
        self.story.plays(f"world.run({whole}seconds={seconds})")

    @rule()
    def settles(self) -> None:
        """At settled all rules hold, and the systems hold what people had in their hands."""
        self.story.settles()
        for (item, site), units in self.seen.on_hand.items():
            stock = f'world.stock({item}, "{site}")'
            held = f"set({stock}.on_hand().values())"
            self.story.expects(f"{held} == {{{units}}}" if units else f"{held} <= {{0}}")
            for (system, name), number in self.seen.set_apart(item, site).items():
                self.story.expects(f'{stock}.row("{system}").{name} == {number}')
        for order in self.seen.orders:
            gone = {item: n for (of, item), n in self.seen.shipped.items() if of == order}
            self.story.expects(f"world.order({order}).shipped() == {_quantities(gone)}")

    def _stocked(self, quantity: int, price: str) -> None:
        name = f"item_{len(self.seen.items) + 1}"
        lies = {site: quantity // (at + 1) for at, site in enumerate(self.sites)}
        where = f"quantity={quantity}" if len(lies) == 1 else f"at={lies}"
        self.story.plays(f'{name} = world.stocked({where}, price="{price}")')
        self.seen.items[name] = self.story.names[name]
        self.seen.on_hand.update({(name, site): units for site, units in lies.items()})

    def _at(self, site: str) -> str:
        """How a site is named in a statement; the first is meant where none is."""
        return "" if site == self.sites[0] else f', site="{site}"'

    def _buyer(self, data: st.DataObject) -> str:
        """One of the buyers, or another one who comes."""
        number = data.draw(st.integers(1, min(len(self.seen.buyers) + 1, BUYERS_MAX)), "buyer")
        if number > len(self.seen.buyers):
            self.story.plays(f"buyer_{number} = world.another_buyer()")
            self.seen.buyers.append(f"buyer_{number}")
        return self.seen.buyers[number - 1]

    def _order(self, buyer: str, lines: list[str], freight: str = "") -> None:
        name = f"order_{len(self.seen.orders) + 1}"
        carried = f'ChargeWish("freight", "POST", "parcel service", Decimal("{freight}"))'
        charges = f", charges=[{carried}]" if freight else ""
        self.story.plays(f"{name} = {buyer}.orders([{', '.join(lines)}]{charges})")
        self.seen.orders[name] = self.story.names[name]
        self.seen.buyer_of[name] = buyer

    def _can(self, move: str) -> list[str]:
        return [order for order in self.seen.orders if getattr(self.seen, move)(order)]

    def _able(self, data: st.DataObject, move: str) -> str:
        return self._one_of(data, self._can(move))

    @staticmethod
    def _one_of(data: st.DataObject, names: Iterable[str]) -> str:
        return str(data.draw(st.sampled_from(list(names))))

    @staticmethod
    def _some(data: st.DataObject, there: dict[str, int]) -> dict[str, int]:
        """Some units of some of the items that are there."""
        chosen = data.draw(st.lists(st.sampled_from(list(there)), min_size=1, unique=True))
        return {name: data.draw(st.integers(1, there[name]), name) for name in chosen}

    def _rows(self, data: st.DataObject, order: str, free: dict[int, int], more: str = "") -> str:
        chosen = data.draw(st.lists(st.sampled_from(list(free)), min_size=1, unique=True))
        rows = [
            f'{{"line_id": {self.seen.line_id(order, at)}, '
            f'"quantity": {data.draw(st.integers(1, free[at]))}{more}}}'
            for at in chosen
        ]
        return f"[{', '.join(rows)}]"


def _quantities(units: dict[str, int]) -> str:
    return "{" + ", ".join(f"{name}: {number}" for name, number in units.items()) + "}"
