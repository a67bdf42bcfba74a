"""Where a fault struck a call, the diagram says which."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ordergate.harness.evidence.sequence import Arrow
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from tests.evidence.test_diagram import diagram_of


def outcomes(path: Path, rule: str, label: str) -> list[str]:
    blueprint = Blueprint("shop-erp", 7, journal=path)
    with closing(InProcessWorld(blueprint, reference_engine)) as port:
        port.note("scenario", id="S03", title="")
        world = World(port)
        world.disturb(rule)
        world.buyer.orders({world.stocked(quantity=9): 2})
        world.settle()
    arrows = [row for row in diagram_of(path).rows if isinstance(row, Arrow)]
    return [arrow.outcome for arrow in arrows if arrow.label == label]


def test_a_reply_that_a_fault_lost_is_told_with_it(tmp_path: Path) -> None:
    rule = "lost_reply on erp.place_sales_order nth=1"
    assert outcomes(tmp_path / "a.ndjson", rule, "place sales order") == ["no answer, yet done (lost reply)"]


def test_an_answer_that_only_came_late_is_told_with_its_status(tmp_path: Path) -> None:
    rule = "latency on erp.place_sales_order nth=1 delay_ms=1000"
    assert outcomes(tmp_path / "a.ndjson", rule, "place sales order") == ["201 (latency)"]
