"""Where ``ordergate up`` serves, who may control it, and what the environment may say instead of a flag."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from ordergate.harness.commands.up import up
from ordergate.harness.errors import UsageError
from ordergate.harness.world.edges import Stopwatch
from tests.server.processes import Up, environment, first_output

CLI = [sys.executable, "-c", "from ordergate.harness.cli import main; main()", "up"]


def told_by_cli(folder: Path, *flags: str, **variables: str) -> tuple[Any, str]:
    """What ``ordergate up --json`` says when it starts, on stdout and on stderr."""
    process = subprocess.Popen(
        [*CLI, "--json", *flags], cwd=folder, env=environment(variables),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    said = first_output(process.stdout)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    return json.loads(said), errors.decode()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"public_url": "shop.example.com"}, "--public-url is 'shop.example.com'; it takes http://"),
        ({"public_url": "ftp://shop"}, "--public-url is"),
        ({"public_url": "http://shop:port"}, "--public-url is"),
        ({"public_url": "http://shop/?a=1"}, "--public-url is"),
        ({"control_from": ["10.0.0.0/40"]}, "--control-from is '10.0.0.0/40'"),
        ({"control_from": ["10.0.0.1/8"]}, "has host bits set"),
        ({"control_from": ["everybody"]}, "it takes a network such as 172.16.0.0/12"),
        ({"start": "yesterday"}, "--start is 'yesterday'; it takes an instant with its zone"),
        ({"start": "2026-01-02T08:30:00"}, "--start is '2026-01-02T08:30:00'"),
        ({"start": "1970-01-01T00:00:00Z"}, "a world's time lies between the years 1990 and 2100"),
        ({"scale": 0}, "scale is 0; it takes 1 to 10000"),
        ({"sites": "MAIN,MAIN"}, "site MAIN is named twice"),
        ({"sites": "MAIN,"}, "--sites is 'MAIN,': a site cannot be called ''"),
        ({"sites": "A@B"}, "it takes names such as MAIN,NORTH"),
        ({"policies": ["oms.backorder"]}, "--policy is 'oms.backorder'; it takes a name and a choice"),
        (
            {"policies": ["oms.mood=good"]},
            "there is no policy oms.mood; there are: erp.",
        ),
        ({"policies": ["oms.backorder=drop"]}, "cannot be 'drop'; it is one of: keep, cancel"),
        ({"policies": ["oms.ship=partial", "oms.ship=complete"]}, "oms.ship=partial and oms.ship=complete"),
        (
            {"policies": ["safety_stock=3"]},
            "safety_stock is a policy of the connector, not of a system; set it in [policies] of ",
        ),
        (
            {"policies": ["oms.ship=complete"], "topology": "shop-erp"},
            "--policy oms.ship=complete is about the oms, and there is none in shop-erp; leave it out, or "
            "choose --topology full",
        ),
        ({"host": "192.0.2.1"}, "port 0 of 192.0.2.1 cannot be served"),
        ({"host": "no.such.host.invalid"}, "port 0 of no.such.host.invalid cannot be served"),
    ],
)
def test_what_cannot_be_is_named_with_the_way_out(tmp_path: Path, said: dict[str, Any], reason: str) -> None:
    with pytest.raises(UsageError) as refused:
        up(**{"port": 0, "journals": tmp_path, **said})
    assert reason in str(refused.value)
    assert refused.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_the_environment_says_what_no_flag_says(tmp_path: Path) -> None:
    told, errors = told_by_cli(
        tmp_path, "--seed", "9", ORDERGATE_PORT="0", ORDERGATE_DATA="kept", ORDERGATE_TOPOLOGY="shop-erp",
        ORDERGATE_SEED="8", ORDERGATE_SCALE="3", ORDERGATE_START="2026-01-02T08:30:00Z",
        ORDERGATE_PUBLIC_URL="https://shop.example.com/", ORDERGATE_CONTROL_TOKEN="the-token-of-all",
        ORDERGATE_WORLD="mine", ORDERGATE_SITES="MAIN,NORTH",
        ORDERGATE_POLICY="erp.remainder=complete erp.under_delivery=close",
    )  # fmt: skip
    (world,) = told["worlds"]
    assert (told["base_url"], told["data"], told["control_token"]) == (
        "https://shop.example.com", "kept", "the-token-of-all",
    )  # fmt: skip
    assert (world["name"], world["topology"], world["seed"], world["scale"]) == ("mine", "shop-erp", 9, 3)
    assert world["now"].startswith("2026-01-02T08:3")
    assert world["sites"] == ["MAIN", "NORTH"]
    assert world["policies"] == {"erp.remainder": "complete", "erp.under_delivery": "close"}
    assert world["systems"]["erp"]["base_url"] == "https://shop.example.com/worlds/mine/erp"
    assert (tmp_path / "kept" / "worlds.sqlite3").exists()
    assert errors == ""


def test_a_bad_value_in_the_environment_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        CLI, cwd=tmp_path, env=environment({"ORDERGATE_PORT": "eighty"}), capture_output=True, check=False,
        timeout=20,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"ORDERGATE_PORT" in done.stderr and b"valid integer" in done.stderr


def test_a_server_that_others_can_reach_says_so_aloud(tmp_path: Path) -> None:
    told, errors = told_by_cli(
        tmp_path, "--port", "0", "--host", "0.0.0.0", "--control-from", "172.16.0.0/12"
    )
    assert told["base_url"].startswith("http://127.0.0.1:")
    assert "WARNING: 0.0.0.0 can be reached from other machines" in errors
    assert "this machine, 172.16.0.0/12" in errors


def test_a_durable_server_ends_in_time_and_goes_on(tmp_path: Path) -> None:
    for expected in (0, 1):
        server = Up(tmp_path, data=tmp_path / "data", as_json=True, token="my-own-token", seed=3)
        key = {"authorization": "Bearer my-own-token"}
        with httpx.Client(base_url=server.json()["base_url"], headers=key, trust_env=False) as http:
            ready = http.get("/_control/ready").json()
            assert ready == {"status": "ready", "worlds": expected + 1, "durable": True}
            wish = {"topology": "shop-erp", "seed": 1, "name": f"w{expected}"}
            assert http.post("/_control/worlds", json=wish).status_code == 201
            ending = Stopwatch()
            assert server.end(signal.SIGTERM) == (0, "")
        assert ending.elapsed_s < 3
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        "journals",
        "lock",
        "worlds.sqlite3",
    ]
