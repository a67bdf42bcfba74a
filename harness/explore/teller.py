"""Who tells a story: knows what was told so far, what may happen next, and draws what does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .draw import Draw
from .seen import Seen
from .setting import Setting
from .telling import Telling

ITEMS_MAX, BUYERS_MAX, ORDERS_MAX = 4, 3, 5
_FOCUSED, _MOSTLY = 50, 80
"""Of a hundred: stories that are about one order, and moves in them that are."""


@dataclass
class Teller:
    """A story on its way; ``features`` is what the connector offers, None for everything.

    ``kits``, ``by_case``, ``returns``, ``on_account``, ``exchanged`` and ``given_back`` are what was told of
    items and orders, by their names in the story. Some stories are about one order more than about others,
    so that much happens to it: the ``focus``.
    """

    draw: Draw
    setting: Setting
    telling: Telling
    features: Collection[str] | None = None
    seen: Seen = field(init=False)
    kits: set[str] = field(default_factory=set)
    by_case: set[str] = field(default_factory=set)
    returns: dict[str, str] = field(default_factory=dict)
    on_account: set[str] = field(default_factory=set)
    exchanged: set[str] = field(default_factory=set)
    given_back: set[str] = field(default_factory=set)
    focus: str | None = None

    def __post_init__(self) -> None:
        self.seen = Seen(self.telling.world, sites=self.setting.sites)
        if self.draw.often(_FOCUSED):
            self.focus = self.named("order", 0)

    def offers(self, feature: str) -> bool:
        """Whether the connector can do this."""
        return self.features is None or feature in self.features

    def tells(self, statement: str) -> bool:
        """Let a statement happen; False when it came to nothing."""
        return self.telling.plays(statement)

    def settles(self) -> bool:
        """Let everything arrive."""
        return self.tells("world.settle()")

    def site(self) -> str:
        """One of the sites."""
        return self.draw.one_of(self.setting.sites)

    def at(self, site: str) -> str:
        """How a site is named in a statement; the first is meant where none is."""
        return "" if site == self.setting.sites[0] else f', site="{site}"'

    def item(self) -> str | None:
        """One of the items that are no kits."""
        plain = [name for name in self.seen.items if name not in self.kits]
        return self.draw.one_of(plain) if plain else None

    def any_item(self) -> str | None:
        """One of all items."""
        return self.draw.one_of(list(self.seen.items)) if self.seen.items else None

    def buyer(self) -> str:
        """One of the buyers, or another one who comes."""
        known = self.seen.buyers
        if len(known) < BUYERS_MAX and self.draw.often(25):
            name = f"buyer_{len(known) + 1}"
            if self.tells(f"{name} = world.another_buyer()"):
                known.append(name)
                return name
        return self.draw.one_of(known)

    def order(self, orders: Iterable[str] | None = None) -> str | None:
        """One of the orders, or of these; mostly the one that the story is about."""
        known = list(self.seen.orders if orders is None else orders)
        if self.focus in known and self.draw.often(_MOSTLY):
            return self.focus
        return self.draw.one_of(known) if known else None

    def able(self, move: str) -> str | None:
        """An order with which this can be done now, by the name of the question to ``Seen``."""
        asks = getattr(self.seen, move)
        return self.order([name for name in self.seen.orders if self.seen.in_shop(name) and asks(name)])

    def named(self, kind: str, count: int) -> str:
        """The name of the next of its kind."""
        return f"{kind}_{count + 1}"

    def takes_order(self, name: str, buyer: str) -> None:
        """Keep an order that was placed just now."""
        self.seen.orders[name] = self.telling.names[name]
        self.seen.buyer_of[name] = buyer


def units(there: Mapping[str, int]) -> str:
    """Quantities as a statement says them."""
    return "{" + ", ".join(f"{name}: {number}" for name, number in there.items()) + "}"


def rows(teller: Teller, order: str, free: Mapping[int, int], more: str = "") -> str:
    """Some of the lines of an order with some of their units, as a statement says them."""
    chosen = teller.draw.some({str(at): count for at, count in free.items()})
    told = [
        f'{{"line_id": {teller.seen.line_id(order, int(at))}, "quantity": {count}{more}}}'
        for at, count in chosen.items()
    ]
    return f"[{', '.join(told)}]"
