"""The same seed and the same question get the same answer, in every process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ordergate.simulators.kernel import chance as module
from ordergate.simulators.kernel.chance import Chance, digest

ROOT = Path(__file__).resolve().parents[2]


def test_a_digest_is_that_of_blake2b_over_fields_with_their_lengths() -> None:
    assert digest(7, "orders", 1) == digest("7", "orders", "1") == 0x9A739FF429B8611E


def test_fields_do_not_run_into_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab") != digest("a", "b")
    assert digest() != digest("")


def test_a_stream_depends_on_its_name_alone() -> None:
    chance = Chance(7)
    first = [chance.stream("orders").random() for _ in range(2)]
    assert first[0] == first[1]
    other = chance.stream("returns")
    other.random()
    assert chance.stream("orders").random() == first[0]
    assert chance.stream("returns").random() != first[0]
    assert Chance(8).stream("orders").random() != first[0]


@pytest.mark.parametrize("number", [0, 1, 2**63, 2**64 - 2**10, 2**64 - 1])
def test_a_share_is_below_one(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(module, "digest", lambda *fields: number)
    assert 0 <= Chance(1).share("x") < 1


def test_decisions_are_the_same_in_another_process() -> None:
    code = (
        "from ordergate.simulators.kernel.chance import Chance; c = Chance(7);"
        "print(c.hexadecimal('wms', 'secret'), c.share('a', 1), c.stream('x').random())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    chance = Chance(7)
    here = (chance.hexadecimal("wms", "secret"), chance.share("a", 1), chance.stream("x").random())
    assert said == {f"{here[0]} {here[1]} {here[2]}\n"}
