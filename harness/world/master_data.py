"""Master data drawn from the seed, awkward on purpose: real mapping bugs live in such data."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from faker import Faker

from ordergate.simulators.kernel.chance import Chance, digest

from .files.contents import Item, WorldFiles

_AWKWARD_SKUS = (
    "0017", "17", "AB/1", "ab-1", "AB-1", "00420", "420", "MÜ-7", "X 9", "84796a", "84796A", "1E5",
    "007.0", "TEE_RED,M",
)  # fmt: skip
_AWKWARD_PRICES = ("0.4175", "2.55", "12.3333", "0.0825", "100.00", "7.65", "3.3333", "19.995")


class MasterData:
    """Items and businesses of one world; the same seed gives the same.

    Those of a user's files come first, each once and in their order; then they are drawn.
    """

    def __init__(self, seed: int, files: WorldFiles | None = None) -> None:
        self.chance = Chance(seed)
        self._faker = Faker("en_GB")
        self._faker.seed_instance(digest(seed, "faker"))
        self._draw = self.chance.stream("master data")
        self._arrival = self.chance.stream("arrival at sites")
        self._skus = list(_AWKWARD_SKUS)
        self._draw.shuffle(self._skus)
        held = files or WorldFiles()
        self._items = {item.sku: item for item in held.items}
        self._left = dict(self._items)
        self._customers = deque(held.customers)
        self._taken = set(self._items)
        self._has_files = files is not None

    def item(self, sku: str | None = None, price: Decimal | None = None) -> Item:
        """An item; what is not given is that of the files, or drawn."""
        if sku is None:
            sku = next(iter(self._left), None) or self._unused_sku()
        self._left.pop(sku, None)
        held = self._items.get(sku)
        if held is not None:
            return held if price is None else replace(held, list_price=price)
        self._taken.add(sku)
        if price is None:
            price = Decimal(self._draw.choice(_AWKWARD_PRICES))
        return Item(sku, self._faker.catch_phrase()[:80], price)

    def drawn(self, places: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        """The same places, in the order in which their goods arrive."""
        shuffled = list(places)
        self._arrival.shuffle(shuffled)
        return shuffled

    def _unused_sku(self) -> str:
        """A drawn SKU; beside files, one that nobody has named yet."""
        while True:
            sku = self._skus.pop() if self._skus else f"{self._draw.randrange(10**6):06d}"
            if not self._has_files or sku not in self._taken:
                return sku

    def buyer(self, country: str = "United Kingdom") -> dict[str, Any]:
        """The account data of a business: the next of the files, else drawn."""
        if self._customers:
            return self._customers.popleft().profile()
        faker = self._faker
        company = faker.company()
        return {
            "company": company,
            "email": f"orders{self._draw.randrange(1000)}@{faker.safe_domain_name()}",
            "phone": faker.phone_number(),
            "address": self.address(company, country),
        }

    def address(self, name: str, country: str = "United Kingdom") -> dict[str, str]:
        """Somewhere to ship to."""
        faker = self._faker
        return {
            "name": name,
            "line": faker.street_address().replace("\n", ", "),
            "city": faker.city(),
            "postcode": faker.postcode(),
            "country": country,
        }
