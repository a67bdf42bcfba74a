"""Price rules and customer groups: ERP to marketplace."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..decide.prices import to_publish
from ..documents.price import PriceRule
from ..errors import Missing, Refused
from ..queue import Habits
from ..run import Run
from ..vendors.bulk import NotTaken
from ..vendors.erp_prices import CustomerGroupRow, PriceRuleRow
from ..whereabouts import buyer_lane
from ..work import Applied, Arrival, Outcome, TurnedAway
from .base import Link
from .items import LISTED, OF_ITEM, PUBLISHED_PRICES, Items, item_lane, prices_arrival

GROUP = "price group"
GROUP_PRICES = "group prices"
ANY = "any"


def price_arrivals(rows: Sequence[PriceRuleRow]) -> list[Arrival]:
    """Word of items whose rules changed; what was read before is no news when it is read again.

    Stamps have whole seconds, so that the rules of an item's newest second tell one reading from another.
    """
    newest: dict[str, list[PriceRuleRow]] = {}
    for row in rows:
        held = newest.setdefault(row.item, [])
        if held and held[0].changed_at < row.changed_at:
            held.clear()
        if not held or held[0].changed_at == row.changed_at:
            held.append(row)
    return [
        prices_arrival(item, mark=" ".join(sorted(f"{row.number}@{row.version}" for row in those)))
        for item, those in newest.items()
    ]


def group_arrival(row: CustomerGroupRow) -> Arrival:
    """Word of a customer that is, or was, in a group."""
    return Arrival(
        PriceGroups.name, row.external_ref, version=row.version, lane=buyer_lane(row.external_ref),
        payload=row.group.encode(),
    )  # fmt: skip


class Prices(Link):
    """Publishes what the price rules of an item come to, always all of them: those that are there now."""

    name = "prices"
    habits = Habits(once=False)

    async def carry(self, run: Run) -> Outcome:
        """Publish the prices of an item, if they are others than those published last."""
        sku = run.key
        if self.settings.plays(Items.name) and run.known(LISTED, sku) is None:
            raise self._not_listed(sku)
        product, rules = await self.around.erp.prices_of(sku)
        if late := _unseen(run.work.mark, rules):
            raise Refused(f"the erp told of price rule {late}, and its list does not show it yet")
        if any(rule.kind == "group" for rule in rules):
            run.remember(GROUP_PRICES, ANY, sku)
        entries = to_publish(
            rules, product.price.net,
            tax_rate=self.settings.listing_tax_rate, zone=self.settings.company_zone,
        )  # fmt: skip
        told = msgspec.json.encode([entry.model_dump(mode="json") for entry in entries]).decode()
        if run.known(PUBLISHED_PRICES, sku) == told:
            return Applied(sku)
        refused = await self.around.marketplace.publish_prices({sku: entries})
        if sku in refused and run.known(LISTED, sku) is None:
            raise self._not_listed(sku)
        if sku in refused:
            return _said_no(refused[sku])
        run.remember(PUBLISHED_PRICES, sku, told)
        return Applied(sku)

    def _not_listed(self, sku: str) -> Missing:
        return Missing(f"item {sku} is not listed yet", link=Items.name, key=sku, lane=item_lane(sku))


def _unseen(mark: str, rules: Sequence[PriceRule]) -> str:
    """The first of the rules that word came of, as NUMBER@VERSION, that cannot be read as new as that yet."""
    shown = {rule.number: rule.version for rule in rules}
    for name in mark.split():
        number, _, version = name.partition("@")
        if number != OF_ITEM and shown.get(number, 0) < int(version):
            return name
    return ""


def _said_no(refusal: NotTaken) -> TurnedAway:
    if isinstance(refusal, TurnedAway):
        return refusal
    raise refusal


class PriceGroups(Link):
    """Tells the marketplace which group's prices a buyer has."""

    name = "price-groups"
    habits = Habits(once=False)
    can_start = False

    async def carry(self, run: Run) -> Outcome:
        """Say in which group a buyer is, if it was said otherwise or not at all."""
        group = run.payload.decode()
        if run.known(GROUP, run.key) != group:
            await self.around.marketplace.put_in_group(run.key, group)
            run.remember(GROUP, run.key, group)
        return Applied(run.key)
