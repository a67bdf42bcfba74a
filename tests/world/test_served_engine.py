"""The reference engine beside a served world: it carries orders, and it never outlives the world."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.errors import ConnectorTrouble, ConnectorUnready
from ordergate.harness.world.control_client import OpenedWorld, ServedSystem
from ordergate.harness.world.engine_process import EngineProcess, engine_settings
from ordergate.harness.world.served import ServedBlueprint, ServedWorld, serve_world
from ordergate.harness.world.server_process import ServerProcess
from ordergate.harness.world.world import World
from ordergate.simulators.kernel.clock import HOUR_US
from tests.server.processes import is_running
from tests.world.serving import QUICK


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("served")) as started:
        yield started


def engine_of(port: ServedWorld) -> EngineProcess:
    assert isinstance(port.connector, EngineProcess)
    return port.connector


def test_an_order_goes_its_way_while_a_system_is_down_and_time_flies(
    server: ServerProcess, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.ndjson"
    port = serve_world("full", seed=7, journal=journal, server=server)
    process_id = engine_of(port).pid
    world = World(port)
    sku = world.stocked("AB/1", 10, price="7.65")
    with world.down("erp"):
        order = world.buyer.orders({sku: 4})
        world.run(hours=2)
        assert "erp" not in world.order(order).states()
    world.settle()
    world.picker.ships(order, {sku: 4})
    world.settle()
    assert world.order(order).invoices() == [Decimal("36.72")]
    assert world.order(order).captured() == Decimal("36.72")
    assert world.judged().findings == port.judge.full(port.accounts()).findings == ()
    assert port.connector_calls() > 30
    assert port.accounts().quarantined == frozenset()
    port.close()
    assert not is_running(process_id)
    assert b'"status":503' in journal.read_bytes()


def test_a_system_that_is_down_keeps_a_world_from_being_settled(
    server: ServerProcess, tmp_path: Path
) -> None:
    control = server.control()
    blueprint = ServedBlueprint("shop-erp", 7)
    port = ServedWorld(control, blueprint, lambda opened: EngineProcess(opened, tmp_path), QUICK)
    port.disturb("server_error on erp")
    settled = port.settle(HOUR_US)
    assert not settled.ok
    assert settled.reason.startswith("work that the connector has left: ")  # Lists that it cannot read.
    port.close()
    control.close()


def test_an_engine_that_dies_is_said_so_and_the_world_is_closed(server: ServerProcess) -> None:
    port = serve_world("shop-erp", seed=7, server=server)
    os.kill(engine_of(port).pid, signal.SIGKILL)
    with pytest.raises(ConnectorTrouble, match="ended with -9") as trouble:
        port.settle(HOUR_US)
    assert trouble.value.exit_code == 1
    port.close()
    control = server.control()
    assert port.opened.name not in [world["name"] for world in control.ask("GET", "/worlds")["worlds"]]
    control.close()


def test_an_engine_that_cannot_log_in_anywhere_starts_all_the_same_and_never_settles(tmp_path: Path) -> None:
    systems = {
        "marketplace": ServedSystem("http://127.0.0.1:1/m", {"client_id": "c", "client_secret": "s"}),
        "erp": ServedSystem("http://127.0.0.1:1/e", {"client_id": "c", "client_secret": "s"}),
    }
    engine = EngineProcess(OpenedWorld("w", "shop-erp", 1, 1, 1, systems), tmp_path)
    news = engine.news(0)
    assert news is not None and news.startswith("the connector cannot look for news: ")
    engine.stop()
    assert not is_running(engine.pid)


def test_an_engine_that_does_not_start_is_quoted_and_not_left_behind(tmp_path: Path) -> None:
    with pytest.raises(ConnectorUnready, match=r"it ended with 2 \(.*ORDERGATE_ENGINE_"):
        EngineProcess(OpenedWorld("w", "full", 1, 1, 1, {}), tmp_path)


def test_a_world_of_its_own_brings_its_server_and_takes_it_away() -> None:
    port = serve_world("shop-erp", seed=7)
    process_id = engine_of(port).pid
    assert port.settle(HOUR_US).ok
    port.close()
    assert not is_running(process_id)


def test_an_engine_is_told_everything_by_environment() -> None:
    systems = {"oms": ServedSystem("http://h/oms", {"api_key": "k"})}
    settings = engine_settings(OpenedWorld("w", "full", 1, 10, 99, systems), "http://h/hooks")
    assert settings["ORDERGATE_ENGINE_OMS__API_KEY"] == "k"
    assert settings["ORDERGATE_ENGINE_OMS__BASE_URL"] == "http://h/oms"
    assert settings["ORDERGATE_ENGINE_WEBHOOK_URL"] == "http://h/hooks"
    assert settings["ORDERGATE_ENGINE_CLOCK_SCALE"] == "10"
    assert settings["ORDERGATE_ENGINE_CLOCK_START_US"] == "99"


def test_what_it_set_aside_goes_through_when_it_is_told_to_try_again(server: ServerProcess) -> None:
    port = serve_world("shop-erp", seed=7, server=server)
    world = World(port)
    world.merchandiser.lists_in_the_shop("NEW/01", "A new lamp", Decimal("12.0000"))
    order = world.buyer.orders({"NEW/01": 2})
    world.settle()
    assert world.set_aside() == [("order", order.key)]
    world.stocked("NEW/01", 10, price="10.00")
    assert world.requeue() == 1
    world.settle()
    assert (world.set_aside(), world.requeue()) == ([], 0)
    assert world.order(order).states() == {"marketplace": "unshipped", "erp": "open"}
    assert world.judged().findings == ()
    port.close()
