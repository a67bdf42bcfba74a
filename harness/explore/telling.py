"""A story as it is told: statements of a scenario, each played in a world the moment it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..actors.orders import ChargeWish, DiscountWish, LineWish, Packing, Quote, TenderWish
from ..actors.pricing import PriceWish
from ..errors import ConnectorTrouble, OrdergateError
from ..world.world import NeverSettled, World

WORDS: Mapping[str, Any] = {
    "Decimal": Decimal, "ChargeWish": ChargeWish, "DiscountWish": DiscountWish, "LineWish": LineWish,
    "Packing": Packing, "PriceWish": PriceWish, "Quote": Quote, "TenderWish": TenderWish,
}  # fmt: skip
"""What statements may name besides the world, and what they named themselves."""


@dataclass
class Telling:
    """What was told so far; ``ended`` is what ended it early, if anything did.

    ``refused`` holds statements that came to nothing, with why: no part of the story.
    """

    world: World
    lines: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    ended: NeverSettled | ConnectorTrouble | None = None
    names: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {**WORDS, "world": self.world}

    def plays(self, statement: str) -> bool:
        """Let a statement happen; False when it cannot, or the story is over."""
        if self.ended is not None:
            return False
        try:
            exec(compile(statement, "<story>", "exec"), self.names)
        except (NeverSettled, ConnectorTrouble) as trouble:
            self.ended = trouble
        except (OrdergateError, NameError, LookupError) as refusal:
            self.refused.append((statement, str(refusal)))
            return False
        self.lines.append(statement)
        return self.ended is None
