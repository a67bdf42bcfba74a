"""Which ways there are to break what a connector writes."""

from __future__ import annotations

from ordergate.harness.tampering.observed import Write
from ordergate.harness.tampering.ways import drawn, ways_to_break

S07, S14, S07_FULL = ("S07", "shop-erp"), ("S14", "shop-erp"), ("S07", "full")
WRITES = {
    "erp.book": Write("erp.book", [S07, S07_FULL, S14], [], {"Lines.Quantity": [S14]}),
    "oms.ship": Write("oms.ship", [S07_FULL], [S07_FULL], {}),
}


def test_each_write_is_broken_in_every_way_that_it_offers() -> None:
    ways = ways_to_break(WRITES)
    assert [way.rule for way in ways] == [
        "doubled_write on erp.book nth=1",
        "swallowed_write on erp.book nth=1",
        "altered_field on erp.book nth=1 field=Lines.Quantity",
        "doubled_write on oms.ship nth=1",
        "swallowed_write on oms.ship nth=1",
        "overtaken_write on oms.ship nth=1",
    ]
    assert (ways[2].kind, ways[2].write) == ("altered_field", "erp.book")


def test_each_is_tried_in_different_scenarios() -> None:
    assert ways_to_break(WRITES)[0].worlds == (S07, S14)


def test_the_seed_draws_some_of_them_and_they_keep_their_order() -> None:
    ways = ways_to_break(WRITES)
    some = drawn(ways, 3, 1)
    assert len(some) == 3
    assert some == [way for way in ways if way in some]
    assert drawn(ways, 3, 1) == some
    assert len({tuple(drawn(ways, 3, seed)) for seed in range(10)}) > 1
