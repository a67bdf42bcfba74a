"""A run as it could have been: journals written by the kernel's own journal, and records by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ordergate.harness.evidence.records import (
    BeforeAfter,
    RunRecord,
    ScenarioRecord,
    StoryStep,
    Verdict,
)
from ordergate.harness.evidence.requirements import Requirement
from ordergate.harness.evidence.scope import UatScope
from ordergate.harness.findings import Finding
from ordergate.simulators.kernel.journal import Journal

MONDAY_US = 1_291_192_000_000_000
MINUTE_US = 60_000_000
ORDER = "408-5512345-1190023"
REPEAT = "ordergate repeat 2026-11-22T10-04-11-8123 --scenario S07 --topology shop-erp-wms --seed 8123"
ADDRESS = {
    "name": "Marigold Okonkwo-Pryce",
    "line": "17 Saffron Hill",
    "city": "London",
    "postcode": "EC1N 8FH",
    "country": "GB",
}
CANARIES = (
    "Marigold", "Okonkwo", "Saffron Hill", "EC1N 8FH", "marigold", "pryce.example", "960123",
    "c4n4ry", "Bjork Mills", "London",
)  # fmt: skip


class World:
    """A journal with a clock that the test moves."""

    def __init__(self, path: Path, *, bodies: bool = True) -> None:
        self.now_us = MONDAY_US
        self._versions: dict[str, int] = {}
        self.journal = Journal.to_file(lambda: self.now_us, path, bodies=bodies)

    def waits(self, seconds: float) -> None:
        self.now_us += int(seconds * 1_000_000)

    def say(self, who: str, text: str) -> None:
        self.journal.write("say", who=who, text=text)

    def call(self, system: str, op: str, request: str, status: int | None = 200, **known: Any) -> None:
        """``request`` is method, path and query; known are caller, sent, answer, changed."""
        method, _, target = request.partition(" ")
        path, _, query = target.partition("?")
        with self.open_call(system, op, (method, path, query), **known) as number:
            self.waits(0.04)
            changes = [self._change(*each.split()) for each in known.get("changed", ())]
            if changes:
                self.journal.write("commit", system=system, op=op,
                                   who=known.get("caller", "connector"), changes=changes)  # fmt: skip
        body = self._body(known.get("answer"))
        self.journal.write("reply", of=number, system=system, status=status, body=body)

    @contextmanager
    def open_call(self, system: str, op: str, request: tuple[str, str, str], **known: Any) -> Iterator[int]:
        method, path, query = request
        yield self.journal.write(
            "call", system=system, op=op, method=method, path=path, query=query,
            caller=known.get("caller", "connector"), body=self._body(known.get("sent")),
        )  # fmt: skip

    def webhook(self, system: str, topic: str, status: int | None = 200, attempt: int = 1) -> None:
        self.waits(0.3)
        self.journal.write(
            "delivery", system=system, topic=topic, subject=ORDER, event=f"evt_{topic}",
            to="http://connector.test/hooks?token=c4n4ry-hook", attempt=attempt, status=status,
        )  # fmt: skip

    def idles(self, hours: float, every_s: int = 300) -> None:
        """The connector polls and nothing is new."""
        for _ in range(int(hours * 3600 / every_s)):
            self.waits(every_s)
            self.call("erp", "changes", "GET /erp/v2/changes?since=2010-12-01", answer={"rows": []})

    def settled(self, ok: bool = True, reason: str = "") -> None:
        self.journal.write("settled", ok=ok, reason=reason)

    def _change(self, table: str, key: str) -> tuple[str, str, int, str]:
        """A document version as the kernel's systems note it in a commit."""
        self._versions[key] = self._versions.get(key, 0) + 1
        return table, key, self._versions[key], "open"

    def _body(self, value: Any) -> str | None:
        return None if value is None else self.journal.body(json.dumps(value).encode())


