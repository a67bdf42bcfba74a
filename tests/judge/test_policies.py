"""Rules that depend on declared policies: each fails when a system does what it did not declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as with_
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.judge.scope import declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules


def _lived(topology: str, policies: Mapping[str, str]) -> Life:
    """10 ordered of which 7 are there, and everything that becomes of it without more stock."""
    changes: list[Change] = []
    layout = Layout(policies=policies)
    port = InProcessWorld(Blueprint(topology, 7, layout=layout), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 7, price="2.55")
    order = world.buyer.orders({item: 10})
    if topology == "shop-erp":
        world.picker.ships(order, {item: 7})
    world.settle()
    if "erp.return_restock" in policies:
        world.buyer.returns(order, {item: 2})
        world.receiver.inspects(order, sellable=1, damaged=1)
        world.settle()
    life = Life(
        changes, order.id, order.id, port.accounts(), declared(topology, layout), systems=port.systems
    )
    port.close()
    return life


@pytest.fixture(scope="module")
def killed() -> Life:
    return _lived("full", {"oms.backorder": "cancel"})


@pytest.fixture(scope="module")
def completed() -> Life:
    return _lived("shop-erp", {"erp.remainder": "complete"})


@pytest.fixture(scope="module")
def whole() -> Life:
    return _lived("shop-erp-wms", {"wms.allocation": "whole_orders"})


@pytest.fixture(scope="module")
def complete() -> Life:
    return _lived("full", {"oms.ship": "complete"})


@pytest.fixture(scope="module")
def restocked() -> Life:
    return _lived("shop-erp", {"erp.return_restock": "refund"})


def _declaring(life: Life, **policies: str) -> Life:
    """The same life, in a world that declared something else."""
    chosen = {name.replace("_", ".", 1).replace("__", "_"): choice for name, choice in policies.items()}
    return with_(life, declared=with_(life.declared, policies=chosen))


def _first_line(**fields: int) -> Any:
    def edit(document: Any) -> Any:
        return replace(document, lines=(replace(document.lines[0], **fields), *document.lines[1:]))

    return edit


def test_healthy_lives_break_no_rule(
    killed: Life, completed: Life, whole: Life, complete: Life, restocked: Life
) -> None:
    lives = (killed, completed, whole, complete, restocked)
    assert [life.judged().findings for life in lives] == [()] * 5


def test_i09_damaged_units_that_are_sold_again_where_only_sellable_ones_may_be(restocked: Life) -> None:
    finding = only_rule(_declaring(restocked, erp_return__restock="inspected").judged(), "I09")
    assert "1 returned units that were not found sellable are sold again, 0 is right" in finding.text


def test_i09_credited_units_that_stay_blocked_where_credit_implies_restock(restocked: Life) -> None:
    broken = restocked.edited("erp", "returns", _first_line(restocked=0))
    finding = only_rule(restocked.judged(broken), "I09")
    assert "0 returned units that were not found sellable are sold again, 1 is right" in finding.text


def test_i15_an_oms_that_cancels_what_it_declared_to_keep(killed: Life) -> None:
    finding = only_rule(_declaring(killed, oms_backorder="keep").judged(), "I15")
    assert "oms order 1000001 cancelled 3 units by itself (OMS-1000001-1)" in finding.text
    assert "oms.backorder=keep was declared" in finding.text


def test_i15_an_oms_that_keeps_waiting_what_it_declared_to_cancel(complete: Life) -> None:
    finding = only_rule(_declaring(complete, oms_backorder="cancel").judged(), "I15")
    assert "oms order 1000001 keeps 10 units waiting for stock" in finding.text


def test_i06_a_remainder_that_was_cancelled_and_never_told_to_the_shop(killed: Life) -> None:
    untold = [c for c in killed.changes if (c.system, c.table) != ("marketplace", "cancellations")]
    untold = [c for c in untold if not (c.table == "orders" and c.system == "marketplace" and c.version > 1)]
    ruling = killed.judged(untold)
    assert "cancelled units differ: marketplace 0, oms 3, erp 3" in ruling.findings[0].text


def test_i15_a_site_that_is_asked_before_the_whole_order_is_there(complete: Life) -> None:
    broken = complete.last_edited("oms", "orders", _first_line(allocated=7, backordered=3))
    ruling = complete.judged(broken)
    assert rules(ruling) == {"I06", "I13", "I15"}
    assert "asked sites for 7 units while 3 wait; oms.ship=complete was declared" in ruling.findings[-1].text


def test_i15_a_warehouse_that_promises_part_of_an_order(whole: Life) -> None:
    broken = whole.last_edited("wms", "outbounds", _first_line(allocated=7))
    ruling = whole.judged(broken)
    assert {finding.rule for finding in ruling.findings} == {"I13", "I15"}
    finding = next(found for found in ruling.findings if "was declared" in found.text)
    assert "was promised 7 units while 3 wait; wms.allocation=whole_orders was declared" in finding.text


def test_i06_a_line_that_stays_open_although_a_delivery_completes_it(completed: Life) -> None:
    broken = completed.last_edited("erp", "orders", _first_line(cancelled=1))
    finding = [f for f in completed.judged(broken).findings if "was declared" in f.text]
    assert [f.rule for f in finding] == ["I06"]
    assert "line 10 left 2 units open; erp.remainder=complete was declared" in finding[0].text


def test_i06_an_erp_that_cancels_a_rest_that_it_declared_to_keep_open(completed: Life) -> None:
    finding = only_rule(_declaring(completed, erp_remainder="backorder").judged(), "I06")
    assert "line 10 left 3 units cancelled; erp.remainder=backorder was declared" in finding.text


def test_no_policy_is_judged_in_a_world_that_lacks_the_system(completed: Life) -> None:
    other = _declaring(
        completed, erp_remainder="complete", oms_backorder="cancel", wms_allocation="whole_orders"
    )
    assert other.judged().findings == ()
