"""A connector that covers some data flows: the reference engine plays the others, and both pass."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ordergate.harness.config.model import Config
from ordergate.harness.connectors.links import check_links, links_covered
from ordergate.harness.errors import UsageError

from .gate import ROOT, Gate

STRANGER = f"""
[connector]
name = "engine as a stranger"
kind = "command"
command = [{json.dumps(sys.executable)}, "-m", "ordergate.harness.sync"]
links = ["customers", "orders", "cancellations", "fulfilments", "deliveries", "shipments", "payments"]
[connector.environment]
PYTHONPATH = {json.dumps(str(ROOT))}
ORDERGATE_ENGINE_TOPOLOGY = "{{world.topology}}"
ORDERGATE_ENGINE_WEBHOOK_URL = "{{connector.url}}/webhooks"
ORDERGATE_ENGINE_LISTEN = "127.0.0.1:{{connector.port}}"
ORDERGATE_ENGINE_LINKS = "{{world.links}}"
ORDERGATE_ENGINE_MARKETPLACE__BASE_URL = "{{marketplace.base_url}}"
ORDERGATE_ENGINE_MARKETPLACE__CLIENT_ID = "{{marketplace.client_id}}"
ORDERGATE_ENGINE_MARKETPLACE__CLIENT_SECRET = "{{marketplace.client_secret}}"
ORDERGATE_ENGINE_ERP__BASE_URL = "{{erp.base_url}}"
ORDERGATE_ENGINE_ERP__CLIENT_ID = "{{erp.client_id}}"
ORDERGATE_ENGINE_ERP__CLIENT_SECRET = "{{erp.client_secret}}"
ORDERGATE_ENGINE_OMS__BASE_URL = "{{oms.base_url}}"
ORDERGATE_ENGINE_OMS__API_KEY = "{{oms.api_key}}"
ORDERGATE_ENGINE_WMS__BASE_URL = "{{wms.base_url}}"
ORDERGATE_ENGINE_WMS__KEY_ID = "{{wms.key_id}}"
ORDERGATE_ENGINE_WMS__SECRET = "{{wms.secret}}"
ORDERGATE_ENGINE_POLLS__SAFETY_S = "1"
ORDERGATE_ENGINE_POLLS__ERP_S = "1"
ORDERGATE_ENGINE_POLLS__STOCK_S = "1"
ORDERGATE_ENGINE_RETRY__FIRST_S = "1"
ORDERGATE_ENGINE_RETRY__CAP_S = "1"
[connector.start]
probe = "{{connector.url}}/healthz"
[connector.settle]
poll_every_s = 1.1
cycles = 1
probe = "{{connector.url}}/status"
"""


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    made = Gate(tmp_path)
    yield made
    for process in made.processes():
        process.kill()


def test_a_stranger_and_the_reference_engine_share_the_flows_in_every_topology(gate: Gate) -> None:
    gate.settings(STRANGER)
    run = gate.run("S07", "--parallel", "3")
    assert run.code == 0, run.said
    ran = gate.scenarios()
    assert {one["topology"] for one in ran} == {"shop-erp", "shop-erp-wms", "full"}
    assert {one["verdict"] for one in ran} == {"passed"}
    told = json.loads((gate.out / "run.json").read_text("utf-8"))
    assert told["links_covered"]["shop-erp"] == [
        "customers", "orders", "cancellations", "payments", "deliveries"
    ]  # fmt: skip
    assert told["links_by_reference"]["shop-erp"] == [
        "items", "stock", "amendments", "returns", "inspections", "holds", "prices", "price-groups",
        "reviews", "seller-cancellations",
    ]  # fmt: skip
    assert gate.nothing_is_left(), gate.left_behind()


def of(links: list[str] | str, *topologies: str) -> Config:
    connector = {"kind": "command", "command": ["ls"], "links": links}
    return Config.model_validate(
        {"connector": connector | ({"topologies": topologies} if topologies else {})}
    )


def test_a_flow_is_covered_where_the_topology_has_it() -> None:
    config = of(["shipments", "deliveries"])
    assert links_covered(config, "shop-erp") == ("deliveries",)
    assert links_covered(config, "full") == ("shipments",)
    assert len(links_covered(of("all"), "full")) == 19


@pytest.mark.parametrize(
    ("links", "topologies", "words"),
    [
        (["items"], [], "names items alone; in shop-erp the data flows items, stock build on each other"),
        (["stock"], ["shop-erp"], "names stock alone; in shop-erp the data flows items, stock build"),
        (["orders"], ["shop-erp-wms"], "orders alone; in shop-erp-wms the data flows orders, cancellations"),
        (["items", "stock"], ["full"], "items, stock alone; in full the data flows items, stock, erp-move"),
        (["fulfilments"], ["shop-erp"], "names fulfilments, which no topology of this connector has"),
    ],
)
def test_flows_that_build_on_each_other_are_not_torn_apart(
    links: list[str], topologies: list[str], words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        check_links(of(links, *topologies))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("links", "topologies"),
    [
        (["items", "stock"], ["shop-erp", "shop-erp-wms"]),
        (["orders"], ["shop-erp", "full"]),
        (["orders", "cancellations", "payments"], []),
        (["items", "stock", "erp-movements"], ["full"]),
        ("all", []),
    ],
)
def test_flows_that_stand_on_their_own_are_taken(links: list[str] | str, topologies: list[str]) -> None:
    check_links(of(links, *topologies))