def write_failed_journal(path: Path) -> None:
    """10 mugs ordered, 4 and 6 shipped, and the second confirmation told the shop 4 again."""
    world = World(path)
    _master_data(world)
    world.journal.write("scenario", id="S07", title="10 ordered, 4 then 6 ship")
    _placed(world)
    _carried(world)
    _shipped(world, 4, "W2K9QD")
    _billed(world, "9000000017", 4)
    world.idles(4)
    _shipped(world, 6, "W2K9R1")
    _billed(world, "9000000018", 6)
    world.idles(2)
    world.settled()
    world.journal.write("finding", rule="I07", text="warehouse shipped 10, marketplace was told 8")
    world.journal.close()


def _master_data(world: World) -> None:
    for number in range(8):
        sent = {"sku": f"MUG-{number:02}", "title": "Mug", "price": "8.40"}
        world.call("marketplace", "put_listing", f"PUT /v1/listings/MUG-{number:02}", sent=sent)


def _placed(world: World) -> None:
    world.say("buyer", "orders 10 of MUG-01 for 84.00 GBP")
    placed = {
        "order_id": ORDER,
        "buyer": {"email": "marigold@pryce.example", "phone": "01632 960123", "name": "Pryce Ltd"},
        "ship_to": ADDRESS,
        "lines": [{"id": "1", "sku": "MUG-01", "quantity": 10, "line_total": "84.00"}],
    }
    world.say("Bjork Mills", "Bjork Mills looks at MUG-01")
    world.call("marketplace", "place_order", "POST /_world/orders", 201, caller="Bjork Mills",
               sent=placed, answer=placed, changed=[f"order {ORDER}"])  # fmt: skip
    world.webhook("marketplace", "order.placed", None)
    world.waits(60)
    world.webhook("marketplace", "order.placed", 200, attempt=2)
    world.call("marketplace", "issue_token", "POST /oauth/token")
    world.call("marketplace", "get_order", f"GET /v1/orders/{ORDER}", answer=placed)


def _carried(world: World) -> None:
    lines = [{"external_line": "1", "sku": "MUG-01", "quantity": 10, "price_e4": 84000}]
    world.call("oms", "find_orders", f"GET /api/orders?external_id={ORDER}", answer={"orders": []})
    world.call("oms", "create_order", "POST /api/orders", 201, changed=["order 1000042"],
               sent={"external_id": ORDER, "lines": lines, "ship_to": ADDRESS},
               answer={"id": 1000042, "external_id": ORDER, "state": "open"})  # fmt: skip
    refused = {"type": "urn:problem:throttled", "status": 429, "detail": "sessions are used up"}
    world.call("erp", "create_sales_order", "POST /erp/v2/salesOrders", 429,
               sent={"external_ref": ORDER}, answer=refused)  # fmt: skip
    world.waits(2)
    erp = {"number": "0000000311", "external_ref": ORDER, "net": "70.00", "access_token": "c4n4ry"}
    world.call("erp", "create_sales_order", "POST /erp/v2/salesOrders", None,
               sent={"external_ref": ORDER}, answer=erp, changed=["order 0000000311"])  # fmt: skip
    world.waits(30)
    world.call("erp", "find_sales_orders", f"GET /erp/v2/salesOrders?external_ref={ORDER}",
               answer={"rows": [erp]})  # fmt: skip
    world.call("wms", "create_outbound", "POST /wms/outbound?email=marigold%40pryce.example", 201,
               sent={"reference": ORDER, "ship_to": ADDRESS}, answer={"id": "W2K9P4"},
               changed=["outbound W2K9P4"])  # fmt: skip


def _shipped(world: World, quantity: int, parcel: str) -> None:
    world.waits(1800)
    world.say("picker", f"ships {quantity} of MUG-01 as parcel {parcel}")
    sent = {"outbound": "W2K9P4", "lines": [{"line": "1", "quantity": quantity}]}
    world.call("wms", "ship", "POST /_world/shipments", 201, caller="picker", sent=sent,
               answer={"id": parcel, **sent}, changed=[f"parcel {parcel}", "outbound W2K9P4"])  # fmt: skip
    world.webhook("wms", "outbound.shipped")
    world.call("wms", "get_parcel", f"GET /wms/parcels/{parcel}", answer={"id": parcel, **sent})
    world.call("oms", "fulfil", "POST /api/orders/1000042/fulfilments", 201,
               sent={"parcel": parcel, "quantity": quantity}, changed=["order 1000042"])  # fmt: skip
    world.call("marketplace", "confirm_shipment", f"POST /v1/orders/{ORDER}/shipments", 201,
               sent={"reference": parcel, "lines": [{"line_id": "1", "quantity": 4}]},
               changed=[f"order {ORDER}"])  # fmt: skip


