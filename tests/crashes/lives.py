"""Whole lives of an order, and every point at which the connector may die in them.

A point is a call to a system, or a commit of the connector's store, of the run in which nothing goes
wrong; it dies just before it or just after it. Until then the same seed makes the same run, so that
each number names one point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass
from itertools import product
from pathlib import Path

from ordergate.harness.running.trial import expectation
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.scenarios.orders.test_fraud_review import (
    test_an_order_that_is_rejected_is_cancelled_everywhere,
)
from ordergate.scenarios.orders.test_order_edits import test_an_item_is_exchanged_for_another
from ordergate.scenarios.orders.test_order_to_cash import test_an_order_is_shipped_invoiced_and_paid
from ordergate.scenarios.returns.test_returns import test_sellable_units_come_back
from ordergate.scenarios.shipments.test_partial_shipments import test_an_order_ships_in_two_parts
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.server.topology import TOPOLOGIES

LIVES: dict[str, Callable[[World], None]] = {
    "S01": test_an_order_is_shipped_invoiced_and_paid,
    "S07": test_an_order_ships_in_two_parts,
    "S14": test_sellable_units_come_back,
    "S32": test_an_item_is_exchanged_for_another,
    "S39": test_an_order_that_is_rejected_is_cancelled_everywhere,
}
DUPLICATES = {
    "recognised": "knows by its own number what it was told before",
    "taken": "takes what it is told twice",
}
"""What the ERP does with a document that it was told before: the choices of ``erp.duplicates``."""

STEPS = {"connector": "calls", "connector.commit": "commits"}
MOMENTS = ("before", "after")
SEED = 1
_NEVER = 1_000_000


@dataclass(frozen=True)
class Point:
    """One point of one life: ``step`` is ``connector`` for a call, ``connector.commit`` for a commit."""

    scenario: str
    topology: str
    duplicates: str
    step: str
    nth: int
    moment: str

    @property
    def life(self) -> tuple[str, str, str]:
        """The life that it is a point of."""
        return self.scenario, self.topology, self.duplicates

    @property
    def rule(self) -> str:
        """The fault that strikes there."""
        return f"crash on {self.step} nth={self.nth} when={self.moment}"

    @property
    def repeat(self) -> str:
        """The command that makes it die there again."""
        return f"make crashes ARGUMENTS=--point={self}"

    def __str__(self) -> str:
        return ",".join(map(str, astuple(self)))

    @classmethod
    def read(cls, text: str) -> Point:
        """The point that another wrote of itself; ValueError when the text is none."""
        scenario, topology, duplicates, step, nth, moment = text.split(",")
        point = cls(scenario, topology, duplicates, step, int(nth), moment)
        places = (scenario in LIVES, topology in TOPOLOGIES, duplicates in DUPLICATES, step in STEPS)
        if not all(places) or moment not in MOMENTS:
            raise ValueError(text)
        return point


def steps_of(scenario: str, topology: str, duplicates: str) -> dict[str, int]:
    """How many calls and commits the connector makes in a life in which nothing goes wrong."""
    rules = tuple(f"crash on {step} nth={_NEVER}" for step in STEPS)
    with closing(_opened(topology, duplicates, rules)) as port:
        assert not _lived(port, scenario), "without a crash nothing is found"
        return {struck.rule.text.split()[2]: struck.met for struck in port.vendors.adversary.rules()}


def points_of(scenario: str, topology: str, duplicates: str) -> Iterator[Point]:
    """Every point of a life, each before and after."""
    for step, count in steps_of(scenario, topology, duplicates).items():
        for nth in range(1, count + 1):
            for moment in MOMENTS:
                yield Point(scenario, topology, duplicates, step, nth, moment)


def every_point() -> Iterator[Point]:
    """The points of all lives, in all topologies, with either ERP."""
    for life in product(LIVES, TOPOLOGIES, DUPLICATES):
        yield from points_of(*life)


def wrong_after(point: Point) -> list[str]:
    """What is wrong once the connector died there and came up again; nothing, if it is well made."""
    with closing(_opened(point.topology, point.duplicates, (point.rule,))) as port:
        try:
            wrong = _lived(port, point.scenario)
        except AssertionError as error:
            return [expectation(error, Path(LIVES[point.scenario].__code__.co_filename))]
        except Exception as trouble:  # noqa: BLE001 - whatever ends a life is told with the line that repeats it
            return [f"{type(trouble).__name__}: {trouble}"]
        fired = sum(struck.fired for struck in port.vendors.adversary.rules())
        return wrong if fired else [*wrong, "the connector did not die"]


def _opened(topology: str, duplicates: str, rules: tuple[str, ...]) -> InProcessWorld:
    layout = Layout(policies={"erp.duplicates": duplicates})
    return InProcessWorld(Blueprint(topology, SEED, rules=rules, layout=layout), reference_engine)


def _lived(port: InProcessWorld, scenario: str) -> list[str]:
    world = World(port)
    LIVES[scenario](world)
    world.settle()
    return [f"{finding.rule}: {finding.text}" for finding in world.judged().findings]
