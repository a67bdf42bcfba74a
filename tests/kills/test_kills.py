"""The engine's process is killed while orders flow; ``make kills`` does it twenty times."""

from __future__ import annotations

from pathlib import Path

from .killing import killed

KILLS = 4


def test_nothing_is_lost_or_twice_however_often_its_process_is_killed(tmp_path: Path) -> None:
    *_, ended = killed(KILLS, 7, tmp_path)
    assert (ended.kills, ended.orders) == (KILLS, KILLS)
    assert ended.findings == ()