def _billed(world: World, invoice: str, quantity: int) -> None:
    sent = {"order": "0000000311", "quantity": quantity, "net": f"{7 * quantity}.00"}
    world.call("erp", "post_invoice", "POST /erp/v2/invoices", 201, sent=sent,
               answer={"number": invoice, **sent}, changed=[f"invoice {invoice}"])  # fmt: skip
    world.call("marketplace", "upload_invoice", f"POST /v1/orders/{ORDER}/invoices", 201,
               sent={"number": invoice, "total": f"{8.4 * quantity:.2f}"})  # fmt: skip


def write_passed_journal(path: Path, scenario: str, hours: float = 2) -> None:
    world = World(path)
    _master_data(world)
    world.journal.write("scenario", id=scenario, title="as it should be")
    _placed(world)
    _carried(world)
    world.idles(hours)
    world.settled()
    world.journal.close()


FINDING = Finding(
    rule="I07",
    text=f"warehouse shipped 10, marketplace was told 8 (order {ORDER}, 84.00 GBP at risk, rule I07)",
    systems=("wms", "marketplace"),
    documents=(ORDER, "1", "wms parcel W2K9QD", "wms parcel W2K9R1"),
    order=ORDER,
    values={"wms shipped": "10", "oms shipped": "10", "erp delivered": "10",
            "marketplace was told": "8"},
    money_at_risk=Decimal("84.00"),
    currency="GBP",
    repeat=REPEAT,
)  # fmt: skip

STOCK = BeforeAfter(
    name="stock",
    columns=("system", "item", "site", "on hand", "promised", "free"),
    before=(
        ("marketplace", "MUG-01", "shop", "40", "0", "40"),
        ("oms", "MUG-01", "MAIN", "40", "0", "40"),
        ("erp", "MUG-01", "MAIN", "40", "0", "40"),
        ("wms", "MUG-01", "MAIN", "40", "0", "40"),
        ("wms", "TEE-RED-M", "MAIN", "12", "0", "12"),
    ),
    after=(
        ("marketplace", "MUG-01", "shop", "32", "2", "30"),
        ("oms", "MUG-01", "MAIN", "30", "0", "30"),
        ("erp", "MUG-01", "MAIN", "30", "0", "30"),
        ("wms", "MUG-01", "MAIN", "30", "0", "30"),
        ("wms", "TEE-RED-M", "MAIN", "12", "0", "12"),
    ),
    keys=3,
)
MONEY = BeforeAfter(
    name="money",
    columns=("what", "GBP"),
    before=(("authorised", "0.00"), ("invoiced", "0.00"), ("captured", "0.00")),
    after=(
        ("authorised", "84.00"),
        ("invoiced", "84.00"),
        ("captured", "67.20"),
        ("still to capture", "16.80"),
    ),
)

