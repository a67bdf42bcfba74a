"""Who plans what ships: orders are stopped and let go at the OMS, whatever other systems think of them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote as percent_encoded

from ..errors import OrdergateError
from .hands import Hands
from .orders import PlacedOrder

BY_HAND = "manual"
"""The kind of hold that no other system has asked for."""


@dataclass
class Planner:
    """Stops orders at the OMS by hand, as for a question that is open, and lets them go again."""

    hands: Hands
    name: str = "planner"

    def stops(self, order: PlacedOrder, *, hold: str = BY_HAND) -> None:
        """Have nothing more of an order go to a site; refused while a warehouse works on it."""
        path = f"/_world/orders/{self._number(order)}/holds"
        self.hands.call("oms", "POST", path, {"hold": hold}, who=self.name)
        self.hands.say(self.name, f"stops order {order.id} ({hold})")

    def lets_go(self, order: PlacedOrder, *, hold: str = BY_HAND) -> None:
        """Have an order go on as far as this hold is concerned."""
        path = f"/_world/orders/{self._number(order)}/holds/{percent_encoded(hold, safe='')}"
        self.hands.call("oms", "DELETE", path, None, who=self.name)
        self.hands.say(self.name, f"lets order {order.id} go ({hold})")

    def _number(self, order: PlacedOrder) -> str:
        """The order's number in the OMS; it takes a while until that has heard of it."""
        case = self.hands.books.cases
        while True:
            known = case[order.key].one("oms", "orders") if order.key in case else None
            if known is not None:
                return str(known.id)
            if not self.hands.wait_until_changed():
                raise OrdergateError(f"the oms never heard of order {order.id}; is the connector running?")
