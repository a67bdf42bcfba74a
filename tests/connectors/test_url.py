"""A connector that somebody else runs: the systems stay where they are, and it is told of each new world."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ordergate.harness.config.reading import read_config
from ordergate.harness.errors import ConnectorUnready, UsageError
from ordergate.harness.running.worlds import Worlds
from ordergate.harness.world.edges import Stopwatch, wait
from ordergate.harness.world.engine_process import free_port
from ordergate.harness.world.served import ServedWorld
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import WallClock
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.settings import Settings
from ordergate.simulators.server.topology import fresh_system

from .gate import MISBEHAVING, Gate

NOBODY = "http://127.0.0.1:9"
SETTLE = "[connector.settle]\npoll_every_s = 0.1\ncycles = 1\nlimit_s = 4\n"


class Elsewhere:
    """A connector that runs already, configured with the addresses of a world that is yet to come."""

    def __init__(self, folder: Path, mode: str) -> None:
        self.folder, self.world_port = folder, free_port()
        clock = WallClock()
        shop = fresh_system("marketplace", clock, Chance(5), Journal(clock.now_us), settings=Settings())
        given = shop.access.credentials()
        environment = {
            **os.environ, "SHOP_URL": f"http://127.0.0.1:{self.world_port}/worlds/acme/marketplace",
            "SHOP_CLIENT_ID": given["client_id"], "SHOP_CLIENT_SECRET": given["client_secret"],
        }  # fmt: skip
        command = [sys.executable, str(MISBEHAVING), mode, str(folder)]
        self.process = subprocess.Popen(command, env=environment)
        waited = Stopwatch()
        while not (folder / "ports").exists() and waited.elapsed_s < 20:
            wait(0.02)
        self.url = f"http://127.0.0.1:{(folder / 'ports').read_text().strip()}"

    def settings(self, more: str = "", *, url: str | None = None) -> str:
        return (
            f'[connector]\nkind = "url"\nurl = "{url or self.url}"\n{more}\n{SETTLE}'
            f'[world]\nport = {self.world_port}\nname = "acme"\nseed = 5\n'
        )

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


@pytest.fixture
def elsewhere(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Elsewhere]:
    """One that does nothing, unless a test asks for another mode."""
    made = Elsewhere(tmp_path, getattr(request, "param", "sleeps"))
    yield made
    made.end()


@pytest.mark.parametrize("elsewhere", ["floods"], indirect=True)
def test_it_finds_the_systems_where_it_was_told_and_lives_on(gate: Gate, elsewhere: Elsewhere) -> None:
    gate.settings(elsewhere.settings('reset = "{connector.url}/reset"\nrequests_max = 40'))
    run = gate.run("S01", "--topology", "shop-erp", "--topology", "full", "--parallel", "4")
    assert run.code == 1, run.said
    found = [finding["text"] for finding in gate.findings()]
    assert len(found) == 2
    assert all("requests in one scenario, and connector.requests_max is 40" in text for text in found), found
    assert gate.noted("resets") == ["POST"] * 3  # Once before all, and before each of the two.
    assert elsewhere.process.poll() is None


def test_addresses_and_credentials_stay_the_same_over_scenarios(gate: Gate, elsewhere: Elsewhere) -> None:
    gate.settings(elsewhere.settings())
    worlds = Worlds(read_config(gate.file, {}))
    told = []
    try:
        for seed in (1, 2):
            world = worlds.open("full", seed=seed, journal=None, repeat="")
            assert isinstance(world.port, ServedWorld) and world.seed == seed
            told.append(world.port.opened.systems)
            world.port.close()
    finally:
        worlds.close()
    assert told[0] == told[1]
    assert told[0]["erp"].base_url == f"http://127.0.0.1:{elsewhere.world_port}/worlds/acme/erp"


def test_one_that_is_not_there_is_not_ready(gate: Gate) -> None:
    gate.settings(
        f'[connector]\nkind = "url"\nurl = "{NOBODY}"\n[connector.start]\nlimit_s = 0.5\n'
        f"[world]\nport = {free_port()}\n"
    )
    run = gate.run()
    assert run.code == 3
    assert f"the connector is not ready: {NOBODY} could not be reached" in run.errors
    assert "it is not run by Ordergate; its own log says more" in run.errors
    assert gate.nothing_is_left(), gate.left_behind()


def test_a_port_that_is_taken_is_a_usage_error(gate: Gate, elsewhere: Elsewhere) -> None:
    gate.settings(elsewhere.settings())
    with socket.create_server(("127.0.0.1", elsewhere.world_port)):
        run = gate.run()
    assert run.code == 2
    port = elsewhere.world_port
    assert f"world.port is {port}: port {port} is in use by another program; end that, or set" in run.errors
    assert "Traceback" not in run.said


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (f'reset = "{NOBODY}/reset"', "connector.reset http://127.0.0.1:9/reset gave no answer"),
        (
            '[connector.settle]\nprobe = "{connector.url}/healthz"',
            "answers 'soon'; it has to be a JSON object",
        ),
        (
            '[connector.start]\nprobe = "http://127.0.0.1:{connector.port}/"',
            "names {connector.port}, which nothing",
        ),
    ],
)
def test_what_cannot_work_is_named_before_anything_is_judged(
    gate: Gate, elsewhere: Elsewhere, more: str, words: str
) -> None:
    text = elsewhere.settings(more)
    gate.settings(text.replace(SETTLE, "") if "settle" in more else text)
    worlds = Worlds(read_config(gate.file, {}))
    try:
        with pytest.raises((ConnectorUnready, UsageError)) as refused:
            worlds.open("shop-erp", seed=1, journal=None, repeat="")
    finally:
        worlds.close()
    assert words in str(refused.value)
