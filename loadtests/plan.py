"""What a load run is told: where the systems are, who comes, in which shape, and the limits."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

VARIABLE = "ORDERGATE_LOAD_PLAN"
"""The environment variable that names the file of the plan."""


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long each part of the run lasts, in seconds on the wall.

    The drain ends as soon as every order is in the ERP, and at the latest after ``drain_s``.
    """

    warm_up_s: float
    ramp_s: float
    hold_s: float
    drain_s: float

    @property
    def load_s(self) -> float:
        """How long orders are placed."""
        return self.warm_up_s + self.ramp_s + self.hold_s


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One run.

    ``world_url`` is the control surface of the world, ``after`` the number of its last change before
    the run, ``server_pid`` the process that serves it. ``limits`` are named as in ``[sla]``.
    """

    seed: int
    directory: str
    marketplace_url: str
    world_url: str
    token: str
    server_pid: int
    after: int
    skus: tuple[str, ...]
    buyers: int
    lines_max: int
    units_max: int
    orders_per_s: float
    shape: Shape
    limits: dict[str, float]

    @property
    def headers(self) -> dict[str, str]:
        """What lets people into the world."""
        return {"authorization": f"Bearer {self.token}", "content-type": "application/json"}


def read_plan() -> Plan:
    """The plan of this run."""
    return msgspec.json.decode(Path(os.environ[VARIABLE]).read_bytes(), type=Plan)