FAILED = ScenarioRecord(
    id="S07",
    title="10 ordered, 4 then 6 ship",
    rule="When 10 are ordered and 4, then 6 ship, there are two shipments and two invoices, and "
    "every system says that 10 were shipped.",
    topology="shop-erp-wms",
    systems=("marketplace", "oms", "erp", "wms"),
    seed=8123,
    verdict=Verdict.FAILED,
    findings=(FINDING,),
    started_us=MONDAY_US,
    ended_us=MONDAY_US + 8 * 60 * MINUTE_US,
    wall_s=0.412,
    story=(
        StoryStep(MONDAY_US + 320_000, "buyer", "orders 10 of MUG-01 for 84.00 GBP"),
        StoryStep(MONDAY_US + 321_000, "Bjork Mills", "Bjork Mills is the buyer"),
        StoryStep(MONDAY_US + 31 * MINUTE_US, "picker", "ships 4 of MUG-01 as parcel W2K9QD"),
        StoryStep(MONDAY_US + 302 * MINUTE_US, "picker", "ships 6 of MUG-01 as parcel W2K9R1"),
        StoryStep(MONDAY_US + 480 * MINUTE_US, "judge", "reads all four systems"),
    ),
    journal="journals/S07.ndjson",
    tables=(STOCK, MONEY),
    repeat=REPEAT,
)
_OTHERS = {
    "S01": "one order of 10, shipped, invoiced and paid",
    "S08": "the rest is cancelled after 4 have shipped",
    "S09": "a short pick goes on backorder",
    "S11": "an approved price survives every re-save",
    "S14": "3 of 10 come back sellable",
    "S15": "two returns of a discounted order",
    "S16": "a damaged unit is not sold again",
    "S18": "an order is cancelled before release",
    "W01": "an order-placed webhook straight into the ERP",
    "W02": "the ERP is down for a while",
    "S27": "the marketplace throttles a burst",
}


SCOPE = UatScope(
    project="Shop to ERP",
    requirements=(
        Requirement("R-1", "An order that ships in parts is billed in parts", ("S07", "S08")),
        Requirement("R-2", "Buyers are told that goods are late", (), "ann@b.example tests it by hand"),
        Requirement("R-3", "The rest of an order can be cancelled", ("S08",)),
        Requirement("R-4", "A gift voucher is redeemed", ("S99",)),
        Requirement("R-5", "A burst of orders is carried", ("S27", "S01")),
        Requirement("R-6", "One order is billed", ("S01", "S98")),
    ),
    not_tested=("Load was not tested.",),
    tester="Ada Brown",
    approver="Li Chen",
)


def passed(scenario: str, title: str) -> ScenarioRecord:
    return replace(
        FAILED,
        id=scenario,
        title=title,
        rule=f"When {title}, all systems agree on lines, money and stock and nothing is left open.",
        verdict=Verdict.PASSED,
        findings=(),
        journal=f"journals/{scenario}.ndjson",
        repeat=REPEAT.replace("S07", scenario),
        tables=(STOCK,),
    )


def a_run(directory: Path) -> RunRecord:
    """Twelve scenarios of which one failed and one could not be proven, journals included."""
    records = [passed(scenario, title) for scenario, title in _OTHERS.items()]
    records[-1] = replace(
        records[-1],
        verdict=Verdict.NOT_PROVEN,
        topology="full",
        reason="the marketplace was to answer 429 at least once and never did",
    )
    records.insert(1, FAILED)
    for record in records:
        path = directory / str(record.journal)
        if record is FAILED:
            write_failed_journal(path)
        else:
            write_passed_journal(path, record.id)
    return run_of(tuple(records))


def run_of(scenarios: tuple[ScenarioRecord, ...]) -> RunRecord:
    return RunRecord(
        run_id="2026-11-22T10-04-11-8123",
        versions={"ordergate": "0.1.0", "python": "3.11.2"},
        seed=8123,
        clock="virtual",
        connector="reference engine",
        configuration_hash="b2:5f0c1d9e",
        topologies=tuple(dict.fromkeys(scenario.topology for scenario in scenarios)),
        started="2026-11-22 10:04:11 UTC",
        scenarios=scenarios,
        rules={"I07": "shipments agree in all systems"},
    )


def compared_across(*topologies: str) -> tuple[ScenarioRecord, ...]:
    """The failed scenario in these topologies: the same finding, in which other systems agree."""
    return tuple(
        replace(
            FAILED,
            topology=topology,
            journal=None,
            findings=(
                replace(
                    FINDING,
                    text=f"order {ORDER}: shipped by {topology} 10, marketplace 8",
                    values={topology: "10", "marketplace": "8"},
                ),
            ),
        )
        for topology in topologies
    )
