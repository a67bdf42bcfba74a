"""A connector that is an image runs through testcontainers, and nothing of it stays behind."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import docker
import httpx
import pytest

from ordergate.harness.config.reading import config_without_file
from ordergate.harness.connectors.container import OWNER
from ordergate.harness.connectors.image import also_served_on, seen_inside
from ordergate.harness.errors import UsageError
from ordergate.harness.world.edges import Stopwatch, wait
from ordergate.harness.world.server_process import ServerProcess
from tests.conftest import Build

from .gate import ROOT, Gate, ended

NODE = ROOT / "docs" / "examples" / "node"
IDLE = ["sh", "-c", "exec sleep 600"]


@pytest.fixture(scope="module")
def node_image(build: Build) -> str:
    """The example connector, as its Dockerfile makes it."""
    return build(NODE, "ordergate-test-connector")


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


def settings(image: str, network: str = "host") -> str:
    """Those of the example connector, for its image."""
    text = (NODE / "ordergate.toml").read_text("utf-8")
    text = text.replace('kind = "command"', f'kind = "image"\nimage = "{image}"\nnetwork = "{network}"')
    lines = [line for line in text.splitlines() if not line.startswith(("command =", "directory ="))]
    listen = ['LISTEN = "0.0.0.0"', 'OWN_URL = "{connector.url}"'] if network == "bridge" else []
    at = lines.index("[connector.environment]") + 1
    return "\n".join([*lines[:at], *listen, *lines[at:]])


def plain(image: str, *command: str) -> str:
    return f'[connector]\nkind = "image"\nimage = "{image}"\ncommand = {json.dumps(command)}\n'


def containers_of(engine: docker.DockerClient, pid: int) -> list[Any]:
    label = f"{OWNER}={platform.node()}/{pid}"
    found: list[Any] = engine.containers.list(all=True, filters={"label": label})
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("network", "scenarios"), [("host", ["S07", "S14"]), ("bridge", ["S07"])])
def test_a_connector_in_a_container_passes_and_leaves_nothing(
    docker_engine: docker.DockerClient, node_image: str, gate: Gate, network: str, scenarios: list[str]
) -> None:
    volumes = {volume.name for volume in docker_engine.volumes.list()}
    gate.settings(settings(node_image, network))
    with gate.started(*gate.asked(*scenarios, "--topology", "full")) as process:
        ran = ended(process, Stopwatch())
    assert ran.code == 0, ran.said
    assert {scenario["id"] for scenario in gate.scenarios()} == set(scenarios)
    assert {scenario["verdict"] for scenario in gate.scenarios()} == {"passed"}
    assert containers_of(docker_engine, process.pid) == []
    assert {volume.name for volume in docker_engine.volumes.list()} == volumes
    assert gate.nothing_is_left(), gate.left_behind()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["sh", "-c", "echo the licence has expired >&2; exit 7"], "the licence has expired"),
        (["no-such-program"], "no-such-program"),
    ],
)
def test_a_container_that_does_not_start_is_not_ready_and_its_last_words_are_told(
    docker_engine: docker.DockerClient, base_image: str, gate: Gate, command: list[str], words: str
) -> None:
    gate.settings(plain(base_image, *command) + '[connector.start]\nprobe = "{connector.url}/"\n')
    with gate.started(*gate.asked()) as process:
        ran = ended(process, Stopwatch())
    assert ran.code == 3, ran.said
    assert words in ran.errors
    assert containers_of(docker_engine, process.pid) == []


def test_a_container_goes_when_the_run_is_killed(
    docker_engine: docker.DockerClient, base_image: str, gate: Gate
) -> None:
    gate.settings(plain(base_image, *IDLE))
    with gate.started(*gate.asked()) as process:
        waited = Stopwatch()
        while not any(one.status == "running" for one in containers_of(docker_engine, process.pid)):
            assert waited.elapsed_s < 30, "no container was started"
            wait(0.05)
        os.killpg(process.pid, signal.SIGKILL)
    waited = Stopwatch()
    while containers_of(docker_engine, process.pid):
        assert waited.elapsed_s < 20, "the container is still there"
        wait(0.05)


def test_what_a_killed_run_left_is_removed_by_the_next(
    docker_engine: docker.DockerClient, base_image: str, gate: Gate
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    labels = {OWNER: f"{platform.node()}/{gone.pid}"}
    docker_engine.containers.run(base_image, IDLE, detach=True, labels=labels)
    gate.settings(plain(base_image, "false") + '[connector.start]\nprobe = "{connector.url}/"\n')
    gate.run()
    assert containers_of(docker_engine, gone.pid) == []


def test_an_image_that_is_nowhere_is_named_with_the_way_out(
    docker_engine: docker.DockerClient, gate: Gate
) -> None:
    gate.settings(plain("ordergate-test-nowhere:1"))
    ran = gate.run()
    assert ran.code == 2
    assert "there is no image ordergate-test-nowhere:1 (connector.image)" in ran.errors
    assert "docker build -t ordergate-test-nowhere:1 ." in ran.errors


def test_without_an_engine_the_way_out_is_told(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{gate.folder}/nobody.sock")
    gate.settings(plain("acme/connector"))
    ran = gate.run()
    assert ran.code == 2
    assert "connector.image acme/connector needs a Docker engine, and none can be reached" in ran.errors
    assert "Traceback" not in ran.said


def test_without_testcontainers_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "testcontainers", None)
    config = config_without_file(
        {"connector.kind": "image", "connector.image": "acme", "connector.network": "bridge"}
    )
    with pytest.raises(UsageError, match="pip install testcontainers"):
        also_served_on(config)


def test_addresses_are_those_that_the_container_sees() -> None:
    values = {"erp.base_url": "http://127.0.0.1:81/worlds/a/erp", "connector.url": "http://127.0.0.1:90"}
    image = {"connector.kind": "image", "connector.image": "acme"}
    assert seen_inside(config_without_file(image), values) == values | {
        "connector.directory": "/tmp/ordergate"
    }
    inside = seen_inside(config_without_file(image | {"connector.network": "bridge"}), values)
    assert inside["erp.base_url"] == "http://host.docker.internal:81/worlds/a/erp"
    assert inside["connector.url"] == "http://127.0.0.1:90"


def test_systems_are_served_on_one_more_address_for_containers_that_see_only_that(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, also_on="127.0.0.2") as server:
        for address in ("127.0.0.1", "127.0.0.2"):
            url = server.base_url.replace("127.0.0.1", address)
            assert httpx.get(f"{url}/_control/health", trust_env=False).status_code == 200
