"""Master data drawn from the seed, awkward on purpose: real mapping bugs live in such data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from faker import Faker

from ordergate.simulators.kernel.chance import Chance, digest

_AWKWARD_SKUS = (
    "0017", "17", "AB/1", "ab-1", "AB-1", "00420", "420", "MÜ-7", "X 9", "84796a", "84796A", "1E5",
    "007.0", "TEE_RED,M",
)  # fmt: skip
_AWKWARD_PRICES = ("0.4175", "2.55", "12.3333", "0.0825", "100.00", "7.65", "3.3333", "19.995")


@dataclass(frozen=True)
class Item:
    """An item with its list price without tax."""

    sku: str
    title: str
    list_price: Decimal


class MasterData:
    """Items and businesses of one world; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.chance = Chance(seed)
        self._faker = Faker("en_GB")
        self._faker.seed_instance(digest(seed, "faker"))
        self._draw = self.chance.stream("master data")
        self._skus = list(_AWKWARD_SKUS)
        self._draw.shuffle(self._skus)
        self._made = 0

    def item(self, sku: str | None = None, price: Decimal | None = None) -> Item:
        """An item; what is not given is drawn."""
        self._made += 1
        if sku is None:
            sku = self._skus.pop() if self._skus else f"{self._draw.randrange(10**6):06d}"
        if price is None:
            price = Decimal(self._draw.choice(_AWKWARD_PRICES))
        return Item(sku, self._faker.catch_phrase()[:80], price)

    def buyer(self, country: str = "United Kingdom") -> dict[str, Any]:
        """The account data of a business."""
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
