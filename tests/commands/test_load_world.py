"""``ordergate load-world`` puts a user's files into a served world: all of them once, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ordergate.harness.world.served import ServedBlueprint, ServedWorld
from ordergate.harness.world.server_process import ServerProcess
from tests.commands.ordergate import ordergate

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("loaded")) as started:
        yield started


@pytest.fixture
def served(server: ServerProcess) -> Iterator[ServedWorld]:
    control = server.control()
    port = ServedWorld(control, ServedBlueprint("full", 7, name="mine"))
    yield port
    port.close()
    control.close()


def test_the_example_is_loaded_once(server: ServerProcess, served: ServedWorld) -> None:
    flags = ("--world", "mine", "--url", server.base_url, "--token", server.token)
    ended = ordergate("load-world", EXAMPLES / "world", *flags)
    assert (ended.returncode, ended.stdout) == (
        0, "world mine has 4 items, 2 customers, 1 agreed prices and 362 units of stock more\n",
    )  # fmt: skip
    served.follow()
    books = served.judge.books
    assert {key: row.sellable for key, row in books.table("wms", "stock").items()} == {
        "MUG-01@MAIN": 100, "mug-01@MAIN": 12, "0017@MAIN": 250,
    }  # fmt: skip
    assert str(books.table("erp", "items")["mug-01"].list_price) == "1.50"
    again = ordergate("load-world", EXAMPLES / "world-yaml", *flags)
    assert (again.returncode, again.stdout) == (2, "")
    assert "has 9 mistakes, so nothing was loaded" in again.stderr
    assert "world.yaml items[2] (line 6): item 0017 is in the world already; reset world mine" in again.stderr
    seen = served.judge.changes_seen
    served.follow()
    assert served.judge.changes_seen == seen


def test_nothing_is_sent_when_any_file_has_a_mistake(
    server: ServerProcess, served: ServedWorld, tmp_path: Path
) -> None:
    (tmp_path / "items.csv").write_text("sku,title,list_price\nA,x,1\n")
    (tmp_path / "stock.csv").write_text("sku,quantity\nA,1\nB,1\n")
    flags = ("--world", "mine", "--url", server.base_url, "--token", server.token)
    ended = ordergate("load-world", tmp_path, *flags)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.endswith("stock.csv line 3: sku is 'B', and no such entry is among the items: 'A'\n")
    served.follow()
    assert served.judge.changes_seen == 0


def test_a_world_that_is_not_there_is_named(server: ServerProcess) -> None:
    flags = ("--world", "other", "--url", server.base_url, "--token", server.token)
    ended = ordergate("load-world", EXAMPLES / "world", *flags)
    assert ended.returncode == 2
    assert ended.stderr.startswith("ordergate: there is no world other; there are: ")
