"""``python janitor.py TOKEN``: remove a container when the program that started it is gone.

A program that is killed cannot clean up after itself. Its end also ends the stdin of this one.
"""

from __future__ import annotations

import sys

LABEL = "ordergate.run"


def clean_up(token: str) -> None:
    """Remove every container with this label, running or not."""
    # Late: it is rarely needed, and a wait should not cost an import.
    import docker  # noqa: PLC0415 - the comment above says why

    for left in docker.from_env().containers.list(all=True, filters={"label": f"{LABEL}={token}"}):
        left.remove(force=True, v=True)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    clean_up(sys.argv[1])
