"""Price rules as people write them: for whom, at what, from how many, and on which days."""

from __future__ import annotations

from typing import Any

import pytest

from tests.erp.company import Answer, Company, goods


def rule(kind: str = "tier", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "item": "MUG", "unit_price": "2.00", **more}


def enters(company: Company, *rules: dict[str, Any]) -> Answer:
    company.erp.items.find("MUG") or company.lists()
    return company.world("POST", "/price-rules", {"rules": list(rules)})


def test_rules_are_listed_by_change_and_found_by_item(company: Company) -> None:
    company.lists("TEE")
    made = enters(company, rule(min_quantity=10), rule("promotion", item="TEE", unit_price=None, off_bp=250))
    assert (made.status, made["numbers"]) == (201, ["0050000001", "0050000002"])
    [row] = company.partner("GET", "/PriceRules", Item="MUG")["Value"]
    assert (row["Kind"], row["MinQuantity"], row["UnitPrice"], row["OffBp"]) == ("tier", 10, "2.00", 0)
    rows = company.partner("GET", "/PriceRules")["Value"]
    assert [(row["Item"], row["UnitPrice"], row["LastDayCounts"]) for row in rows] == [
        ("MUG", "2.00", True), ("TEE", None, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        (rule("contract"), "customer_ref", "a contract price is for whom its customer_ref names"),
        (rule("parent", customer_ref="M1", group="G"), "group", "here group is 'G'"),
        (rule("group", customer_ref="M1"), "customer_ref", "is for whom its group names"),
        (rule("tier", group="G"), "group", "neither customer_ref nor group"),
        (rule(off_bp=500), "unit_price", "one of the two"),
        (rule(unit_price=None), "unit_price", "one of the two"),
        (rule(unit_price=None, off_bp=500, currency="EUR"), "currency", "a list price is in GBP"),
        (rule(valid_from="2011-06-02", valid_to="2011-06-01"), "valid_to", "holds on no day"),
        (rule(valid_to="2011-02-30"), "valid_to", "2011-02-30 is no day of the calendar"),
    ],
)
def test_a_rule_that_could_not_count_is_refused_and_none_is_entered(
    company: Company, wrong: dict[str, Any], field: str, reason: str
) -> None:
    answer = enters(company, rule(), wrong)
    assert (answer.status, answer["field"]) == (422, f"rules[1].{field}")
    assert reason in answer["detail"]
    assert len(company.erp.price_rules) == 0


def test_a_rule_of_an_unknown_item_is_refused_by_name(company: Company) -> None:
    answer = enters(company, rule(item="CUP"))
    assert (answer.status, answer["detail"]) == (404, "there is no item CUP")


def test_a_price_takes_the_place_of_a_percentage_and_the_other_way_round(company: Company) -> None:
    [number] = enters(company, rule())["numbers"]
    company.world("PATCH", f"/price-rules/{number}", {"off_bp": 1000})
    held = company.erp.price_rules.get(number)
    assert (held.unit_price, held.off_bp) == (None, 1000)
    company.world("PATCH", f"/price-rules/{number}", {"unit_price": "1.90", "valid_to": "2011-06-30"})
    held = company.erp.price_rules.get(number)
    assert (str(held.unit_price), held.off_bp, held.valid_to) == ("1.90", 0, "2011-06-30")


def test_a_group_survives_what_the_shop_says_of_its_customer(company: Company) -> None:
    number = company.customer("M1")
    assert company.world("POST", "/customers/M1/group", {"group": "TRADE"}).status == 200
    assert company.customer("M1") == number
    row = company.partner("GET", f"/Customers/{number}")
    changed = company.partner(
        "PATCH", f"/Customers/{number}", {"Phone": "2"}, headers={"if-match": f'"{row["Version"]}"'}
    )
    assert (row["Group"], changed.status) == ("TRADE", 200)
    assert company.erp.customers.get(number).group == "TRADE"
    company.world("POST", "/customers/M1/group", {"group": ""})
    assert "Group" not in company.partner("GET", f"/Customers/{number}").body


def test_who_is_no_customer_yet_is_in_no_group(company: Company) -> None:
    answer = company.world("POST", "/customers/M9/group", {"group": "TRADE"})
    assert (answer.status, answer["field"]) == (422, "customer_ref")


def bought(company: Company, quantity: int, price: str) -> tuple[str, str]:
    held = company.order(company.orders(goods(quantity, price))).lines[0]
    return held.price_source.value, held.price_rule


def test_the_rule_that_makes_a_price_is_named_and_no_price_is_made_anew(company: Company) -> None:
    company.customer()
    company.world("POST", "/customers/M000000001/group", {"group": "TRADE"})
    tier, group, _, _ = enters(
        company, rule(min_quantity=10),
        rule("group", group="TRADE", unit_price=None, off_bp=2000, min_quantity=5),
        rule("contract", customer_ref="M2", unit_price="1.00"), rule("promotion", valid_to="2011-06-01"),
    )["numbers"]  # fmt: skip
    assert bought(company, 5, "2.04") == ("rule", group)
    assert bought(company, 10, "2.04") == ("rule", group)
    assert bought(company, 10, "2.00") == ("captured", "")
    assert bought(company, 4, "2.55") == ("list", "")
    company.world("POST", "/customers/M000000001/group", {"group": ""})
    assert bought(company, 10, "2.00") == ("rule", tier)
    assert bought(company, 9, "2.00") == ("captured", "")
