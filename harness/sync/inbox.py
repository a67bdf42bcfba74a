"""Webhooks: checked, written down as work, and only then answered with 200."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from .directory import Directory
from .ports import SECOND_US, ClockPort
from .queue import Queue
from .store import Store
from .vendors.webhooks import VERIFIERS
from .whereabouts import order_lane
from .work import Arrival

Fields = Mapping[str, Any]
UNREADABLE = "unreadable-event"


def _nowhere(directory: Directory, fields: Fields) -> str:
    del directory, fields
    return ""


@dataclass(frozen=True)
class Topic:
    """What an event of a topic is word of; ``news`` if each event may tell of another change."""

    link: str
    key: Callable[[Fields], str]
    lane: Callable[[Directory, Fields], str] = _nowhere
    news: bool = False


def _order_key(fields: Fields) -> str:
    return f"{fields['store']}/{fields['order_id']}"


def _of_order(directory: Directory, fields: Fields) -> str:
    del directory
    return order_lane(_order_key(fields))


TOPICS: Mapping[str, Mapping[str, Topic]] = {
    "marketplace": {
        "order.placed": Topic("orders", _order_key, _of_order),
        "cancellation.requested": Topic("cancellations", lambda fields: fields["cancellation_id"], _of_order),
        "amendment.requested": Topic("amendments", lambda fields: fields["amendment_id"], _of_order),
        "return.requested": Topic("returns", lambda fields: fields["return_id"], _of_order),
        "buyer.changed": Topic(
            "customers",
            lambda fields: fields["buyer_id"],
            lambda directory, fields: directory.lane("customers", fields["buyer_id"]),
            news=True,
        ),
        "order.reviewed": Topic("reviews", _order_key, _of_order),
        "payment.changed": Topic(
            "payments",
            lambda fields: fields["payment_id"],
            lambda directory, fields: directory.lane("payments", fields["payment_id"]),
            news=True,
        ),
    },
    "oms": {
        "fulfilment.created": Topic(
            "fulfilments",
            lambda fields: str(fields["fulfilment_id"]),
            lambda directory, fields: directory.oms_lane(str(fields["order_id"])),
        ),
        "cancellation.made": Topic(
            "seller-cancellations",
            lambda fields: fields["cancellation_ref"],
            lambda directory, fields: directory.oms_lane(str(fields["order_id"])),
        ),
    },
    "wms": {
        "shipment.shipped": Topic(
            "shipments",
            lambda fields: fields["shipment_id"],
            lambda directory, fields: directory.shipment_lane(fields["reference"]),
        ),
        "outbound.short": Topic(
            "shortages",
            lambda fields: fields["outbound_id"],
            lambda directory, fields: directory.shipment_lane(fields["reference"]),
            news=True,
        ),
        "stock.moved": Topic("warehouse-movements", lambda fields: fields["movement_id"]),
        "return.inspected": Topic("inspections", lambda fields: fields["inbound_id"]),
    },
}
"""What each vendor's events are word of. An event is a hint: the document is fetched."""


class Inbox:
    """Takes in webhooks."""

    def __init__(
        self,
        store: Store,
        queue: Queue,
        directory: Directory,
        clock: ClockPort,
        links: Collection[str],
    ) -> None:
        self._store = store
        self._queue = queue
        self._directory = directory
        self._clock = clock
        self._links = links

    def topics(self, vendor: str) -> list[str]:
        """The topics of a vendor that are word of something for these links."""
        topics = TOPICS.get(vendor, {})
        return [name for name, topic in topics.items() if topic.link in self._links]

    def receive(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status to answer; nothing is changed by what a vendor did not sign."""
        vendor = path.rstrip("/").rpartition("/")[2]
        if vendor not in VERIFIERS:
            return 404
        secret = self._store.secret(vendor)
        lower = {name.lower(): value for name, value in headers.items()}
        now_us = self._clock.now_us()
        if secret is None or not VERIFIERS[vendor](secret, lower, body, now_us // SECOND_US):
            return 401
        self._take_in(vendor, body, now_us)
        return 200

    def _take_in(self, vendor: str, body: bytes, now_us: int) -> None:
        try:
            fields = msgspec.json.decode(body, type=dict[str, Any])
            name, event_id = str(fields["topic"]), str(fields["event_id"])
        except (msgspec.MsgspecError, KeyError) as error:
            self._set_aside(vendor, str(len(body)), f"it has no readable topic and id: {error}")
            return
        topic = TOPICS[vendor].get(name)
        if topic is None or topic.link not in self._links:
            rule = f"no data flow of this engine begins with {vendor} {name}"
            with self._store.transaction():
                self._store.pass_over([(f"{vendor} {name}", event_id, rule)])
            return
        try:
            arrival = self._arrival(topic, fields, event_id)
        except (KeyError, TypeError, AttributeError) as error:
            self._set_aside(vendor, event_id, f"{name} lacks a field: {error}")
            return
        self._queue.admit([arrival], now_us)

    def _arrival(self, topic: Topic, fields: Fields, event_id: str) -> Arrival:
        lane = topic.lane(self._directory, fields)
        mark = event_id if topic.news else ""
        return Arrival(topic.link, topic.key(fields), mark=mark, lane=lane)

    def _set_aside(self, vendor: str, key: str, reason: str) -> None:
        self._queue.quarantine(Arrival(f"{vendor} {UNREADABLE}", key), reason)
