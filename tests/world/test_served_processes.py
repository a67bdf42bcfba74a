"""Processes that a run starts end with it, whatever becomes of the run."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ordergate.harness.errors import OrdergateError
from ordergate.harness.world.child_process import ChildProcess
from ordergate.harness.world.edges import Stopwatch, wait
from ordergate.harness.world.server_process import ServerProcess
from tests.server.processes import environment, first_output, is_free, is_running

STUBBORN = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(child.pid, flush=True)
signal.pause()
"""
DAEMON = """
import os, signal
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
print(os.getpid(), flush=True)
signal.pause()
"""
KEEPER = """
import sys
from pathlib import Path
from ordergate.harness.world.child_process import ChildProcess
child = ChildProcess.of_module("daemon_", {}, Path(sys.argv[1]))
sys.stdout.write(f"{child.first_line(10)}\\n")
sys.stdout.flush()
input()
"""
RUN = """
import sys
from pathlib import Path
from ordergate.harness.world.server_process import ServerProcess
server = ServerProcess(Path(sys.argv[1]))
sys.stdout.write(f"{server.pid} {server.base_url}\\n")
sys.stdout.flush()
input()
"""


def until_gone(process_id: int) -> bool:
    waited = Stopwatch()
    while is_running(process_id) and waited.elapsed_s < 5:
        wait(0.02)
    return not is_running(process_id)


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules a child process can be."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_a_server_leaves_no_process_and_no_port(tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as server:
        port = urlsplit(server.base_url).port
        assert port and not is_free(port) and is_running(server.pid)
    assert not is_running(server.pid) and is_free(port)


def test_a_server_is_stopped_twice_without_harm(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    server.stop()
    server.stop()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_a_run_that_is_killed_takes_its_server_with_it(tmp_path: Path, end: signal.Signals) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path)], env=environment(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert run.stdout is not None
    process_id, base_url = first_output(run.stdout).split()
    run.send_signal(end)
    run.communicate(timeout=10)
    assert until_gone(int(process_id))
    assert is_free(urlsplit(base_url).port or 0)


def test_a_program_that_will_not_end_is_ended_with_all_that_it_started(modules: Path) -> None:
    (modules / "stubborn.py").write_text(STUBBORN, "utf-8")
    child = ChildProcess.of_module("stubborn", {}, modules / "log", stop_limit_s=0.2)
    line = child.first_line(10)
    assert line is not None and child.ended() is None
    child.stop()
    assert child.ended() == -signal.SIGKILL
    assert until_gone(int(line))


@pytest.mark.skipif(sys.platform != "linux", reason="only there the environment of a process can be read")
def test_a_program_that_goes_into_the_background_is_found_and_ended(modules: Path) -> None:
    (modules / "daemon_.py").write_text(DAEMON, "utf-8")
    child = ChildProcess.of_module("daemon_", {}, modules / "log")
    line = child.first_line(10)
    assert child.ended(within_s=5) == 0
    assert line is not None and is_running(int(line))
    child.stop()
    assert until_gone(int(line))


@pytest.mark.skipif(sys.platform != "linux", reason="only there the environment of a process can be read")
def test_a_program_in_the_background_ends_with_a_run_that_is_killed(modules: Path) -> None:
    (modules / "daemon_.py").write_text(
        f"import subprocess, sys, signal\nsubprocess.run([sys.executable, '-c', {DAEMON!r}])\nsignal.pause()",
        "utf-8",
    )
    run = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(modules / "log")],
        env={**environment(), "PYTHONPATH": f"{environment()['PYTHONPATH']}:{modules}"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert run.stdout is not None
    process_id = int(first_output(run.stdout))
    assert is_running(process_id)
    run.kill()
    run.communicate(timeout=10)
    assert until_gone(process_id)


def test_of_a_long_log_the_end_alone_is_quoted(modules: Path) -> None:
    (modules / "wordy.py").write_text("import sys\nsys.exit('x' * 9_000_000 + ' the end')", "utf-8")
    child = ChildProcess.of_module("wordy", {}, modules / "log")
    assert child.ended(within_s=10) == 1
    assert child.last_words() == "x" * 1991 + " the end"
    child.stop()


def test_a_program_that_ends_at_once_is_quoted(modules: Path) -> None:
    (modules / "failing.py").write_text("raise SystemExit('no store at /nowhere')", "utf-8")
    child = ChildProcess.of_module("failing", {}, modules / "log")
    assert child.first_line(10) is None
    assert child.last_words() == "no store at /nowhere"
    child.stop()
    assert child.ended() == 1


def test_a_program_that_says_nothing_is_not_waited_for_for_ever(modules: Path) -> None:
    (modules / "silent.py").write_text("import signal\nsignal.pause()", "utf-8")
    child = ChildProcess.of_module("silent", {}, modules / "log")
    assert child.first_line(0.3) is None
    child.stop()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(OrdergateError, match="a control token takes 8 or more"):
        ServerProcess(tmp_path, token="short")


def test_a_child_finds_this_package_and_its_own_settings(modules: Path) -> None:
    (modules / "telling.py").write_text("import os, ordergate\nprint(os.environ['SAID'])", "utf-8")
    child = ChildProcess.of_module("telling", {"SAID": "hello"}, modules / "log")
    assert child.first_line(10) == "hello"
    child.stop()
