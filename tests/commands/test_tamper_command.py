"""``ordergate tamper`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ordergate.harness.commands.run import RunOptions
from ordergate.harness.commands.tamper import say
from ordergate.harness.tampering.trying import Ending, Tried
from ordergate.harness.tampering.ways import Way
from tests.commands.ordergate import ordergate

ONE = ("S14/the-second-line-of-an-order-comes-back", "--topology", "shop-erp")


def test_what_has_an_effect_is_noticed_and_each_way_can_be_repeated() -> None:
    run = ordergate("tamper", *ONE, "--most", "12", "--json")
    told = json.loads(run.stdout)
    assert (run.returncode, told["tried"], told["got_through"]) == (0, 12, 0), run.stdout
    assert told["caught"] >= 6
    caught = next(way for way in told["ways"] if way["ending"] == "caught")
    assert caught["rules"]
    assert caught["repeat"].startswith(f"ordergate run {ONE[0]} --topology shop-erp --seed 1 --fault ")
    assert "seed 1" in run.stderr
    assert "12 of 12" in run.stderr


def test_what_got_through_is_told_with_the_line_that_repeats_it(capsys: pytest.CaptureFixture[str]) -> None:
    way = Way("altered_field on erp.book nth=1 field=Note", (("S07/two-parts", "full"),))
    came = [Tried(way, Ending.GOT_THROUGH, way.worlds[0]), Tried(way, Ending.CAUGHT, way.worlds[0], ("I02",))]
    say(came, RunOptions(connector=Path("mine.toml")), 3)
    said = capsys.readouterr().out
    assert f"got through: {way.rule}" in said
    assert f"S07/two-parts --topology full --seed 3 --fault '{way.rule}' --connector mine.toml" in said
    assert "1 of 2 broken writes that had an effect were noticed" in said


def test_a_scenario_that_is_not_there_is_told() -> None:
    run = ordergate("tamper", "S99")
    assert (run.returncode, "no scenario matches S99" in run.stderr) == (5, True), run.stderr
