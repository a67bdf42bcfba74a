"""Seeing to it that vendors send their events here, and go on doing so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from .inbox import Inbox
from .polls import Feed, Reading
from .store import Store
from .surroundings import Surroundings
from .vendors.webhooks import Webhook

Subscribe = Callable[[str, Sequence[str]], Awaitable[Webhook]]


def subscription_feeds(around: Surroundings, inbox: Inbox, store: Store) -> list[Feed]:
    """One feed for each vendor with events: subscribing again finds out whether it still stands."""
    url = around.settings.webhook_url.rstrip("/")
    if not url:
        return []
    subscribe: dict[str, Subscribe] = {"marketplace": around.marketplace.subscribe}
    if around.oms_or_none is not None:
        subscribe["oms"] = around.oms_or_none.subscribe
    if around.wms_or_none is not None:
        subscribe["wms"] = around.wms_or_none.subscribe
    every_s = around.settings.polls.subscriptions_s
    return [
        Feed(
            f"{vendor}-webhooks",
            every_s,
            _reader(vendor, f"{url}/{vendor}", ask, inbox, store),
            tells=False,
        )
        for vendor, ask in subscribe.items()
        if inbox.topics(vendor)
    ]


def _reader(
    vendor: str, url: str, subscribe: Subscribe, inbox: Inbox, store: Store
) -> Callable[[str], Awaitable[Reading]]:
    async def read(cursor: str) -> Reading:
        made = await subscribe(url, inbox.topics(vendor))
        if made.secret != store.secret(vendor):
            store.set_secret(vendor, made.secret)
        return Reading(cursor=cursor or made.id)

    return read
