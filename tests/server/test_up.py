"""``ordergate up`` says where everything is, ends cleanly, and refuses what it cannot serve."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from ordergate.harness.commands.up import TOKEN_VARIABLE, up
from ordergate.harness.errors import UsageError
from tests.server.hall import BUYER
from tests.server.processes import Up, is_free

WORLDS = [f"w{n}" for n in range(16)]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_server_says_where_it_is_and_ends_cleanly(tmp_path: Path, end: signal.Signals) -> None:
    server = Up(tmp_path, as_json=True, seed=5, topology="shop-erp", name="mine", token="my-own-token")
    told = server.json()
    port = urlsplit(told["base_url"]).port
    assert port and told["control_token"] == "my-own-token"
    (world,) = told["worlds"]
    assert (world["name"], world["topology"], world["seed"]) == ("mine", "shop-erp", 5)
    assert list(world["systems"]) == ["marketplace", "erp"]
    assert httpx.get(f"{told['base_url']}/_control/health", trust_env=False).json()["worlds"] == 1
    assert not is_free(port)
    assert server.end(end) == (0, "")
    assert is_free(port)
    assert (tmp_path / "out" / "worlds" / "mine-1.ndjson").read_bytes().count(b"\n") == 2


def test_people_are_told_addresses_and_credentials(tmp_path: Path) -> None:
    server = Up(tmp_path, seed=5)
    lines = server.said.splitlines()
    server.end(signal.SIGINT)
    assert lines[0].startswith("Ordergate serves worlds at http://127.0.0.1:")
    assert lines[1].startswith("control token  ") and len(lines[1].split()[-1]) > 20
    token = lines[1].split()[-1]
    assert lines[2].startswith("start page     http://127.0.0.1:") and lines[2].endswith(f"/?token={token}")
    assert lines[4] == "world main, topology full, seed 5"
    assert [line.split()[0] for line in lines if "/worlds/main/" in line] == [
        "marketplace", "oms", "erp", "wms",
    ]  # fmt: skip
    assert any(line.split() == ["client_id", "erp-client"] for line in lines)


def test_a_port_in_use_is_said_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} is in use by another program") as refused:
            up(port=port, journals=tmp_path)
    assert refused.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"topology": "shop"}, "there is no topology shop; there are: shop-erp, shop-erp-wms, full"),
        ({"seed": -3}, "seed is -3; it takes 0 to"),
        ({"name": "My World"}, "a world cannot be called 'My World'"),
        ({"token": "short"}, "a control token takes 8 or more"),
        ({"token": "with a space"}, "a control token takes 8 or more"),
        ({"port": 70_000}, "there is no port 70000"),
        ({"port": -1}, "there is no port -1"),
    ],
)
def test_what_cannot_be_served_is_named(tmp_path: Path, arguments: dict[str, Any], message: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    with pytest.raises(UsageError, match=message) as refused:
        up(**{"port": port, "journals": tmp_path, **arguments})
    assert refused.value.exit_code == 2
    assert is_free(port)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_journal_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="the journal of world main cannot be written"):
        up(port=0, journals=tmp_path / "file")


def test_a_token_from_the_environment_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "short")
    with pytest.raises(UsageError, match="a control token takes 8 or more"):
        up(port=0, journals=tmp_path)


def test_sixteen_worlds_at_once_over_http_do_not_see_each_other(tmp_path: Path) -> None:
    server = Up(tmp_path, as_json=True, token="my-own-token", name=None)
    try:
        seen = asyncio.run(_sixteen(server.json()["base_url"]))
    finally:
        server.kill()
    assert seen == {name: [name] * 3 for name in WORLDS}


async def _sixteen(base_url: str) -> dict[str, list[str]]:
    """The names of the buyers that each world holds, all worlds being used at the same time."""
    headers = {"authorization": "Bearer my-own-token"}
    async with httpx.AsyncClient(base_url=base_url, headers=headers, trust_env=False, timeout=20) as http:
        found = await asyncio.gather(*(_one(http, name) for name in WORLDS))
    return dict(zip(WORLDS, found, strict=True))


async def _one(http: httpx.AsyncClient, name: str) -> list[str]:
    wish = {"name": name, "topology": "full", "seed": 7}
    assert (await http.post("/_control/worlds", json=wish)).status_code == 201
    for _ in range(3):
        buyer = {**BUYER, "company": name}
        made = await http.post(f"/worlds/{name}/marketplace/_world/buyers", json=buyer)
        assert made.status_code == 201
    told = (await http.get(f"/_control/worlds/{name}/changes")).json()["changes"]
    assert (await http.delete(f"/_control/worlds/{name}")).status_code == 204
    return [change["after"]["company"] for change in told]
