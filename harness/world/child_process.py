"""A program that runs beside us for as long as it is needed, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Self

import ordergate

from .edges import Stopwatch, drawn_token
from .leash import MARK, end_marked

_LAST_WORDS_BYTES = 2000
_LEASH = Path(__file__).with_name("leash.py")


class ChildProcess:
    """Starts a program in a session of its own; what it writes to stderr goes to a file.

    It is ended with everything that it started: politely, then by force. On Linux that is also what
    has left its session, known by a mark that all of them inherit. Should the thread that
    started it come to an end, or be killed with its process, the leash ends it too. ``environment``
    is all of its environment; one that does not talk writes its stdout to the file as well.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        *,
        directory: Path | None = None,
        stop_limit_s: float = 5.0,
        talks: bool = True,
    ) -> None:
        self.command = list(command)
        self._stop_limit_s = stop_limit_s
        self._log = log
        self._mark = drawn_token()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                _on_leash(command),
                env={**environment, MARK: self._mark},
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else errors,
                stderr=errors,
                start_new_session=True,
            )

    @classmethod
    def of_module(
        cls, module: str, environment: Mapping[str, str], log: Path, *, stop_limit_s: float = 5.0
    ) -> Self:
        """A Python module of this very package, or of one that this process can import."""
        inherited = {**os.environ, **environment, "PYTHONPATH": _import_path()}
        return cls([sys.executable, "-m", module], inherited, log, stop_limit_s=stop_limit_s)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def ended(self, within_s: float = 0.0) -> int | None:
        """The exit code, or None if it still runs after so many seconds."""
        try:
            return self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            return None

    def first_line(self, limit_s: float) -> str | None:
        """The first line that it writes to stdout; None when it does not write one in time."""
        output = self._process.stdout
        assert output is not None, f"stdout of {self.command} is a pipe"
        read, waited = b"", Stopwatch()
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            while not read.endswith(b"\n") and (left_s := limit_s - waited.elapsed_s) > 0:
                if selector.select(left_s):
                    piece = _some_of(output)
                    if not piece:
                        return None
                    read += piece
        return read.decode().strip() if read.endswith(b"\n") else None

    def last_words(self) -> str:
        """The end of what it wrote to stderr."""
        with self._log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _LAST_WORDS_BYTES))
            words = log.read(_LAST_WORDS_BYTES).decode("utf-8", "replace").strip()
        return words or "it said nothing"

    def stop(self) -> None:
        """End it and everything that it started; an ended one is left in peace."""
        if self.ended() is None:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(self._stop_limit_s)
        self._signal(signal.SIGKILL)
        end_marked(self._mark)
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _signal(self, number: signal.Signals) -> None:
        # The session that it leads has its own process id as group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)


def _on_leash(command: Sequence[str]) -> list[str]:
    # By its path and in isolation, so that nothing of ours is in the environment of the program.
    return [sys.executable, "-I", str(_LEASH), str(os.getpid()), *command]


def _import_path() -> str:
    """Where the child finds this very package, also when it is not installed."""
    roots = [str(Path(root).parent) for root in ordergate.__path__]
    inherited = os.environ.get("PYTHONPATH")
    return os.pathsep.join([*roots, inherited] if inherited else roots)


def _some_of(output: IO[bytes]) -> bytes:
    return os.read(output.fileno(), 65_536)
