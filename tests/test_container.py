"""Ordergate as an image: a user who is not root, healthy, offline, and with worlds that outlast it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import httpx
import pytest
import yaml

from ordergate.harness.world.edges import Stopwatch, wait
from ordergate.harness.world.engine_process import free_port
from tests.conftest import UNTESTED, Build

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
TOKEN = "a-token-for-tests"
CONTROL = {"authorization": f"Bearer {TOKEN}"}
DOCKER_NETWORKS = "172.16.0.0/12 192.168.0.0/16"


def until(true: Callable[[], bool], what: str, limit_s: float = 60.0) -> None:
    waited = Stopwatch()
    while not true():
        assert waited.elapsed_s < limit_s, what
        wait(0.2)


@pytest.fixture(scope="module")
def image(build: Build) -> str:
    return build(ROOT, "ordergate-test")


class Served:
    """A container that serves worlds as safely as one can ask it to."""

    def __init__(self, engine: docker.DockerClient, image: str, volume: str, **environment: str) -> None:
        self.container: Any = engine.containers.run(
            image, detach=True, read_only=True, tmpfs={"/tmp": ""}, cap_drop=["ALL"],
            security_opt=["no-new-privileges:true"], ports={"8400/tcp": ("127.0.0.1", 0)},
            volumes={volume: {"bind": "/data"}},
            environment={"ORDERGATE_CONTROL_TOKEN": TOKEN, **environment},
        )  # fmt: skip

    def becomes_healthy(self) -> None:
        until(self._is_healthy, "the container never became healthy")

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        [port] = self.container.ports["8400/tcp"]
        url = f"http://127.0.0.1:{port['HostPort']}{path}"
        return httpx.request(method, url, trust_env=False, **more)

    def says(self, *command: str) -> str:
        code, output = self.container.exec_run(list(command))
        assert code == 0, output
        return str(output, "utf-8").strip()

    def _is_healthy(self) -> bool:
        self.container.reload()
        return bool(self.container.attrs["State"]["Health"]["Status"] == "healthy")


@pytest.fixture
def volume(docker_engine: docker.DockerClient) -> Iterator[str]:
    made = docker_engine.volumes.create()
    yield made.name
    made.remove()


@pytest.fixture
def serve(docker_engine: docker.DockerClient, image: str, volume: str) -> Iterator[Callable[..., Served]]:
    started = []

    def serving(**environment: str) -> Served:
        started.append(Served(docker_engine, image, volume, **environment))
        started[-1].becomes_healthy()
        return started[-1]

    yield serving
    for served in started:
        served.container.remove(force=True, v=True)


@pytest.mark.slow
def test_it_becomes_healthy_as_a_user_who_is_not_root(serve: Callable[..., Served]) -> None:
    served = serve(ORDERGATE_SEED="7", ORDERGATE_CONTROL_FROM=DOCKER_NETWORKS)
    assert served.says("id", "-u") == "1000"
    worlds = served.ask("GET", "/_control/worlds", headers=CONTROL).json()["worlds"]
    assert [(world["name"], world["topology"], world["seed"]) for world in worlds] == [("main", "full", 7)]


@pytest.mark.slow
def test_outside_of_the_container_nobody_controls_it_unless_told_so(serve: Callable[..., Served]) -> None:
    served = serve()
    assert served.ask("GET", "/_control/worlds", headers=CONTROL).status_code == 403
    assert served.ask("GET", "/worlds/main/erp/openapi.json").status_code == 200


@pytest.mark.slow
def test_worlds_outlast_the_container(serve: Callable[..., Served]) -> None:
    first = serve(ORDERGATE_CONTROL_FROM=DOCKER_NETWORKS)
    item = {"item": "MUG-01", "description": "Mug, white", "list_price": "5.0000"}
    first.ask("POST", "/worlds/main/erp/_world/items", headers=CONTROL, json={"items": [item]})
    first.container.stop(timeout=10)
    assert first.container.wait()["StatusCode"] == 0
    again = serve(ORDERGATE_CONTROL_FROM=DOCKER_NETWORKS)
    told = again.ask("POST", "/worlds/main/erp/_world/items", headers=CONTROL, json={"items": [item]})
    assert told.json() == {"created": 0, "already": 1}


@pytest.mark.slow
def test_scenarios_run_in_it_without_any_network(docker_engine: docker.DockerClient, image: str) -> None:
    said = docker_engine.containers.run(
        image, ["run", "S07"], network_mode="none", tmpfs={"/data": ""}, remove=True
    )
    assert "3 scenarios passed: no business rule was broken" in said.decode()


def test_the_last_stage_is_not_root_and_has_a_health_check() -> None:
    last = (ROOT / "Dockerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.*)$", last, re.MULTILINE) == ["1000:1000"]
    assert "HEALTHCHECK" in last


def test_the_credentials_of_the_compose_file_are_those_of_its_seed() -> None:
    page = (ROOT / "docs" / "connecting.md").read_text("utf-8")
    systems = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])["worlds"][0]["systems"]
    secrets = [text for system in systems.values() for text in system["credentials"].values()]
    told = COMPOSE["services"]["connector"]["environment"].values()
    assert COMPOSE["services"]["ordergate"]["environment"]["ORDERGATE_SEED"] == "7"
    assert [secret for secret in secrets if secret not in told] == []


def test_the_compose_file_is_as_careful_as_it_can_be() -> None:
    ordergate, connector = COMPOSE["services"]["ordergate"], COMPOSE["services"]["connector"]
    assert ordergate["read_only"] is True
    assert ordergate["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in ordergate["ports"])
    assert connector["depends_on"] == {"ordergate": {"condition": "service_healthy"}}


class Composed:
    """The services of compose.yaml, as a project of their own on a free port."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.port = free_port()
        self._command = [*command, "--project-name", f"ordergate-test-{self.port}"]
        self._environment = {
            **os.environ, **environment, "ORDERGATE_PORT": str(self.port), "ORDERGATE_CONTROL_TOKEN": TOKEN
        }  # fmt: skip

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._command, *arguments], cwd=ROOT, env=self._environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def acts(self, path: str, body: dict[str, Any]) -> None:
        url = f"http://127.0.0.1:{self.port}/worlds/main/{path}"
        assert httpx.post(url, headers=CONTROL, json=body, trust_env=False).is_success


