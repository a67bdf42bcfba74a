"""What people do with what stands there already: count it, look at it again, drive it elsewhere."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.machine.trade import Trade

TRAVELLING_MAX = 3
FOUND = st.integers(0, 30)


class Shelves(Trade):
    """The trade of ``Trade``, with cycle counts, second inspections, and transfers between sites."""

    @rule(data=st.data(), found=FOUND)
    def counts_a_shelf(self, data: st.DataObject, found: int) -> None:
        """Whatever is promised is found; the rest is as many as the counter says."""
        item, site = self._one_of(data, self.seen.items), self._one_of(data, self.sites)
        if not self.seen.on_hand[item, site]:
            return
        sellable = self.seen.on_hand[item, site] - self.seen.unsellable[item, site]
        promised = sellable - self.seen.removable(self.seen.items[item], site)
        found = max(found, promised)
        self.story.plays(f"world.receiver.counts({{{item}: {found}}}{self._at(site)})")
        self.seen.on_hand[item, site] += found - sellable

    @precondition(lambda self: +self.seen.inspected)
    @rule(data=st.data())
    def clears_what_was_inspected(self, data: st.DataObject) -> None:
        shelves = {f"{item} {site}": (item, site) for item, site in +self.seen.inspected}
        shelf = shelves[self._one_of(data, shelves)]
        units = data.draw(st.integers(1, self.seen.inspected[shelf]))
        sellable = data.draw(st.integers(0, units), "sellable")
        found = {"sellable": sellable, "damaged": units - sellable}
        said = ", ".join(f"{name}={number}" for name, number in found.items() if number)
        self.story.plays(f"world.receiver.clears({shelf[0]}, {said}{self._at(shelf[1])})")
        self.seen.inspected[shelf] -= units
        self.seen.unsellable[shelf] -= sellable

    @precondition(lambda self: self._loads() and len(self.seen.travelling) < TRAVELLING_MAX)
    @rule(data=st.data())
    def a_driver_leaves(self, data: st.DataObject) -> None:
        loads = self._loads()
        item, site, free = loads[self._one_of(data, loads)]
        units = data.draw(st.integers(1, free))
        target = self._one_of(data, [other for other in self.sites if other != site])
        name = f"transfer_{len(self.seen.travelling) + 1}"
        sites = f'from_site="{site}", to_site="{target}"'
        self.story.plays(f"{name} = world.driver.takes({{{item}: {units}}}, {sites})")
        self.seen.on_hand[item, site] -= units
        self.seen.travelling[name] = (item, target, units)

    @precondition(lambda self: any(units for _, _, units in self.seen.travelling.values()))
    @rule(data=st.data())
    def a_driver_arrives(self, data: st.DataObject) -> None:
        due = [name for name, (_, _, units) in self.seen.travelling.items() if units]
        name = self._one_of(data, due)
        item, target, units = self.seen.travelling[name]
        came = data.draw(st.integers(0, units), "came")
        lost = data.draw(st.integers(0 if came else 1, units - came), "missing")
        missing = f", missing={{{item}: {lost}}}" if lost else ""
        self.story.plays(f"world.driver.brings({name}, {{{item}: {came}}}{missing})")
        self.seen.on_hand[item, target] += came
        self.seen.travelling[name] = (item, target, units - came - lost)

    def _loads(self) -> dict[str, tuple[str, str, int]]:
        """What a driver could take: free units of an item at a site, where there is another site."""
        if len(self.sites) < 2 or not self.seen.has_warehouse:
            return {}
        free = {
            f"{item} {site}": (item, site, self.seen.removable(sku, site))
            for item, sku in self.seen.items.items()
            for site in self.sites
        }
        return {name: load for name, load in free.items() if load[2]}
