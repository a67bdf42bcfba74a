"""What the engine remembers."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.sync.errors import Severed
from ordergate.harness.sync.store import Store
from ordergate.harness.sync.work import Arrival


def test_a_step_that_fails_leaves_nothing_behind() -> None:
    store = Store(":memory:")

    def step() -> None:
        with store.transaction():
            store.refer([("order", "1", "0100000001")])
            raise LookupError

    with pytest.raises(LookupError):
        step()
    assert store.ref("order", "1") is None


def test_the_first_claim_stands() -> None:
    store = Store(":memory:")
    assert store.claim("charges", "main/1", "delivery 1") == "delivery 1"
    assert store.claim("charges", "main/1", "delivery 2") == "delivery 1"


def test_a_claim_that_came_to_nothing_can_be_made_anew() -> None:
    store = Store(":memory:")
    store.claim("granted", "MC-1", "3")
    store.forget("granted", "MC-1")
    assert store.claim("granted", "MC-1", "2") == "2"


def test_everything_is_there_again_after_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "engine.sqlite"
    store = Store(str(path))
    store.refer([("order", "1", "0100000001")])
    store.set_cursor("erp-items", "17")
    store.set_secret("oms", "s3cret")
    for file in sorted(tmp_path.glob("engine.sqlite*")):
        shutil.copy(file, tmp_path / file.name.replace("engine", "copy"))
    copy = Store(str(tmp_path / "copy.sqlite"))
    assert (copy.ref("order", "1"), copy.cursor("erp-items"), copy.secret("oms")) == (
        "0100000001",
        "17",
        "s3cret",
    )


def test_a_severed_store_writes_no_more() -> None:
    store = Store(":memory:")
    store.sever()
    with pytest.raises(Severed, match="start another engine"), store.transaction():
        pass


def test_nobody_else_may_read_the_secrets(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "engine.sqlite"
    Store(str(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_of_another_format_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "engine.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(UsageError, match=r"engine\.sqlite was written by another engine \(format 99"):
        Store(str(path))


def test_stock_is_known_by_site() -> None:
    store = Store(":memory:")
    store.set_levels([("MUG", "MAIN", 5, 1), ("MUG", "NORTH", -2, 4), ("TEE", "MAIN", 1, 1)])
    assert store.available(["MUG", "TEE", "CAP"]) == {"MUG": {"MAIN": 5, "NORTH": -2}, "TEE": {"MAIN": 1}}
    assert store.level_version("MUG", "NORTH") == 4
    assert store.level_version("CAP", "MAIN") == 0


def test_what_is_passed_over_is_in_the_accounts_once_with_its_rule() -> None:
    store = Store(":memory:")
    store.pass_over([("oms order.changed", "evt_1", "no data flow begins with it")] * 2)
    assert store.accounts().ignored == [("oms order.changed", "evt_1")]
    assert store.rules() == {("oms order.changed", "evt_1"): "no data flow begins with it"}


def test_word_that_nothing_can_be_done_with_is_visible() -> None:
    store = Store(":memory:")
    store.quarantine(1, Arrival("oms unreadable-event", "evt_1"), "it lacks order_id")
    [held] = store.set_aside()
    assert (held.kind, held.key, held.reason) == ("oms unreadable-event", "evt_1", "it lacks order_id")
