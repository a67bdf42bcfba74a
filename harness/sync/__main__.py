"""``python -m ordergate.harness.sync`` runs the engine as a process of its own."""

from __future__ import annotations

import sys

from .edges.process import main

if __name__ == "__main__":
    sys.exit(main())
