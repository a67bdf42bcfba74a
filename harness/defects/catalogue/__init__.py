"""All broken connectors, one file for each area of what they get wrong."""

from __future__ import annotations

from difflib import get_close_matches
from types import ModuleType

from ...errors import UsageError
from ..defect import Defect
from . import (
    billing,
    boundaries,
    delivery,
    failures,
    identity,
    inventory,
    pairs,
    polling,
    prices,
    quantities,
    returns,
    security,
)

_AREAS: tuple[ModuleType, ...] = (
    delivery, polling, failures, identity, quantities, inventory, prices, billing, returns, security,
    boundaries,
)  # fmt: skip
SINGLE: tuple[Defect, ...] = tuple(defect for area in _AREAS for defect in area.DEFECTS)
DEFECTS = (*SINGLE, *pairs.paired(SINGLE))
"""Every broken connector, those with two defects at once included."""


def found(name: str) -> Defect:
    """The defect of a name; UsageError when there is none."""
    for defect in DEFECTS:
        if defect.name == name:
            return defect
    near = get_close_matches(name, [defect.name for defect in DEFECTS], n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; ordergate prove --list names all"
    raise UsageError(f"there is no defect {name}{hint}")
