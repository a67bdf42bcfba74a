"""``ordergate connect`` leaves nothing behind, and says why it ended."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ordergate.harness.commands.connect import kept_at_work
from ordergate.harness.errors import ConnectorTrouble
from ordergate.harness.judge.scope import Accounts
from ordergate.harness.world.control_client import ControlClient, OpenedWorld
from ordergate.harness.world.server_process import ServerProcess
from tests.commands.ordergate import started


class Idle:
    """A connector at work that ends when it is told to."""

    ended = False

    def pending(self) -> int:
        return 0

    def news(self, calm_s: float) -> str | None:
        del calm_s
        return None

    def accounts(self) -> Accounts:
        return Accounts()

    def requeue(self) -> int:
        return 0

    def check(self, partner_calls: int) -> None:
        if self.ended:
            raise ConnectorTrouble(f"ended after {partner_calls} calls")

    def stop(self) -> None:
        self.ended = True


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("connected")) as started:
        yield started


@pytest.fixture
def control(server: ServerProcess) -> Iterator[ControlClient]:
    made = server.control()
    yield made
    made.close()


@pytest.fixture
def opened(control: ControlClient) -> OpenedWorld:
    return control.open("shop-erp-wms", 7)


def connected(server: ServerProcess, opened: OpenedWorld, folder: Path) -> subprocess.Popen[str]:
    """The command with the reference engine as its connector, at work."""
    settings = folder / "ordergate.toml"
    settings.write_text('[connector]\nkind = "reference"\n', "utf-8")
    asked = ("--world", opened.name, "--url", server.base_url, "--token", server.token)
    process = started("connect", settings, *asked)
    assert process.stdout is not None
    assert "is at work in world" in process.stdout.readline()
    return process


def webhooks(control: ControlClient, opened: OpenedWorld) -> list[str]:
    rows = control.ask("GET", f"/worlds/{opened.name}/webhooks")["webhooks"]
    return [f"{row['system']} {row['url']}" for row in rows]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_webhooks_end_with_the_connector_and_others_stay(
    server: ServerProcess, control: ControlClient, opened: OpenedWorld, tmp_path: Path, end: signal.Signals
) -> None:
    process = connected(server, opened, tmp_path)
    assert {row.partition(" ")[0] for row in webhooks(control, opened)} == {"marketplace", "wms"}
    process.send_signal(end)
    said, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, "ordergate: interrupted\n")
    assert "subscriptions to webhooks ended" in said
    assert webhooks(control, opened) == []


def test_it_ends_with_its_world_and_says_so(
    server: ServerProcess, control: ControlClient, opened: OpenedWorld, tmp_path: Path
) -> None:
    process = connected(server, opened, tmp_path)
    control.ask("DELETE", f"/worlds/{opened.name}")
    said, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert f"the server at {server.base_url} has no world {opened.name} any more; " in said


def test_it_ends_when_its_server_answers_no_more() -> None:
    gone = ControlClient("http://127.0.0.1:1", "a-token")
    reason = kept_at_work(Idle(), gone, "main", limit_s=0.2)
    assert reason == "the server at http://127.0.0.1:1 has not answered for 0.2 s"


def test_a_connector_that_ends_by_itself_is_in_trouble(control: ControlClient, opened: OpenedWorld) -> None:
    connector = Idle()
    connector.stop()
    with pytest.raises(ConnectorTrouble):
        kept_at_work(connector, control, opened.name)
