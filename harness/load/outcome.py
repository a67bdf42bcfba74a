"""What a load run came to, and how the command ends: decided here, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..evidence.records import Verdict
from ..findings import Finding
from .generator import Limit, Results

PASSED, FAILED, BREACHED, INTERRUPTED = 0, 1, 99, 130
SLA = "SLA"
"""The rule of a finding that a breached limit makes."""
_BUSY_PERCENT = 90
_RATE_SHARE_MIN = 0.8
_ORDERS_FOR_A_RATE = 100
_BOTTLENECK = "the proving ground itself was the bottleneck"
_WHAT = {
    "order_in_erp_p95_s": "95 of 100 orders were in the ERP after {} s",
    "order_in_erp_p99_s": "99 of 100 orders were in the ERP after {} s",
    "order_in_erp_max_s": "the slowest order was in the ERP after {} s",
    "orders_lost_max": "{} orders were not in the ERP in the end",
    "place_order_p95_ms": "95 of 100 orders were taken by the shop within {} ms",
    "errors_share_max": "a share of {} of the buyers' requests failed",
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One load run.

    ``placed`` and ``in_erp`` are as it stood when everything had arrived; ``lost`` are the orders
    that are neither in the ERP nor visibly set aside by the connector. ``placed_per_s`` is the rate
    while all buyers ordered, for ``hold_s``. ``connector_calls`` are the connector's requests from
    the first order until everything had arrived. ``findings`` are of the judge.
    """

    placed: int
    in_erp: int
    set_aside: int = 0
    lost: Sequence[str] = ()
    results: Results | None = None
    limits: Sequence[Limit] = ()
    findings: Sequence[Finding] = ()
    asked_per_s: float = 0
    placed_per_s: float = 0
    hold_s: float = 0
    connector_calls: int = 0
    interrupted: bool = False
    repeat: str = ""
    cpu: Mapping[str, float | None] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What must stand in no report, by value."""

    @property
    def breached(self) -> list[Limit]:
        """The limits that were not kept."""
        return [limit for limit in self.limits if limit.kept is False]

    @property
    def unproven(self) -> str:
        """Why the run proves nothing; empty when it does."""
        if self.interrupted:
            return "interrupted before its end"
        if not self.placed:
            return "nothing happened: no order could be placed"
        busy = [f"{who} at {used:.0f} %" for who, used in self.cpu.items() if used and used > _BUSY_PERCENT]
        if busy:
            return f"{_BOTTLENECK}: {' and '.join(busy)} of a core"
        if self._slowed:
            placed, asked = f"{self.placed_per_s:.1f}", shown(self.asked_per_s)
            return f"{_BOTTLENECK}: {placed} orders a second could be placed where {asked} were asked for"
        return ""

    @property
    def verdict(self) -> Verdict:
        """Broken rules and lost orders fail whatever else; limits do in a run that proves something."""
        if self.interrupted:
            return Verdict.NOT_PROVEN
        if self.findings or self.lost:
            return Verdict.FAILED
        if self.unproven:
            return Verdict.NOT_PROVEN
        return Verdict.FAILED if self.breached else Verdict.PASSED

    def exit_code(self, *, strict: bool) -> int:
        """How the command ends."""
        if self.interrupted:
            return INTERRUPTED
        if self.verdict is Verdict.FAILED:
            return FAILED if self.findings or self.lost else BREACHED
        return FAILED if strict and self.verdict is Verdict.NOT_PROVEN else PASSED

    @property
    def _slowed(self) -> bool:
        """Whether buyers, who meet nobody but the shop, were held up; few orders are no measure of that."""
        enough = self.asked_per_s * self.hold_s >= _ORDERS_FOR_A_RATE
        return enough and self.placed_per_s < _RATE_SHARE_MIN * self.asked_per_s

    def all_findings(self) -> list[Finding]:
        """Those of the judge, then one for each breached limit if the run proves anything."""
        breaches = [] if self.unproven else [_of_limit(limit, self.repeat) for limit in self.breached]
        return [*self.findings, *breaches]


def of_lost(allowed: float, lost: int) -> Limit:
    """The limit on lost orders, which are known when everything has arrived."""
    return Limit("orders_lost_max", allowed, lost, lost <= allowed)


def _of_limit(limit: Limit, repeat: str) -> Finding:
    said = _WHAT[limit.name].format(shown(limit.measured))
    return Finding(
        SLA, f"{said}; the limit {limit.name} is {shown(limit.allowed)}",
        values={"measured": shown(limit.measured), "allowed": shown(limit.allowed)}, repeat=repeat,
    )  # fmt: skip


def shown(number: float | None) -> str:
    """A number as people read it, with as many places as it needs, up to three."""
    return "-" if number is None else f"{number:,.3f}".rstrip("0").rstrip(".")
