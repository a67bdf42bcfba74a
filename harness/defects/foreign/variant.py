"""A broken variant of a connector that is not ours, and a scenario that has to fail it."""

from __future__ import annotations

from dataclasses import dataclass

from ..defect import Defect


@dataclass(frozen=True, kw_only=True)
class Variant:
    """An example connector with a defect; the modules of its changes are files of the example.

    ``scenario`` and ``topology`` are a world in which the right one passes and this one fails.
    """

    example: str
    scenario: str
    topology: str
    defect: Defect
