"""The seller's people in the marketplace itself, who decide what no system decides for them."""

from __future__ import annotations

from dataclasses import dataclass

from .hands import Hands


@dataclass
class Seller:
    """Answers buyers by hand."""

    hands: Hands
    name: str = "seller"

    def refuses_return(self, return_id: str, *, reason: str) -> None:
        """Not take goods back, for which it must not be too late: once authorised they may come."""
        path = f"/_world/returns/{return_id}/refusal"
        self.hands.call("marketplace", "POST", path, {"reason": reason}, who=self.name)
        self.hands.say(self.name, f"refuses return {return_id}: {reason}")
