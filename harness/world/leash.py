"""``python leash.py PARENT PROGRAM ...``: run a program that ends with its parent.

A process that is killed cannot clean up after itself. On Linux the kernel does it instead: the
program is killed when the one that started it is gone, and a watcher in its process group then ends
what the program has started, also what has left the group: all of it has a mark in its environment.
Elsewhere the program simply runs.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MARK = "ORDERGATE_OWNED"
_PR_SET_PDEATHSIG = 1
_ROUNDS = 20


def hold(parent: int) -> None:
    """Be killed when the parent ends; at once if it has ended already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(1)


def watch(parent: int) -> None:
    """Leave a process in this group that ends the whole group when the parent is gone."""
    if sys.platform != "linux":
        return
    try:
        gone = os.pidfd_open(parent)
    except OSError:  # An old kernel has none; the program itself is held all the same.
        return
    if os.getppid() != parent:
        sys.exit(1)
    if child := os.fork():
        os.waitpid(child, 0)
        return
    if os.fork():  # So that the program has no child that it does not know.
        os._exit(0)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.closerange(0, gone)  # Whoever reads what the program writes has to notice its end.
    select.select([gone], [], [])
    end_marked(os.environ.get(MARK, ""))
    os.killpg(0, signal.SIGKILL)


def end_marked(mark: str) -> None:
    """Kill every other process with this mark in its environment, and what it starts meanwhile."""
    for _ in range(_ROUNDS):
        found = list(_marked(mark)) if mark else []
        if not found:
            return
        for process_id in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process_id, signal.SIGKILL)


def _marked(mark: str) -> Iterator[int]:
    wanted, own = f"{MARK}={mark}".encode(), os.getpid()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # It has ended, or is none of ours.
            # One that has ended and is not yet waited for has an empty environment.
            if int(folder.name) != own and wanted in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)


def main(arguments: list[str]) -> None:
    """Become the program; the first argument is the process id of the parent."""
    parent = int(arguments[0])
    hold(parent)
    watch(parent)
    try:
        os.execvp(arguments[1], arguments[1:])
    except OSError as error:
        sys.exit(f"{arguments[1]} cannot be run: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