def compose_command() -> list[str]:
    for command in (["docker", "compose"], ["docker-compose"]):
        found = shutil.which(command[0])
        if found and subprocess.run([*command, "version"], capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip(f"{UNTESTED}: there is no docker compose (on Debian: apt install docker-compose)")


@pytest.fixture
def composed(build: Build, image: str) -> Iterator[Composed]:
    connector = build(ROOT / "docs" / "examples" / "node", "ordergate-test-composed")
    composed = Composed(compose_command(), {"ORDERGATE_IMAGE": image, "ORDERGATE_CONNECTOR_IMAGE": connector})
    yield composed
    composed.run("down", "--volumes", "--timeout", "5")


@pytest.mark.slow
def test_the_composed_services_find_each_other(composed: Composed) -> None:
    composed.run("up", "--detach", "--no-build")
    until(lambda: "ready on 9000" in composed.run("logs", "connector"), "the connector never became ready")
    buyer = {"company": "Hill & Sons Ltd", "email": "office@hill.example", "phone": "+44 20 7946 0018"}
    address = {"name": "Hill & Sons Ltd", "line": "4 Mill Lane", "city": "Leeds", "postcode": "LS1 4DY"}
    composed.acts("marketplace/_world/buyers", {**buyer, "address": {**address, "country": "United Kingdom"}})
    journal = ("exec", "-T", "ordergate", "cat", "/data/journals/main-1.ndjson")

    def arrived() -> bool:
        lines = [json.loads(line) for line in composed.run(*journal).splitlines()]
        heard = any(line["kind"] == "delivery" and line.get("status") == 204 for line in lines)
        made = any(
            line["kind"] == "call" and line["path"] == "/Customers" and line["method"] == "POST"
            for line in lines
        )
        return heard and made

    until(arrived, "the connector did not hear of the buyer, or did not make a customer of it", 20.0)
