from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ordergate.harness.evidence.grouping import known_findings, money_at_risk, open_findings, risk_of
from ordergate.harness.evidence.records import Verdict
from ordergate.harness.findings import Finding
from tests.evidence.fabricated import FAILED, FINDING, ORDER, compared_across, run_of


def test_the_same_finding_in_several_topologies_is_one_with_a_list_of_where() -> None:
    run = run_of((FAILED, *compared_across("erp", "crm", "oms")))
    groups = open_findings(run)
    assert [group.places for group in groups] == [(0,), (1, 2, 3)]
    assert groups[1].finding.text == f"order {ORDER}: shipped by erp 10, marketplace 8"


def test_two_orders_with_the_same_trouble_in_one_scenario_are_two_findings() -> None:
    lost = [Finding("I02", f"order {order} is lost", order=order) for order in ("408-1", "408-2")]
    both = replace(FAILED, findings=tuple(lost))
    run = run_of((both, replace(both, topology="full")))
    assert [(group.finding.order, group.places) for group in open_findings(run)] == [
        ("408-1", (0, 1)), ("408-2", (0, 1)),
    ]  # fmt: skip


def test_another_seed_that_names_other_documents_has_the_same_finding() -> None:
    other = replace(FINDING, text=FINDING.text.replace(ORDER, "408-1"), order="408-1", documents=("408-1",))
    again = replace(FAILED, seed=9, findings=(other,))
    assert [group.places for group in open_findings(run_of((FAILED, again)))] == [(0, 1)]


def test_other_amounts_rules_suspects_or_scenarios_are_other_findings() -> None:
    others = [
        replace(FINDING, text=FINDING.text.replace("told 8", "told 7")),
        replace(FINDING, rule="I08"),
        replace(FINDING, systems=("erp",)),
    ]
    records = [replace(FAILED, findings=(other,)) for other in others]
    run = run_of((FAILED, *records, replace(FAILED, id="S08"), replace(FAILED, title="another")))
    assert len(open_findings(run)) == 6


def test_the_most_money_comes_first_and_what_is_unknown_last() -> None:
    amounts = (None, Decimal("1.10"), Decimal("84.00"))
    findings = tuple(replace(FINDING, text=str(money), money_at_risk=money) for money in amounts)
    groups = open_findings(run_of((replace(FAILED, findings=findings),)))
    assert [group.money for group in groups] == [Decimal("84.00"), Decimal("1.10"), None]


def test_money_is_added_up_by_currency_with_each_order_of_a_scenario_once() -> None:
    findings = (
        FINDING,
        replace(FINDING, rule="I08", money_at_risk=Decimal("90.10")),
        replace(FINDING, rule="I20", order="408-2", money_at_risk=Decimal("0.20")),
        replace(FINDING, rule="I20", order="408-3", money_at_risk=Decimal("5.00"), currency="EUR"),
        replace(FINDING, rule="I21", order="408-4", money_at_risk=None),
    )
    one = replace(FAILED, findings=findings)
    run = run_of((one, replace(one, topology="full"), replace(FAILED, id="S08")))
    assert money_at_risk(open_findings(run)) == {"GBP": Decimal("174.30"), "EUR": Decimal("5.00")}
    assert risk_of(one) == {"GBP": Decimal("90.30"), "EUR": Decimal("5.00")}


def test_known_findings_are_told_apart_from_open_ones() -> None:
    accepted = replace(FAILED, verdict=Verdict.PASSED, findings=(), known=((FINDING, "until May"),))
    run = run_of((accepted, replace(accepted, topology="full"), FAILED))
    assert [(group.places, group.reason) for group in known_findings(run)] == [((0, 1), "until May")]
    assert [group.places for group in open_findings(run)] == [(2,)]
    assert run.known_count == 2
