"""A connector that polls: it reads what changed in each system, and carries it to the others.

One loop does all the work, one document at a time; a second thread only tells how it stands. What it
remembers is in memory: after a restart it reads everything from the beginning, and finds that most
of it was done.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from flows import Flows, NotYet
from topologies import Full, ShopErp
from vendors import (
    Api,
    ApiKey,
    Document,
    Feed,
    Refused,
    Signature,
    Token,
    Unavailable,
    erp_feed,
    oms_feed,
    shop_feed,
    wms_feed,
)

log = logging.getLogger("connector")

_ATTEMPTS_MAX = 6
_FIRST_PAUSE_S = 0.25


Carry = Callable[[Document], object]
Feeds = list[tuple[Feed, Carry]]


@dataclass
class Task:
    """A document that something has to be done about; refused too often, it is set aside."""

    document: Document
    carry: Carry
    refusals: int = 0
    not_before: float = 0.0


class Connector:
    """Reads the feeds, one after the other, and does what their documents ask for."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._tasks: dict[tuple[str, str], Task] = {}
        self._unread: set[str] = {feed.name for feed, _ in feeds}
        self._aside: dict[tuple[str, str], str] = {}

    def round(self) -> None:
        """Read everything that changed and act upon it, the feeds in the order of an order's life."""
        for feed, carry in self._feeds:
            self._read(feed, carry)
            for (name, key), task in list(self._tasks.items()):
                if name == feed.name and time.monotonic() >= task.not_before:
                    self._try((name, key), task)

    def status(self) -> Document:
        """How many documents are being worked on, and which were set aside."""
        aside = {" ".join(key): why for key, why in self._aside.copy().items()}
        return {"pending": len(self._tasks) + len(self._unread), "set_aside": aside}

    def _orders_wait(self) -> bool:
        """Whether an order may still come that others wait for."""
        return "shop orders" in self._unread or any(name == "shop orders" for name, _ in self._tasks)

    def _read(self, feed: Feed, carry: Carry) -> None:
        try:
            for key, document in feed.news():
                self._tasks[feed.name, key] = Task(document, carry)
        except (Unavailable, Refused) as error:
            log.warning("%s: %s", feed.name, error)
            self._unread.add(feed.name)
        else:
            self._unread.discard(feed.name)

    def _try(self, key: tuple[str, str], task: Task) -> None:
        try:
            task.carry(task.document)
        except Unavailable as error:
            log.info("%s %s waits: %s", *key, error)
            return
        except (NotYet, Refused) as error:
            if isinstance(error, NotYet) and self._orders_wait():
                return
            task.refusals += 1
            task.not_before = time.monotonic() + _FIRST_PAUSE_S * 2**task.refusals
            log.warning("%s %s, time %d: %s", *key, task.refusals, error)
            if task.refusals < _ATTEMPTS_MAX:
                return
            self._aside[key] = str(error)
        except (KeyError, ValueError, ArithmeticError) as error:
            log.exception("%s %s has an unknown form", *key)
            self._aside[key] = f"{type(error).__name__}: {error}"
        else:
            self._aside.pop(key, None)
        del self._tasks[key]


def connector() -> Connector:
    """A connector for the systems that the environment names."""
    shop = Api("shop", os.environ["SHOP_URL"], _token("SHOP"))
    erp = Api("erp", os.environ["ERP_URL"], _token("ERP"))
    if "OMS_URL" not in os.environ:
        alone = ShopErp(shop, erp)
        goods: Feeds = [(erp_feed(erp, "Deliveries"), alone.delivery)]
        return Connector(_ordered(alone, goods, (erp_feed(erp, "Returns"), alone.received_return)))
    oms_url, wms_url = os.environ["OMS_URL"], os.environ["WMS_URL"]
    signature = Signature(wms_url, os.environ["WMS_KEY_ID"], os.environ["WMS_SECRET"])
    oms = Api("oms", oms_url, ApiKey(os.environ["OMS_API_KEY"]))
    wms = Api("wms", wms_url, signature)
    full = Full(shop, erp, oms, wms)
    goods = [
        (oms_feed(oms, "fulfilments"), full.fulfilment),
        (wms_feed(wms, "shipments"), full.shipment),
        (wms_feed(wms, "outbounds"), full.shortage),
    ]
    return Connector(_ordered(full, goods, (wms_feed(wms, "inbound-returns"), full.inspection)))


def _ordered(flows: Flows, goods: Feeds, back: tuple[Feed, Carry]) -> Feeds:
    """All feeds in the order of an order's life."""
    shop = flows.shop
    payments = Feed("shop payments", lambda _: (flows.open_payments(), None), _amounts)
    return [
        (shop_feed(shop, "buyers"), flows.customer),
        (shop_feed(shop, "orders"), flows.order),
        *goods,
        (shop_feed(shop, "returns"), flows.announced_return),
        back,
        (payments, flows.payment),
    ]


def _amounts(payment: Document) -> tuple[str, str, str]:
    return payment["captured"], payment["refunded"], payment["voided"]


def _token(system: str) -> Token:
    names = (f"{system}_URL", f"{system}_CLIENT_ID", f"{system}_CLIENT_SECRET")
    return Token(*(os.environ[name] for name in names))


def serve_status(work: Connector, port: int) -> None:
    """Answer GET /healthz and GET /status, beside the loop."""

    class Status(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers: dict[str, Document] = {"/healthz": {"status": "ok"}, "/status": work.status()}
            answer = answers.get(self.path)
            body = json.dumps(answer).encode()
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: these are asked all the time."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Status)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main() -> None:
    """Work until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    work = connector()
    serve_status(work, int(os.environ["PORT"]))
    while True:
        work.round()
        time.sleep(float(os.environ.get("POLL_EVERY_S", "0.5")))


if __name__ == "__main__":
    main()
