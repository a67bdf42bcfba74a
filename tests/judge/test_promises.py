"""Rules of promised and set-apart stock: each fails when one thing is broken in a healthy life."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.judge.judge import Judge
from ordergate.simulators.erp.model import Stock, StockMovement, StockMovementKind, StockMovementLine
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.wms.model import Waiting

from .breaking import Life, only_rule, rules


def test_i13_a_warehouse_that_holds_units_for_nobody(life: Life) -> None:
    changes = life.last_edited("wms", "stock", lambda row: replace(row, allocated=row.allocated - 1))
    finding = only_rule(life.judged(changes), "I13")
    assert finding.text == "wms stock of MUG-01 at MAIN: 88 units are allocated, outbound lines hold 89"
    assert finding.systems == ("wms",)


def test_i13_an_erp_that_never_took_back_what_it_had_committed(life: Life) -> None:
    changes = life.last_edited("erp", "stock", lambda row: replace(row, committed=row.committed + 2))
    text = "".join(finding.text for finding in life.judged(changes).findings)
    assert "erp stock of MUG-01 at MAIN: 502 units are committed, open order lines want 500" in text


def test_i13_an_order_line_whose_promise_was_forgotten(life: Life) -> None:
    def unpromised(outbound: Any) -> Any:
        lines = tuple(replace(line, allocated=line.allocated - 1) for line in outbound.lines)
        return replace(outbound, lines=lines)

    found = rules(life.judged(life.last_edited("wms", "outbounds", unpromised)))
    assert found == {"I13", "I15"}  # what is open and not promised has to wait, and does not


def test_i15_a_promise_of_units_that_are_not_there_is_seen_when_it_is_made(life: Life) -> None:
    healthy = life.last("oms", "stock")
    over = replace(healthy.after, allocated=healthy.after.allocated + 4)
    changes = [
        *life.last_edited("oms", "stock", lambda row: over),
        healthy._replace(before=over, after=healthy.after, version=99),
    ]
    finding = only_rule(life.judged(changes), "I15")
    assert finding.text.endswith("4 more units were promised, 93 in all, when 89 could be sold")


def test_i15_units_that_wait_for_stock_and_no_line_lacks(life: Life) -> None:
    outbound = life.last("wms", "outbounds").after
    left_over = Waiting(outbound.id, 0, "MUG-01", "MAIN", 3)
    changes = [*life.changes, Change("wms", "waiting", left_over.key, 1, 0, None, left_over, "", "")]
    assert "outbound lines lack 0 units, 3 wait for some" in only_rule(life.judged(changes), "I15").text


@pytest.mark.parametrize(("on_hand", "broken"), [(1, set()), (-2, {"I15"})])
def test_i15_where_the_erp_is_the_warehouse_nothing_leaves_that_is_not_there(
    on_hand: int, broken: set[str]
) -> None:
    judge = Judge(("marketplace", "erp"))
    gone = StockMovement(
        "1", StockMovementKind.DELIVERY, "MAIN", "2026-01-02", "", "", (StockMovementLine("A", on_hand),)
    )
    for table, key, document in (
        ("stock_movements", "1", gone),
        ("stock", "A@MAIN", Stock("A", "MAIN", on_hand)),
    ):
        judge.observe([Change("erp", table, key, 1, 0, None, document, "", "")])
    assert rules(judge.settled()) == broken


def test_i11_units_that_are_sellable_again_and_no_movement_says_so(life: Life) -> None:
    def cleared(row: Any) -> Any:
        return replace(row, damaged=row.damaged - 1, sellable=row.sellable + 1)

    tee = [c for c in life.changes if (c.system, c.table, c.key) == ("wms", "stock", "TEE-1@MAIN")][-1]
    changes = [*life.changes, tee._replace(before=tee.after, after=cleared(tee.after), version=99)]
    texts = [finding.text for finding in life.judged(changes).findings]
    assert "wms stock of TEE-1 at MAIN: movements make 1 units damaged, the stock says 0" in texts


def test_an_order_is_told_with_its_store_only_where_there_are_several(life: Life) -> None:
    broken = life.without("erp", "orders")
    [alone] = [f for f in life.judged(broken).findings if f.rule == "I02"]
    assert alone.order == life.waiting
    placed = next(c for c in life.changes if (c.system, c.table) == ("marketplace", "orders"))
    north = placed._replace(
        key=f"north/{life.waiting}", after=replace(placed.after, store="north", id=life.waiting)
    )
    told = [
        f
        for f in life.judged([*broken, north]).findings
        if f.text.endswith("never reached the erp; once is right")
    ]
    assert [f.order for f in told] == [f"main/{life.waiting}", f"north/{life.waiting}"]
    assert told[0].text.startswith(f"order main/{life.waiting} never")


def test_i12_fewer_than_no_units_are_blocked(life: Life) -> None:
    def below(row: Any) -> Any:
        return replace(row, blocked=-1)

    ruling = life.judged(life.last_edited("erp", "stock", below))
    texts = [finding.text for finding in ruling.findings if finding.rule == "I12"]
    assert texts == ["erp stock of MUG-01 at MAIN does not add up: blocked -1"]
