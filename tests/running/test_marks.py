"""A mark that says what cannot be is told with what there is, before anything runs."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.harness.running.marks import mistakes


def said(*arguments: Any, **more: Any) -> list[str]:
    return list(mistakes(pytest.mark.scenario("X01", *arguments, **more).mark))


@pytest.mark.parametrize(
    ("topologies", "more", "start"),
    [
        (["ful"], {}, "unknown topology ful; do you mean full? there are: shop-erp, shop-erp-wms, full"),
        (["full", "full"], {}, "topologies has full twice; keep one"),
        ([], {"policies": "oms.backorder=kill"}, "policy oms.backorder is 'kill': it is one of: keep, "),
        ([], {"policies": "oms.backorders=keep"}, "unknown policy oms.backorders; do you mean oms.backord"),
        ([], {"policies": "safety_stock=-1"}, "policy safety_stock is '-1': input should be greater than or"),
        ([], {"policies": "oms.ship"}, "policies has 'oms.ship'; it takes a name and a choice: oms"),
        ([], {"policies": "oms.ship=partial oms.ship=complete"},
         "policies says oms.ship=partial and oms.ship=complete; choose one of them"),
        ([], {"needs": "site"}, "unknown feature site; do you mean sites? there are: accounts, allowances,"),
        ([], {"sites": "MAIN MAIN"}, "site MAIN is named twice; each site has a name of its own"),
        ([], {"sites": "MAIN -N"}, "a site cannot be called '-N'"),
        ([], {"tags": "smoke nightly smoke"}, "tags has smoke twice; keep one"),
        ([], {"starts": "in July"}, "starts is 'in July'; it takes a day and a time: 2026-07-02 08:30"),
        ([], {"site": "MAIN"}, "a scenario takes no site; do you mean sites? there are: tags, policies"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_what_there_is(
    topologies: list[str], more: dict[str, str], start: str
) -> None:
    [mistake] = said(*topologies, **more)
    assert mistake.startswith(start)


def test_what_can_be_is_no_mistake() -> None:
    policies = "oms.ship=complete safety_stock=2"
    assert (
        said("shop-erp", "full", tags="smoke", needs=("sites", "units"), sites="MAIN N", policies=policies)
        == []
    )
    assert said() == []
