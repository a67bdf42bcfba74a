"""A world while a scenario in YAML is played in it: what the names of the file stand for."""

from __future__ import annotations

from contextlib import ExitStack

from ..actors.buyer import Buyer
from ..actors.orders import PlacedOrder, Quote
from ..world.views import OrderView
from ..world.world import World
from .notes import FIRST_BUYER


class Scene:
    """The orders, buyers, quotes, exchanges and transfers of the file, and which systems are down."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.orders: dict[str, PlacedOrder] = {}
        self.buyers: dict[str, Buyer] = {FIRST_BUYER: world.buyer}
        self.quotes: dict[str, Quote] = {}
        self.exchanges: dict[str, str] = {}
        self.transfers: dict[str, str] = {}
        self._down: dict[str, ExitStack] = {}

    def seen(self, order: str) -> OrderView:
        """An order as it stands in all systems."""
        return self.world.order(self.orders[order])

    def takes_down(self, system: str) -> None:
        """From now on a system answers connectors with 503."""
        if system not in self._down:
            self._down[system] = ExitStack()
            self._down[system].enter_context(self.world.down(system))

    def brings_back(self, system: str) -> None:
        """A system answers again."""
        if system in self._down:
            self._down.pop(system).close()

    def brings_all_back(self) -> None:
        """Every system answers again."""
        for system in list(self._down):
            self.brings_back(system)
