"""A folder of durable worlds that cannot be used is named with the way out, and nothing in it changes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ordergate.harness.commands.up import up
from ordergate.harness.errors import UsageError
from ordergate.simulators.server.disk import FILE, DataUnusable, Disk
from tests.server.hall import Hall


def made(folder: Path) -> Path:
    """A folder with a world in it."""
    hall = Hall(folder / "journals", folder)
    hall.open()
    hall.buys()
    hall.close()
    return folder / FILE


def told(folder: Path, statement: str) -> None:
    database = sqlite3.connect(folder / FILE)
    database.execute(statement)
    database.commit()
    database.close()


def overwritten(folder: Path) -> None:
    (folder / FILE).write_bytes(b"not a database, but long enough to be looked at" * 100)


def damaged(folder: Path) -> None:
    with (folder / FILE).open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 40_000)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda folder: told(folder, "PRAGMA user_version = 99"), "another version of Ordergate (format 99"),
        (lambda folder: told(folder, "PRAGMA application_id = 7"), "a database of another program"),
        (lambda folder: told(folder, "UPDATE documents SET document = x'81'"), "world w in"),
        (lambda folder: told(folder, "UPDATE documents SET kind = 'nothing:Such'"), "world w in"),
        (lambda folder: told(folder, "UPDATE documents SET name = 'nothing'"), "world w in"),
        (lambda folder: told(folder, "UPDATE worlds SET plan = '{}'"), "world w in"),
        (lambda folder: told(folder, "UPDATE worlds SET clock = ''"), "world w in"),
        (overwritten, "file is not a database"),
        (damaged, "malformed"),
    ],
)
def test_worlds_that_cannot_be_read_are_left_alone(
    tmp_path: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    file = made(tmp_path)
    spoil(tmp_path)
    before = file.read_bytes()
    with pytest.raises(UsageError, match=re.escape(reason)) as refused:
        up(port=0, data=tmp_path)
    assert refused.value.exit_code == 2
    assert file.read_bytes() == before


def test_a_folder_in_use_names_the_process_that_uses_it(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    with pytest.raises(UsageError, match=r"is in use by another server \(process \d+\); stop that one"):
        up(port=0, data=tmp_path)
    disk.close()
    Disk(tmp_path).close()


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").touch()
    with pytest.raises(DataUnusable, match=r"holds orders.csv and no worlds"):
        Disk(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataUnusable, match="cannot be used"):
        Disk(tmp_path / "file")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"topology": "shop-erp"}, "with topology full, not shop-erp; leave --topology out"),
        ({"seed": 8}, "with seed 7, not 8"),
        ({"start": "2026-01-02T08:30:00Z"}, "with start that of the wall, not 2026-01-02T08:30:00"),
        ({"scale": 2}, "with scale 1, not 2"),
    ],
)
def test_another_first_world_than_the_one_that_is_kept_is_refused(
    tmp_path: Path, said: dict[str, str], reason: str
) -> None:
    made(tmp_path)
    with pytest.raises(UsageError, match=re.escape(reason)):
        up(port=0, data=tmp_path, name="w", **said)  # type: ignore[arg-type]  # The table mixes types.
