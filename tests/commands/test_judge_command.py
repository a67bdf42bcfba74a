"""``ordergate judge`` says whether what drove a served world kept the rules; silence proves nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from ordergate.harness.actors.orders import PlacedOrder
from ordergate.harness.commands.attaching import TOKEN_VARIABLE
from ordergate.harness.commands.judge import JudgeOptions, broken_rules, judge
from ordergate.harness.errors import UsageError
from ordergate.harness.findings import Finding
from ordergate.harness.judge.scope import Accounts
from ordergate.harness.world.attached import AttachedWorld
from ordergate.harness.world.control_client import ControlClient
from ordergate.harness.world.served import ServedBlueprint, ServedWorld, serve_world
from ordergate.harness.world.server_process import ServerProcess
from ordergate.harness.world.world import World
from tests.commands.ordergate import ordergate
from tests.server.processes import first_output

Judge = Callable[..., int]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("judged")) as started:
        yield started


@pytest.fixture
def control(server: ServerProcess) -> Iterator[ControlClient]:
    made = server.control()
    yield made
    made.close()


@pytest.fixture
def driven(server: ServerProcess) -> Iterator[ServedWorld]:
    """A world that the reference engine drives."""
    port = serve_world("shop-erp-wms", seed=7, server=server)
    yield port
    port.close()


@pytest.fixture
def alone(control: ControlClient) -> Iterator[ServedWorld]:
    """A world that nothing drives."""
    port = ServedWorld(control, ServedBlueprint("shop-erp", 7))
    yield port
    port.close()


@pytest.fixture
def judged(server: ServerProcess) -> Judge:
    def judges(port: ServedWorld, **more: Any) -> int:
        given = {"calm_s": 0.5, "settle_limit_s": 20.0, "token": server.token, "url": server.base_url}
        return judge(JudgeOptions(world=port.opened.name, **{**given, **more}))

    return judges


def bought(port: ServedWorld) -> PlacedOrder:
    """An order that was placed, shipped and billed."""
    world = World(port)
    sku = world.stocked("MUG", 10, price="2.55")
    order = world.buyer.orders({sku: 4})
    world.picker.ships(order, {sku: 4})
    world.settle()
    return order


def books_again(port: ServedWorld, order: PlacedOrder) -> None:
    """Book the order in the ERP once more under another reference, as a connector might."""
    erp = port.opened.systems["erp"]
    form = {"grant_type": "client_credentials", **erp.credentials}
    token = httpx.post(f"{erp.base_url}/oauth/token", data=form, trust_env=False).json()["access_token"]
    customer = next(iter(port.judge.books.table("erp", "customers").values()))
    line = {
        "ExternalLine": order.lines[0].id, "Item": "MUG", "Quantity": 4, "UnitPrice": "2.55", "Net": "10.20",
        "TaxRate": "0.20", "Tax": "2.04",
    }  # fmt: skip
    body = {
        "ExternalRef": f"main/again-{order.id}", "Customer": customer.number, "Currency": "GBP", "ShipTo": {},
        "Lines": [line],
    }  # fmt: skip
    headers = {"authorization": f"Bearer {token}"}
    reply = httpx.post(f"{erp.base_url}/SalesOrders", json=body, headers=headers, trust_env=False)
    assert reply.status_code == 201, reply.text


def test_a_world_that_was_driven_well_has_passed(
    driven: ServedWorld, judged: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bought(driven)
    assert judged(driven, out=tmp_path / "evidence", strict=True) == 0
    said = capsys.readouterr().out.splitlines()
    name = driven.opened.name
    assert said == [
        f"passed: world {name}, 1 order, 0 findings", f"report: {tmp_path / 'evidence' / 'report.html'}",
    ]  # fmt: skip
    assert json.loads((tmp_path / "evidence" / "findings.json").read_text())["findings"] == []
    (scenario,) = json.loads((tmp_path / "evidence" / "run.json").read_text())["scenarios"]
    assert scenario["title"] == f"world {name}"
    assert b"/SalesOrders" in (tmp_path / "evidence" / "journals" / f"world-{name}.ndjson").read_bytes()
    assert name in (tmp_path / "evidence" / "report.html").read_text("utf-8")


def test_an_order_that_was_booked_twice_is_found_with_rule_documents_and_money(
    driven: ServedWorld, judged: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    order = bought(driven)
    books_again(driven, order)
    assert judged(driven) == 1
    said = capsys.readouterr().out
    assert f"main/again-{order.id}, which the marketplace does not know" in said
    assert "rule I01 exactly one document in each target for each accepted source document" in said
    assert "; 12.24 GBP at risk; look at erp" in said
    assert f"failed: world {driven.opened.name}, 1 order, " in said


@pytest.mark.parametrize("named", [True, False])
def test_the_safety_stock_of_the_connector_is_read_from_its_settings(
    driven: ServedWorld, judged: Judge, *, named: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    bought(driven)
    settings = tmp_path / "ordergate.toml"
    settings.write_text("[policies]\nsafety_stock = 2\n", "utf-8")
    if not named:
        monkeypatch.chdir(tmp_path)
    assert judged(driven, connector=settings if named else None) == 1
    assert "buyers see 6 of item MUG, the erp can promise 4" in capsys.readouterr().out


def test_stock_that_was_changed_in_one_system_alone_is_found(
    driven: ServedWorld, judged: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    bought(driven)
    lines = [{"item": "MUG", "quantity": -1}]
    body = {"kind": "adjustment", "site": "MAIN", "reason": "count", "lines": lines}
    driven.call("erp", "POST", "/_world/stock-movements", body, who="ann")
    assert judged(driven, json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["orders"]) == ("failed", 1)
    assert "I11" in {finding["rule"] for finding in told["findings"]}
    assert told["reason"].startswith("broken: I11")


def test_what_the_connector_set_aside_for_all_to_see_is_excused(
    alone: ServedWorld, judged: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    World(alone).merchandiser.lists({"MUG": ("a mug", Decimal(1))})
    assert judged(alone) == 1
    assert "item MUG never reached the marketplace" in capsys.readouterr().out
    told = tmp_path / "accounts.json"
    told.write_text('{"quarantined": [["item", "MUG"]]}')
    assert judged(alone, accounts=told) == 0
    told.write_text('{"quarantined": [["itme", "MUG"]]}')
    with pytest.raises(UsageError, match=r"accounts\.json says what the connector set aside in another form"):
        judged(alone, accounts=told)


def test_a_world_in_which_nothing_was_ordered_proves_nothing(
    alone: ServedWorld, judged: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [judged(alone), judged(alone, strict=True)] == [0, 1]
    said = capsys.readouterr().out.splitlines()[0]
    assert said == (
        f"not proven: world {alone.opened.name}, 0 orders, 0 findings (nothing happened: no order was placed)"
    )


def test_a_world_that_does_not_come_to_rest_proves_nothing_and_says_why(
    alone: ServedWorld, judged: Judge, server: ServerProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = alone.opened.systems["marketplace"]
    form = {"grant_type": "client_credentials", **shop.credentials}
    token = httpx.post(f"{shop.base_url}/oauth/token", data=form, trust_env=False).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    hook = {"url": "http://127.0.0.1:1/nobody"}
    httpx.post(f"{shop.base_url}/webhooks", json=hook, headers=headers, trust_env=False).raise_for_status()
    World(alone).buyer.registers()
    assert judged(alone, settle_limit_s=3.0) == 0
    said, way_out = capsys.readouterr().out.splitlines()
    waits = "1 webhooks of the marketplace are not delivered yet (sub_1 to http://127.0.0.1:1/nobody"
    assert f"(the world did not come to rest within 3 s: {waits}, attempts refused in a row: 1" in said
    assert way_out == (
        "if nothing answers at http://127.0.0.1:1/nobody any more, end the webhooks of the marketplace to it "
        f'(sub_1), and judge again: curl -X DELETE -H "Authorization: Bearer $ORDERGATE_CONTROL_TOKEN" '
        f"{alone.opened.systems['marketplace'].base_url.partition('/worlds')[0]}"
        f"/_control/worlds/{alone.opened.name}/webhooks/marketplace/sub_1"
    )
    address = way_out.rpartition(" ")[2]
    httpx.delete(address, headers={"authorization": f"Bearer {server.token}"}, trust_env=False)
    assert judged(alone, settle_limit_s=3.0) == 1
    assert "never became a customer of the erp" in capsys.readouterr().out


def test_a_rule_that_holds_always_is_broken_even_while_things_still_move(
    alone: ServedWorld, control: ControlClient
) -> None:
    world = AttachedWorld(control, alone.opened.name)
    World(alone).merchandiser.lists({"MUG": ("a mug", Decimal(1))})
    world.follow()
    assert [found.rule for found in broken_rules(world, Accounts(), at_rest=True, repeat="")] == ["I02"]
    assert broken_rules(world, Accounts(), at_rest=False, repeat="") == ()
    world.judge.always[Finding("I06", "ordered 3, shipped 4")] = None
    (found,) = broken_rules(world, Accounts(), at_rest=False, repeat="ordergate judge")
    assert (found.rule, found.repeat) == ("I06", "ordergate judge")


def test_a_world_that_began_anew_is_judged_anew(alone: ServedWorld, control: ControlClient) -> None:
    world = AttachedWorld(control, alone.opened.name)
    World(alone).merchandiser.lists({"MUG": ("a mug", Decimal(1))})
    world.follow()
    assert world.judge.changes_seen == 1
    control.ask("POST", f"/worlds/{alone.opened.name}/reset")
    World(alone).merchandiser.lists({"TEE": ("a shirt", Decimal(2))})
    world.follow()
    assert list(world.books.table("erp", "items")) == ["TEE"]


def test_the_command_line_takes_the_token_from_the_environment(
    alone: ServedWorld, server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, server.token)
    asked = ("judge", "--world", alone.opened.name, "--url", server.base_url, "--calm", "0.2")
    ended = ordergate(*asked, "--strict", "--json")
    assert (ended.returncode, json.loads(ended.stdout)["verdict"]) == (1, "not proven")
    assert ordergate(*asked).returncode == 0
    unknown = ordergate("judge", "--world", "nowhere", "--url", server.base_url)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr.startswith("ordergate: there is no world nowhere; there are: ")


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[str]:
    """The address of a server that has never heard of worlds."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    port = first_output(process.stdout).split(" port ")[1].split()[0]
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.communicate()


