"""Rules of amended orders: each fails when one thing is broken in a healthy life."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.judge.scope import Accounts, declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules

PUT_BACK = {"wms.reduce_picked": "put_back"}


@pytest.fixture(scope="module")
def amended() -> Iterator[Life]:
    """An order that grew by two lines, shrank by picked units, and goes elsewhere on another day."""
    changes: list[Change] = []
    layout = Layout(policies=PUT_BACK)
    port = InProcessWorld(Blueprint("full", 7, layout=layout), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item, other = world.stocked("MUG-01", 100, price="2.55"), world.stocked("TEE-1", 50, price="10.00")
    order = world.buyer.orders({item: 10})
    world.settle()
    branch = world.data.address("Harrow Branch")
    world.buyer.amends(order, {item: 12}, adds={other: 3}, ship_to=branch, date="2012-01-16")
    world.settle()
    world.picker.picks(order, {item: 9})
    world.buyer.amends(order, {item: 8})
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts(), declared("full", layout))
    port.close()


def test_a_healthy_life_of_an_amended_order_breaks_no_rule(amended: Life) -> None:
    assert amended.judged().findings == ()


def test_i02_an_amendment_that_nobody_answered(amended: Life) -> None:
    def silent(amendment: Any) -> Any:
        return replace(amendment, id="MA-9", state="requested", parts=())

    changes = amended.doubled("marketplace", "amendments", silent, "MA-9")
    assert (
        "amendment MA-9 was received and neither answered" in only_rule(amended.judged(changes), "I02").text
    )
    set_aside = Accounts(quarantined=frozenset({("amendment", "MA-9")}))
    excused = Life(changes, amended.order, amended.waiting, set_aside, amended.declared)
    assert excused.judged().findings == ()


def test_i05_an_answer_that_is_taken_back(amended: Life) -> None:
    changes = amended.last_edited("marketplace", "amendments", lambda a: replace(a, state="refused"))
    assert "went from accepted to refused" in only_rule(amended.judged(changes), "I05").text


def test_i06_a_line_that_no_amendment_asked_for(amended: Life) -> None:
    def grown(order: Any) -> Any:
        return replace(
            order, lines=(*order.lines, replace(order.lines[0], id="99", cancelled=10, amendment=""))
        )

    ruling = amended.judged(amended.last_edited("marketplace", "orders", grown))
    said = "".join(finding.text for finding in ruling.findings if finding.rule == "I06")
    assert "line 99 was added, and no amendment asked for it" in said
    assert "line 99 (10 of item MUG-01) is not in the erp" in said


def test_i06_a_line_that_came_by_a_refused_amendment(amended: Life) -> None:
    def refused(amendment: Any) -> Any:
        parts = tuple(
            replace(part, accepted=0) if part.change == "more" else part for part in amendment.parts
        )
        return replace(amendment, parts=parts)

    finding = only_rule(amended.judged(amended.edited("marketplace", "amendments", refused)), "I06")
    assert "(2 of item MUG-01) came by amendment MA-1, which asked for no such line" in finding.text


def test_i06_an_accepted_line_that_is_not_there(amended: Life) -> None:
    def more(amendment: Any) -> Any:
        twin = replace(amendment.parts[0], id="9", line_id="98")
        return replace(amendment, parts=(*amendment.parts, twin))

    changes = amended.edited("marketplace", "amendments", more, only=lambda a: a.id == "MA-1")
    assert "its line 98 of 2 MUG-01 is not there" in only_rule(amended.judged(changes), "I06").text


def test_i06_units_that_were_to_be_taken_off_and_were_not(amended: Life) -> None:
    def more(amendment: Any) -> Any:
        first, *others = amendment.parts
        return replace(amendment, parts=(replace(first, accepted=first.accepted + 3), *others))

    changes = amended.edited("marketplace", "amendments", more, only=lambda a: a.id == "MA-2")
    assert "units were agreed to be taken off" in only_rule(amended.judged(changes), "I06").text


def test_i06_a_line_that_the_erp_never_got(amended: Life) -> None:
    def without(order: Any) -> Any:
        return replace(order, lines=order.lines[:1]) if order is not None else None

    ruling = amended.judged(amended.edited("erp", "orders", without))
    assert "I06" in rules(ruling)
    assert "(3 of item TEE-1) is not in the erp" in "".join(finding.text for finding in ruling.findings)


def test_i06_a_line_that_stands_twice_in_the_oms(amended: Life) -> None:
    def twice(order: Any) -> Any:
        last = order.lines[-1]
        return replace(order, lines=(*order.lines, replace(last, id=last.id + 1, allocated=0, cancelled=3)))

    ruling = amended.judged(amended.last_edited("oms", "orders", twice))
    assert "stands 2 times in the oms" in "".join(f.text for f in ruling.findings if f.rule == "I06")


@pytest.mark.parametrize("system", ["marketplace", "oms", "erp"])
def test_i06_a_line_that_is_gone(amended: Life, system: str) -> None:
    changes = amended.last_edited(system, "orders", lambda order: replace(order, lines=order.lines[:-1]))
    always = [finding for finding in amended.judged(changes).findings if "lines are gone" in finding.text]
    assert [finding.rule for finding in always] == ["I06"]


def test_i06_a_line_that_became_another(amended: Life) -> None:
    def other(order: Any) -> Any:
        return replace(order, lines=(replace(order.lines[0], external_line="77"), *order.lines[1:]))

    ruling = amended.judged(amended.last_edited("oms", "orders", other))
    assert "became line 77" in "".join(finding.text for finding in ruling.findings if finding.rule == "I06")


@pytest.mark.parametrize("system", ["oms", "erp"])
def test_i03_a_day_that_was_not_followed(amended: Life, system: str) -> None:
    changes = amended.last_edited(system, "orders", lambda order: replace(order, requested_date=""))
    finding = only_rule(amended.judged(changes), "I03")
    assert f"is nothing in the {system}, not 2012-01-16" in finding.text


def test_i03_a_warehouse_that_ships_on_the_old_day(amended: Life) -> None:
    changes = amended.last_edited("wms", "outbounds", lambda out: replace(out, ship_by="2011-12-24"))
    assert "is 2011-12-24 in the wms" in only_rule(amended.judged(changes), "I03").text


def test_i03_a_warehouse_that_ships_to_the_old_address(amended: Life) -> None:
    def before(outbound: Any) -> Any:
        return replace(outbound, ship_to={**outbound.ship_to, "name": "Head Office"})

    changes = amended.last_edited("wms", "outbounds", before)
    assert "not Harrow Branch" in only_rule(amended.judged(changes), "I03").text


def test_i03_an_accepted_day_that_the_shop_forgot(amended: Life) -> None:
    changes = [
        change._replace(after=replace(change.after, requested_date="2012-02-01"))
        if (change.system, change.table) in (("marketplace", "orders"), ("oms", "orders"), ("erp", "orders"))
        else change
        for change in amended.edited("wms", "outbounds", lambda out: replace(out, ship_by="2012-02-01"))
    ]
    finding = only_rule(amended.judged(changes), "I03")
    assert "the requested date that was accepted" in finding.text


def test_i06_picked_units_that_a_warehouse_gives_up_against_its_policy(amended: Life) -> None:
    strict = Life(
        amended.changes, amended.order, amended.waiting, amended.accounts, declared("full", Layout())
    )
    finding = only_rule(strict.judged(), "I06")
    assert "were put back and 0 shipped" in finding.text


def test_i06_units_put_back_that_nobody_cancelled(amended: Life) -> None:
    def more(outbound: Any) -> Any:
        first = outbound.lines[0]
        return replace(outbound, lines=(replace(first, put_back=first.cancelled + 1), *outbound.lines[1:]))

    changes = amended.last_edited("wms", "outbounds", more)
    assert "could be put back" in only_rule(amended.judged(changes), "I06").text
