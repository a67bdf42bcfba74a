"""What is printed goes to whoever reads it; that nobody does, or cannot read it all, ends no command."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any

_GONE = (errno.EPIPE, errno.EIO)


class _Lasting(io.FileIO):
    """An output that may be written to when nobody reads it any more, as after ``| head -1``.

    Any other trouble is raised once; what is still printed then is lost, and does not raise it again.
    """

    _failed = False

    def write(self, data: Any, /) -> Any:
        try:
            return super().write(data)
        except OSError as error:
            if error.errno not in _GONE and not self._failed:
                self._failed = True
                raise
            return len(data)


def make_output_last() -> None:
    """Let stdout and stderr outlive their readers, and print a question mark for what they cannot show."""
    if os.name != "posix":
        return
    sys.stdout = _lasting(sys.stdout, errors="replace")
    sys.stderr = _lasting(sys.stderr, errors="backslashreplace")


def _lasting(stream: Any, *, errors: str) -> Any:
    try:
        stream.flush()
        number = stream.fileno()
    except (AttributeError, OSError, ValueError):  # It is closed, or no file at all.
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(_Lasting(number, "w", closefd=False)),
        encoding=stream.encoding, errors=errors, line_buffering=stream.line_buffering,
    )  # fmt: skip