def test_another_server_is_not_taken_for_one_of_worlds(stranger: str) -> None:
    with pytest.raises(UsageError, match=f"what answers at {stranger} is no server of worlds; give the"):
        judge(JudgeOptions(world="main", url=stranger, token="a-token"))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://127.0.0.1:1", r"no server of worlds answers at http://127.0.0.1:1 \(.*refused\); start one"),
        ("here", r"no server of worlds answers at here \(.*protocol.*\); start one"),
        ("http://[::1", r"no server of worlds answers at http://\[::1"),
    ],
)
def test_a_server_that_is_not_there_is_a_usage_error(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        judge(JudgeOptions(world="main", url=url, token="a-token"))
    assert refused.value.exit_code == 2


def test_a_wrong_token_and_none_at_all_are_told_apart(
    alone: ServedWorld, judged: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    with pytest.raises(UsageError, match="refused the control token; give the one that ordergate up showed"):
        judged(alone, token="not-the-one")
    with pytest.raises(UsageError, match=f"no control token was given; .* {TOKEN_VARIABLE}"):
        judged(alone, token=None)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"calm_s": float("nan")}, "--calm takes 0 to 86400 seconds, not nan"),
        ({"wait_s": -1.0}, "--wait takes 0 to 86400 seconds, not -1"),
        ({"calm_s": 3.0, "settle_limit_s": 2.0}, "--settle-limit 2 is shorter than --calm 3"),
    ],
)
def test_times_that_make_no_sense_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        judge(JudgeOptions(world="main", url="http://127.0.0.1:1", token="a-token", **given))
