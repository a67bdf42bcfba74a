"""Catch weight: what is counted in pieces is weighed when it leaves.

Stock is kept in pieces alone. Systems that keep it in both quantities move the weight along:
https://learn.microsoft.com/en-us/dynamics365/supply-chain/warehousing/catch-weight-processing
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...kernel.arithmetic import tolerated
from ...kernel.problems import Unprocessable
from ..model import Outbound

NO_WEIGHTS: Mapping[str, int] = MappingProxyType({})
"""Of goods that nobody weighs."""


def check_weights(outbound: Outbound, chosen: Sequence[tuple[int, int]], weights: Mapping[str, int]) -> None:
    """Refuse units that were not weighed and should be, or that weigh too much or too little."""
    for index, (position, quantity) in enumerate(chosen):
        line = outbound.lines[position]
        nominal_g = quantity * line.weight_g
        margin_g = tolerated(nominal_g, line.weight_tolerance_bp)
        said_g = weights.get(line.line, 0)
        if abs(said_g - nominal_g) <= margin_g:
            continue
        between = f"{nominal_g - margin_g} to {nominal_g + margin_g} g" if line.weight_g else "0 g, unweighed"
        raise Unprocessable(
            f"{quantity} units of line {line.line} of outbound {outbound.id} are said to weigh {said_g} g; "
            f"by name and tolerance it is {between}",
            field=f"lines[{index}].weight_g",
        )
