"""One broken connector in a process of its own, by the command line of Ordergate.

``python -m ordergate.harness.defects.trial NAME run S07 --lean`` does what ``ordergate run S07 --lean``
does, with an engine that has the defect of this name, and afterwards writes whether its changed lines ran
to the file that the environment variable names.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from ..errors import OrdergateError
from .breaking import broken_by
from .catalogue import found

TOLD_TO = "ORDERGATE_TRIAL"
"""Names the file that is told whether the changed lines ran."""


def main() -> None:
    """Run the command line with a broken engine."""
    name, *arguments = sys.argv[1:]
    try:
        broken = broken_by(found(name))
        broken.install()
    except OrdergateError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    sys.argv = ["ordergate", *arguments]
    command: Callable[[], None] = import_module("ordergate.harness.cli").main
    try:
        command()
    finally:
        if TOLD_TO in os.environ:
            told = {"defect": name, "executed": bool(broken.ran)}
            Path(os.environ[TOLD_TO]).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
