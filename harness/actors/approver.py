"""Those who decide about orders on hold, and who say what others may grant; all at the ERP."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote as percent_encoded

from ..errors import OrdergateError
from .hands import Hands
from .orders import PlacedOrder


@dataclass
class Approver:
    """Lets orders go that are on hold, or refuses them, in somebody's name."""

    hands: Hands
    name: str = "approver"

    def authorises(self, seller: str, *, off_list_percent: int = 0, below_floor: bool = False) -> None:
        """Let somebody grant prices so far below the list, and below the floor of an item or not."""
        row = {"name": seller, "off_list_bp": off_list_percent * 100, "below_floor": below_floor}
        self.hands.call("erp", "POST", "/_world/sellers", {"sellers": [row]}, who=self.name)
        floor = ", also below the floor" if below_floor else ""
        self.hands.say(self.name, f"lets {seller} grant {off_list_percent} % off the list{floor}")

    def sets_floor(self, item: str, price: Decimal) -> None:
        """Say below which price (without tax) an item is not sold."""
        path = f"/_world/items/{percent_encoded(item, safe='')}"
        self.hands.call("erp", "PATCH", path, {"floor_price": format(price, "f")}, who=self.name)
        self.hands.say(self.name, f"sets the floor price of {item} to {price}")

    def releases(self, order: PlacedOrder, *, by: str, reason: str, hold: str = "price") -> None:
        """Let an order go as far as this kind of hold is concerned."""
        self._decides(order, hold, "release", by, reason)
        self.hands.say(self.name, f"{by} releases order {order.id} from its {hold} hold: {reason}")

    def refuses(self, order: PlacedOrder, *, by: str, reason: str, hold: str = "price") -> None:
        """Never let an order go; its seller has to cancel it."""
        self._decides(order, hold, "refusal", by, reason)
        self.hands.say(self.name, f"{by} refuses order {order.id} at its {hold} hold: {reason}")

    def _decides(self, order: PlacedOrder, kind: str, decision: str, by: str, reason: str) -> None:
        number = self._hold_of(order, kind).number
        body = {"by": by, "reason": reason}
        self.hands.call("erp", "POST", f"/_world/holds/{number}/{decision}", body, who=self.name)

    def _hold_of(self, order: PlacedOrder, kind: str) -> Any:
        """The hold that is in force; it takes a while until the ERP has heard of the order."""
        case = self.hands.books.cases
        while True:
            placed = [] if order.key not in case else case[order.key].all("erp", "holds")
            for hold in placed:
                if hold.kind == kind and hold.state == "placed":
                    return hold
            if not self.hands.wait_until_changed():
                raise OrdergateError(f"order {order.id} has no {kind} hold that waits for a decision")
