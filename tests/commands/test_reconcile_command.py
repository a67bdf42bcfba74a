"""``ordergate reconcile`` lists where systems disagree, and is quiet where they agree."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.commands.judge import JudgeOptions
from ordergate.harness.commands.reconcile import reconcile
from ordergate.harness.errors import UsageError
from ordergate.harness.world.served import ServedWorld, serve_world
from ordergate.harness.world.server_process import ServerProcess
from ordergate.harness.world.world import World

Reconcile = Callable[..., int]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("reconciled")) as started:
        yield started


@pytest.fixture
def driven(server: ServerProcess) -> Iterator[ServedWorld]:
    with closing(serve_world("shop-erp-wms", seed=7, server=server)) as port:
        world = World(port)
        order = world.buyer.orders({world.stocked("MUG", 10, price="2.55"): 4})
        world.picker.ships(order)
        world.settle()
        yield port


@pytest.fixture
def reconciled(server: ServerProcess) -> Reconcile:
    def reconciles(port: ServedWorld, csv: Path | None = None, **more: Any) -> int:
        given = {"calm_s": 0.5, "settle_limit_s": 20.0, "token": server.token, "url": server.base_url}
        return reconcile(JudgeOptions(world=port.opened.name, **{**given, **more}), csv)

    return reconciles


def counts_one_less(port: ServedWorld) -> None:
    lines = [{"item": "MUG", "quantity": -1}]
    body = {"kind": "adjustment", "site": "MAIN", "reason": "count", "lines": lines}
    port.call("erp", "POST", "/_world/stock-movements", body, who="ann")


def test_systems_that_agree_have_no_mismatch(
    driven: ServedWorld, reconciled: Reconcile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reconciled(driven) == 0
    assert capsys.readouterr().out == f"world {driven.opened.name}: the systems agree\n"


def test_what_differs_is_told_with_its_systems_and_its_worth(
    driven: ServedWorld, reconciled: Reconcile, capsys: pytest.CaptureFixture[str]
) -> None:
    counts_one_less(driven)
    assert reconciled(driven, json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["at_rest"]
    stock = next(one for one in told["mismatches"] if one["about"] == "MUG@MAIN")
    assert stock["kind"] == "quantity"
    assert stock["systems"] == ["erp", "wms"]
    assert stock["says"] == {"wms": "6", "erp": "5"}
    assert (stock["difference"], stock["at_risk"], stock["currency"]) == ("1", "3.06", "GBP")


def test_people_read_a_table_and_keep_a_sheet(
    driven: ServedWorld, reconciled: Reconcile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts_one_less(driven)
    assert reconciled(driven, tmp_path / "found.csv") == 1
    said = capsys.readouterr().out
    assert "MUG@MAIN" in said
    assert f"sheet: {tmp_path / 'found.csv'}" in said
    assert "quantity,erp,wms,MUG@MAIN" in (tmp_path / "found.csv").read_text("utf-8-sig")


def test_a_world_that_there_is_not_is_refused(server: ServerProcess) -> None:
    with pytest.raises(UsageError, match="there is no world nowhere"):
        reconcile(JudgeOptions(world="nowhere", token=server.token, url=server.base_url), None)
