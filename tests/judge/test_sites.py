"""Rules of stock over several sites: each fails when one thing is broken in a healthy life."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ordergate.harness.judge.judge import Judge
from ordergate.harness.judge.scope import Accounts, Declared

from .breaking import SYSTEMS, Life, only_rule, rules


def test_a_healthy_life_of_two_sites_and_one_unmapped_breaks_no_rule(travelled: Life) -> None:
    assert travelled.judged().findings == ()


def test_i11_units_that_arrived_and_were_never_put_on_a_shelf(travelled: Life) -> None:
    def more(transfer: Any) -> Any:
        line = transfer.lines[0]
        return replace(transfer, lines=(replace(line, received=line.received + 1, missing=0),))

    finding = only_rule(travelled.judged(travelled.last_edited("wms", "transfers", more)), "I11")
    assert "6 sent, 5 received and 0 missing leave 1 that stand at no site" in finding.text
    assert "wms 2, erp 2" in finding.text


def test_i11_a_transfer_of_which_the_erp_booked_one_unit_less(travelled: Life) -> None:
    def fewer(movement: Any) -> Any:
        if movement.kind != "transfer_in":
            return movement
        return replace(movement, lines=(replace(movement.lines[0], quantity=3),))

    ruling = travelled.judged(travelled.edited("erp", "stock_movements", fewer))
    assert rules(ruling) == {"I11"}
    assert "by the movements it is wms 2, erp 3" in "".join(finding.text for finding in ruling.findings)


def test_i02_goods_at_a_site_that_nobody_mapped_and_nobody_was_told_of(travelled: Life) -> None:
    silent = Life(travelled.changes, travelled.order, travelled.waiting, Accounts(), travelled.declared)
    assert "is of site OUTLET, which no other system knows" in only_rule(silent.judged(), "I02").text


def test_i11_goods_moved_in_the_erp_at_the_wrong_site(travelled: Life) -> None:
    def elsewhere(document: Any) -> Any:
        return replace(document, site="MAIN")

    changes = travelled.edited("erp", "stock_movements", elsewhere, only=lambda m: m.kind == "transfer_in")
    assert "erp stock of MUG-01 at NORTH" in "".join(f.text for f in travelled.judged(changes).findings)


def test_i15_more_promised_than_there_is_to_sell(life: Life) -> None:
    def promised(order: Any) -> Any:
        first = order.lines[0]
        more = replace(first, allocated=first.allocated + 5, backordered=first.backordered - 5)
        return replace(order, lines=(more, *order.lines[1:]))

    def wider(document: Any) -> Any:
        first = replace(document.lines[0], quantity=document.lines[0].quantity + 5)
        return replace(document, lines=(first, *document.lines[1:]))

    def beyond(level: Any) -> Any:
        return replace(level, allocated=level.allocated + 5)

    changes = life.last_edited("oms", "orders", promised)
    for table, edit in (("reservations", wider), ("stock", beyond)):
        changes.append(life.last_edited("oms", table, edit)[-1])
    ruling = life.judged(changes)
    # The warehouse promises only what it has, so it does not know of the units that are not there.
    assert rules(ruling) == {"I06", "I15"}
    texts = [finding.text for finding in ruling.findings if finding.rule == "I15"]
    assert "5 more units were promised, 94 in all, when 89 could be sold" in texts[0]
    assert "94 units are promised, 89 can be sold and 3 were lost" in texts[1]


def test_i15_units_that_a_count_did_not_find_are_not_oversold(life: Life) -> None:
    fewer = life.last("oms", "stock_movements").after
    lost = replace(fewer, reference="count-2", quantity=-2)
    level = life.last("oms", "stock")
    changes = [
        *life.doubled("oms", "stock_movements", lambda moved: lost, "count-2"),
        level._replace(
            before=level.after, after=replace(level.after, on_hand=level.after.on_hand - 2), version=99
        ),
    ]
    assert rules(life.judged(changes)) == {"I11"}


def test_i14_a_site_in_debt_takes_nothing_from_the_others(life: Life) -> None:
    def in_debt(level: Any) -> Any:
        return replace(level, site="NORTH", on_hand=-5, allocated=0, unavailable=0)

    twin = life.doubled("oms", "stock", in_debt, "MUG-01@NORTH")
    assert "I14" not in rules(life.judged(twin))


def test_i14_the_safety_stock_is_kept_back_from_buyers(life: Life) -> None:
    judge = Judge(SYSTEMS, declared=Declared(safety_stock=7))
    for change in life.changes:
        judge.observe([change])
    finding = only_rule(judge.settled(life.accounts), "I14")
    assert "buyers see 47 of item TEE-1, the oms can promise 40" in finding.text


def test_i14_a_site_that_does_not_serve_the_shop_does_not_count(life: Life) -> None:
    judge = Judge(SYSTEMS, declared=Declared(serving=("NORTH",)))
    for change in life.changes:
        judge.observe([change])
    assert "the oms can promise 0" in only_rule(judge.settled(life.accounts), "I14").text
