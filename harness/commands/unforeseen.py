"""What is said of an error that nobody foresaw."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path

from ..errors import OrdergateError

FILE = Path("ordergate-error.txt")
TRACEBACK_VARIABLE = "ORDERGATE_TRACEBACK"


def tell_unforeseen(error: Exception) -> int:
    """Say it in one sentence on stderr, keep the traceback, and hand back the exit code."""
    code = OrdergateError.exit_code
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        where = f" for {error.filename}" if error.filename else ""
        print(
            f"ordergate: there is no space left on the disk{where}; make room, or write elsewhere",
            file=sys.stderr,
        )
        return code
    text = " ".join(str(error).split())
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    said = "".join(traceback.format_exception(error))
    print(f"ordergate: something went wrong in Ordergate itself: {what} ({_kept(said)})", file=sys.stderr)
    if os.environ.get(TRACEBACK_VARIABLE):
        print(said, file=sys.stderr)
    return code


def _kept(said: str) -> str:
    try:
        FILE.write_text(said, "utf-8", errors="replace")
    except OSError:
        return f"set {TRACEBACK_VARIABLE}=1 to see where"
    return f"where is in {FILE.resolve()}"
