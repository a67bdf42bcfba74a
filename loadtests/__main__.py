"""``python -m ordergate.loadtests`` runs Locust by a plan, and by nothing else that lies around."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from locust.main import main  # Before all others: it makes the interpreter's sockets cooperative.

from ordergate.loadtests.plan import read_plan

_STOP_LIMIT_S = 10


def run() -> None:
    """Run Locust without its web pages; it ends the process."""
    plan = read_plan()
    # Settings of Locust in the user's environment or folder are about the user's own tests.
    for name in [name for name in os.environ if name.startswith("LOCUST_")]:
        del os.environ[name]
    os.chdir(plan.directory)
    users = Path(__file__).with_name("users.py").resolve()
    sys.argv = [
        "locust", "--locustfile", str(users), "--headless", "--only-summary",
        "--stop-timeout", str(_STOP_LIMIT_S), "--csv", "locust", "--html", "locust.html",
    ]  # fmt: skip
    main()  # type: ignore[no-untyped-call]  # Locust has no types for it


if __name__ == "__main__":
    run()
