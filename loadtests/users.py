"""The locustfile: buyers who order, a watcher who times each order on its way into the ERP, and their shape.

Times are those of the world's own feed of changes, so that they are exact however seldom the watcher
looks, and the ERP is not asked about anything.
"""

from __future__ import annotations

import random
from itertools import count
from typing import Any

import msgspec
import psutil
from locust import FastHttpUser, LoadTestShape, constant, constant_throughput, events, task
from locust.env import Environment

from ordergate.loadtests.book import IN_ERP, PLACE_ORDER, Book
from ordergate.loadtests.plan import read_plan

PLAN = read_plan()
BOOK = Book(PLAN)
_NUMBERS = count(1)
_PAGE = 500
_LOOK_EVERY_S = 0.25


class Buyer(FastHttpUser):
    """A business that places one order after the other, at its share of the rate."""

    host = PLAN.marketplace_url
    wait_time = constant_throughput(PLAN.orders_per_s / PLAN.buyers)
    default_headers = PLAN.headers

    def on_start(self) -> None:
        """Open an account."""
        number = next(_NUMBERS)
        self.draw = random.Random(f"{PLAN.seed} buyer {number}")
        self.buyer_id = ""
        address = {
            "name": f"Load {number} Ltd", "line": f"{number} Dock Road", "city": "Leeds",
            "postcode": "LS1 4AP", "country": "United Kingdom",
        }  # fmt: skip
        account = {
            "company": address["name"], "email": f"buyer{number}@load.example",
            "phone": f"0113 496 {number % 10_000:04d}", "address": address,
        }  # fmt: skip
        answer = self._asked("/_world/buyers", account, "open an account")
        if answer is not None:
            self.buyer_id = answer["id"]

    @task
    def order(self) -> None:
        """Order some units of some items at their list price."""
        if self.buyer_id:
            skus = self.draw.sample(PLAN.skus, self.draw.randint(1, min(PLAN.lines_max, len(PLAN.skus))))
            lines = [self._line(sku) for sku in skus]
            self._asked("/_world/orders", {"buyer_id": self.buyer_id, "lines": lines}, PLACE_ORDER)

    def _line(self, sku: str) -> dict[str, Any]:
        return {"sku": sku, "quantity": self.draw.randint(1, PLAN.units_max), "tax_rate": "0.20"}

    def _asked(self, path: str, body: dict[str, Any], name: str) -> Any:
        content = msgspec.json.encode(body).decode()
        reply = self.client.post(path, data=content, name=name, headers={"x-actor": "buyer"})
        return msgspec.json.decode(reply.content) if reply.status_code == 201 else None


class Watcher(FastHttpUser):
    """Follows what changes in the world."""

    fixed_count = 1
    host = PLAN.world_url
    wait_time = constant(_LOOK_EVERY_S)
    default_headers = PLAN.headers

    def on_start(self) -> None:
        """See what time it is, so that what comes first is known from what counts."""
        self.after = PLAN.after
        BOOK.begin(self._read("/clock")["now_us"])

    @task
    def look(self) -> None:
        """Take in everything that changed since the last look."""
        page: dict[str, Any] = {"changes": [None] * _PAGE}
        while len(page["changes"]) == _PAGE:
            page = self._read(f"/changes?after={self.after}&limit={_PAGE}")
            for change in page["changes"]:
                self.after = change["n"]
                self._noted(BOOK.tally.observe(change))
        BOOK.looked(self._read("/clock")["now_us"], self.environment)

    def _noted(self, time_us: int | None) -> None:
        if time_us is not None:
            self.environment.events.request.fire(
                request_type="WAIT", name=IN_ERP, response_time=time_us / 1000, response_length=0,
                exception=None, context={},
            )  # fmt: skip

    def _read(self, path: str) -> Any:
        with self.client.get(path, name="watch the world", catch_response=True) as reply:
            if reply.status_code != 200:
                raise RuntimeError(f"GET {PLAN.world_url}{path} was answered with {reply.status_code}")
            return msgspec.json.decode(reply.content)


class Burst(LoadTestShape):
    """One buyer alone, then all of them, then none until every order has arrived."""

    def tick(self) -> tuple[int, float] | None:
        """How many there are now, the watcher included, and how fast their number changes."""
        now_s, shape = float(self.get_run_time()), PLAN.shape  # type: ignore[no-untyped-call]  # Locust's has no types
        if self.runner is not None and self.runner.exceptions:
            return None
        if now_s < shape.warm_up_s:
            return 2, 2
        if now_s < shape.load_s:
            return 1 + PLAN.buyers, PLAN.buyers / max(shape.ramp_s, 1)
        if now_s < shape.load_s + shape.drain_s and not BOOK.all_arrived:
            BOOK.draining = True
            return 1, 100 * PLAN.buyers
        return None


@events.usage_monitor.add_listener  # type: ignore[untyped-decorator]  # Locust's hooks have no types
def _note_usage(environment: Environment, cpu_usage: float, **_: Any) -> None:
    del environment
    BOOK.used(cpu_usage, _server.cpu_percent())


@events.quitting.add_listener  # type: ignore[untyped-decorator]  # Locust's hooks have no types
def _close(environment: Environment, **_: Any) -> None:
    BOOK.close(environment)


_server = psutil.Process(PLAN.server_pid)
_server.cpu_percent()  # Its next answer is about the time since this one.
