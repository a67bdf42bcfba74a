"""A connector that goes wrong gets a verdict of its own, in time, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ordergate.harness.world.edges import Stopwatch, wait

from .gate import LIMITS, Ended, Gate, ended

SLOW_START = LIMITS.replace("limit_s = 2", "limit_s = 20")
PATIENT = SLOW_START.replace("limit_s = 4", "limit_s = 40")
AT_ONCE = 6
"""How many runs wait beside each other: most of what they take is waiting."""


@dataclass(frozen=True)
class Wrong:
    """What goes wrong, and the verdict: the exit code, the rule of a finding, and words that say it."""

    mode: str
    code: int
    words: str
    rule: str = ""
    more: str = ""
    limits: str = SLOW_START


WRONG = (
    Wrong(
        "never_ready",
        3,
        r"never became ready: http://127\.0\.0\.1:\d+/healthz answered 503 for 2 s",
        limits=LIMITS,
    ),
    Wrong(
        "exits_at_start", 3, r"never became ready: it ended with code 1 \(there is no licence for this host\)"
    ),
    Wrong("exits_mid_way", 1, "the connector ended with code 9: out of memory in the mapper", "connector"),
    Wrong(
        "hangs",
        1,
        r"the connector hangs: connector\.settle\.probe \S+ gave no answer within 5 s",
        "connector",
    ),
    Wrong("sleeps", 1, "item MUG-01 never reached the marketplace", "I02"),
    Wrong(
        "floods",
        1,
        r"the connector made \d+ requests in one scenario, and connector\.requests_max is 60",
        "connector",
        "requests_max = 60",
    ),
    Wrong(
        "webhooks_500",
        1,
        r"\d webhooks? \w+ not acknowledged with 2xx on any attempt",
        "connector",
        limits=PATIENT,
    ),
    Wrong(
        "never_settles",
        1,
        r"the world never settled: documents still change.* \(waited 4 s on the wall\)",
        "I28",
    ),
    Wrong("asks_in_vain", 1, "the world never settled: .*changes are still asked for", "I28"),
    Wrong("drips_at_start", 3, r"never became ready: \S+ gave no answer in time for 2 s", limits=LIMITS),
    Wrong(
        "drips+leaves_daemon",
        1,
        r"the connector hangs: connector\.settle\.probe \S+ gave no answer within 5 s",
        "connector",
    ),
    Wrong("nests", 2, r"connector\.settle\.probe \S+ does not answer JSON"),
    Wrong("owes_less_than_nothing", 2, r"answers \{'pending': -5\}; it has to be"),
    Wrong("restarts", 1, "item MUG-01 never reached the marketplace", "I02"),
    Wrong("ignores_sigterm+leaves_grandchild", 1, "item MUG-01 never reached the marketplace", "I02"),
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Gate, Ended]]:
    """Every way to go wrong, through the gate, a few at a time."""
    made: dict[str, tuple[Gate, Ended]] = {}
    for first in range(0, len(WRONG), AT_ONCE):
        started = []
        for wrong in WRONG[first : first + AT_ONCE]:
            gate = Gate(tmp_path_factory.mktemp(wrong.mode))
            gate.misbehaving(wrong.mode, f"{wrong.more}\n", limits=wrong.limits)
            started.append((wrong.mode, gate, gate.started(*gate.asked()), Stopwatch()))
        made |= {mode: (gate, ended(process, waited)) for mode, gate, process, waited in started}
    return made


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.mode)
def test_each_way_to_go_wrong_has_a_verdict_of_its_own(
    runs: dict[str, tuple[Gate, Ended]], wrong: Wrong
) -> None:
    gate, run = runs[wrong.mode]
    assert run.code == wrong.code, run.said
    assert re.search(wrong.words, run.said), run.said
    assert "Traceback" not in run.said
    if wrong.rule:
        found = [finding["text"] for finding in gate.findings() if finding["rule"] == wrong.rule]
        assert any(re.search(wrong.words, text) for text in found), gate.findings()
    else:
        assert not gate.out.exists()


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.mode)
def test_each_run_ends_in_time_and_leaves_no_process_and_no_port(
    runs: dict[str, tuple[Gate, Ended]], wrong: Wrong
) -> None:
    gate, run = runs[wrong.mode]
    assert run.took_s < 60
    assert gate.nothing_is_left(), gate.left_behind()
    assert gate.noted("ports") or wrong.mode == "exits_at_start"


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    made = Gate(tmp_path)
    yield made
    for process in made.processes():
        process.kill()


def test_a_connector_whose_port_is_taken_is_not_ready_and_is_quoted(gate: Gate) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        gate.misbehaving("sleeps", limits=SLOW_START)
        text = gate.file.read_text("utf-8").replace("{connector.port}", str(taken.getsockname()[1]), 1)
        gate.settings(text)
        run = gate.run()
    assert run.code == 3
    assert "the connector never became ready: it ended with code 1" in run.errors
    assert "Address already in use" in run.errors
    assert gate.nothing_is_left(), gate.left_behind()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 130), (signal.SIGHUP, 130)],
    ids=["kill", "term", "hangup"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_a_run_that_is_killed_leaves_no_connector_and_nothing_that_it_started(
    gate: Gate, number: signal.Signals, code: int
) -> None:
    gate.misbehaving("never_settles+leaves_grandchild+leaves_daemon+ignores_sigterm", limits=PATIENT)
    process = gate.started(*gate.asked())
    until_started(gate, connectors=2)
    os.kill(process.pid, number)
    process.communicate(timeout=30)
    assert process.returncode == code
    assert gate.nothing_is_left(), gate.left_behind()


def until_started(gate: Gate, *, connectors: int) -> None:
    """Wait until so many have been started, the one that is tried out first included."""
    waited = Stopwatch()
    while len(gate.noted("children")) < connectors:
        assert waited.elapsed_s < 30, "the connector was never started"
        wait(0.05)
