"""Trades carried by a connector that lacks some of its data flows, or sets orders aside."""

from __future__ import annotations

from decimal import Decimal

from ordergate.harness.judge.scope import Accounts
from ordergate.harness.sync.engine import Engine
from ordergate.harness.sync.ports import Ports
from ordergate.harness.sync.settings import Polls, Settings, Topology
from ordergate.harness.trade.carrying import ZONE, Carrier
from ordergate.harness.trade.control import Control
from ordergate.harness.trade.documents import TradeFile
from ordergate.harness.trade.report import TradeReport, close
from ordergate.harness.trade.tally import Tally
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import WEBHOOK_URL, ReferenceConnector, SystemPort
from ordergate.harness.world.world import World
from ordergate.simulators.kernel.clock import DAY_US, instant

POLLS = Polls(safety_s=3600, erp_s=900, stock_s=900, subscriptions_s=6 * 3600, overlap_s=120)
FLOWS = (
    "customers", "items", "orders", "stock", "cancellations", "returns", "inspections", "payments",
    "fulfilments", "shipments", "shortages", "warehouse-movements", "erp-movements",
)  # fmt: skip
REPEAT = "ordergate trade orders.csv --seed 1"


class WithoutFlows(ReferenceConnector):
    """The engine without some data flows; it says that it set aside every order of the shop."""

    def __init__(self, world: InProcessWorld, missing: tuple[str, ...]) -> None:
        sections = {name: dict(world.vendors[name].access.credentials()) for name in world.systems}
        settings = Settings.model_validate(
            {
                **sections, "topology": Topology(world.topology), "webhook_url": WEBHOOK_URL,
                "polls": POLLS.model_dump(),
                "links": [flow for flow in FLOWS if flow not in missing],
            }
        )  # fmt: skip
        http = {name: SystemPort(world.vendors[name]) for name in world.systems}
        super().__init__(Engine(settings, Ports(http, world.clock)), POLLS)
        self._sets_aside = "orders" in missing
        self._books = world.judge.books

    def accounts(self) -> Accounts:
        if not self._sets_aside:
            return super().accounts()
        return Accounts(quarantined=frozenset(("order", key) for key in self._books.cases))


def carried_without(trade: TradeFile, *missing: str) -> TradeReport:
    """The report of a trade whose connector lacks these data flows."""
    start_us = (instant(trade.documents[0].at.replace(tzinfo=ZONE)) // DAY_US - 1) * DAY_US
    blueprint = Blueprint("full", 1, start_us=start_us, repeat=REPEAT)
    world = World(InProcessWorld(blueprint, lambda port: WithoutFlows(port, missing)))
    control = Control(trade)
    tally = Tally(trade, control)
    try:
        carrier = Carrier(world, trade, tally, control, tax_rate=Decimal("0.20"), repeat=REPEAT)
        carrier.carry()
        return close(carrier, control, tally, wall_s=0)
    finally:
        world.port.close()
