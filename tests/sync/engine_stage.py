"""An engine between a fake marketplace and a fake ERP, in virtual time."""

from __future__ import annotations

from typing import Any

from ordergate.harness.sync.engine import Engine
from ordergate.harness.sync.ports import Ports
from ordergate.harness.sync.settings import Settings
from tests.sync.fakes import FakeErp, FakeShop, signed
from tests.sync.timing import Timing

HOUR_S = 3600


class EngineStage:
    """What the engine's tests play on."""

    def __init__(self, timing: Timing, **settings: Any) -> None:
        self.timing = timing
        self.shop = FakeShop(timing.clock)
        self.erp = FakeErp(timing.clock)
        self.given = {
            "topology": "shop-erp",
            "webhook_url": "http://engine.example/webhooks",
            "marketplace": {"client_id": "a", "client_secret": "b"},
            "erp": {"client_id": "a", "client_secret": "b"},
        } | settings
        self.engine = self.made()

    def made(self, **settings: Any) -> Engine:
        """An engine of these settings; it is not started."""
        http = {"marketplace": self.shop, "erp": self.erp}
        return Engine(Settings.model_validate(self.given | settings), Ports(http, self.timing.clock))

    def starts(self) -> None:
        """Start the engine and let it look around."""
        self.timing.run(self.engine.start())
        self.timing.wait(1)

    def stops(self) -> None:
        """Stop the engine."""
        self.timing.run(self.engine.stop())

    def sells(self, order_id: str, buyer_id: str = "M1", *, told: bool = True) -> None:
        """A buyer orders, and the marketplace tells of it, or does not."""
        self.shop.orders[order_id] = buyer_id
        if told:
            assert self.tells("order.placed", f"evt-{order_id}", order_id=order_id, store="main") == 200

    def tells(self, topic: str, event_id: str, **fields: str) -> int:
        """The marketplace delivers an event; the status that the engine answers."""
        headers, body = signed(topic, event_id, **fields)
        return self.engine.receive("/webhooks/marketplace", headers, body)

    def booked(self) -> list[str]:
        """The sales orders of the ERP in the order in which they came."""
        return [reference.removeprefix("main/") for reference in self.erp.orders]
