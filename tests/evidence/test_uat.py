from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.records import RunRecord, ScenarioRecord, SkippedScenario, Verdict
from ordergate.harness.evidence.scope import UatScope, not_tested, not_tested_in_short, not_tested_tally
from ordergate.harness.evidence.uat import write_uat
from ordergate.harness.evidence.writers import Evidence
from tests.evidence.fabricated import FAILED, FINDING, SCOPE, compared_across, passed, run_of
from tests.evidence.fabricated_money import ORDER_MONEY
from tests.evidence.test_report import Page

PASSED = passed("S01", "one order")


def page_of(run: RunRecord, folder: Path, scope: UatScope = SCOPE) -> Page:
    write_uat(run, folder / "uat.html", scope, Masker())
    return Page((folder / "uat.html").read_text("utf-8"))


@pytest.fixture(scope="session")
def page(evidence: Evidence) -> Page:
    assert evidence.uat is not None
    return Page(evidence.uat.read_text("utf-8"))


def test_requirements_that_nothing_covers_come_first_and_those_that_are_met_last(page: Page) -> None:
    found = re.findall(r"(R-\d) .*? (not covered|not run|failed|not proven|passed) ", page.text)
    assert found == [
        ("R-2", "not covered"), ("R-4", "not run"), ("R-1", "failed"), ("R-5", "not proven"),
        ("R-6", "not proven"), ("R-3", "passed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Record of a user acceptance test Shop to ERP Failed Of 12 scenarios, 1 failed, 1 could not",
        "1. Scope Connector reference engine Systems marketplace, oms, erp, wms "
        "Topologies shop-erp-wms, full",
        "2. What was not tested Load was not tested. 3. Requirements "
        "6 requirements: 1 not covered , 1 not run , 1 failed , 2 not proven , 1 passed .",
        "R-2 Buyers are told that goods are late [email-2] tests it by hand not covered "
        "No scenario shows it.",
        "not run S99 : not run",
        "failed S07 10 ordered, 4 then 6 ship: shop-erp-wms failed S08 the rest is cancelled after 4 have "
        "shipped: shop-erp-wms passed",
        "4. Open findings 1 open finding; money at risk: 84.00 GBP . An order with several",
        f"{FINDING.text} Rule I07 shipments agree in all systems; look at wms, marketplace Run it again:",
        "S07 10 ordered, 4 then 6 ship shop-erp-wms (seed 8123) 84.00 GBP",
        "S27 the marketplace throttles a burst full not proven",
        "Name Date Signature Tester Ada Brown Approver Li Chen",
    ],
)  # fmt: skip
def test_a_reader_finds(page: Page, words: str) -> None:
    assert words.replace(" :", ":") in page.text.replace(" :", ":")


def test_each_result_leads_to_its_evidence_in_the_report(page: Page, evidence: Evidence) -> None:
    targets = {address.removeprefix("report.html#") for address in page.addresses}
    report = evidence.report.read_text("utf-8")
    assert len(targets) == 12
    assert [target for target in targets if f'id="{target}"' not in report] == []


def test_what_was_not_tested_follows_from_the_run() -> None:
    run = replace(
        run_of((PASSED,)),
        topologies_offered=("shop-erp-wms", "full"),
        links_by_reference={"shop-erp-wms": ("stock", "payments"), "full": ()},
        skipped=(SkippedScenario("S02", "two buyers", "full", "there is no second shop"),
                 SkippedScenario("S03", "a year", "", ""),
                 SkippedScenario("S02", "two buyers", "shop-erp", "there is no second shop")),
        catalogue=(("S01", "one order"), ("S02", "two buyers"), ("S09", "a short pick")),
    )  # fmt: skip
    assert not_tested(run) == (
        "Topology full: no scenario was run in it.",
        "Topology shop-erp-wms: the reference engine, not the connector, carried stock, payments.",
        "S02 two buyers in full, shop-erp: there is no second shop.",
        "S03 a year: skipped without a reason.",
        "S09 a short pick: it was not selected.",
    )


def test_in_short_each_reason_counts_its_scenarios_and_names_the_first_by_id() -> None:
    ids = [f"S{number:02}" for number in range(12, 1, -1)]
    late = SkippedScenario("S01", "one order", "full", "not asked for in full")
    run = replace(
        run_of((PASSED,)),
        skipped=(*(SkippedScenario(id, "x", "full", "no such shop") for id in ids), late),
    )
    assert not_tested_in_short(run) == (
        "1 scenario, because not asked for in full: S01 in full.",
        "11 scenarios, because no such shop: S02, S03, S04, S05, S06, S07, S08, S09, S10, S11 "
        "and 1 more, which run.json names.",
    )
    assert not_tested_tally(run) == "not tested: 12 scenarios, for 2 reasons; run.json has the list"
    assert [sentence[:3] for sentence in not_tested(run)] == ["S01", *reversed(ids)]


def test_a_long_list_of_what_was_left_out_is_cut_and_counted() -> None:
    catalogue = tuple((f"S{number}", "x") for number in range(205))
    sentences = not_tested(replace(run_of((PASSED,)), catalogue=catalogue))
    assert len(sentences) == 201
    assert sentences[-1] == "And 5 more; run.json lists every scenario with its reason."


def test_links_of_the_run_are_named_unless_the_scope_has_its_own(tmp_path: Path) -> None:
    run = replace(run_of((PASSED,)), links_covered={"full": ("orders", "stock")})
    assert "Carried by the connector in full orders, stock" in page_of(run, tmp_path).text
    scope = replace(SCOPE, links_covered={"full": ("items",)}, systems=("shop",))
    text = page_of(run, tmp_path, scope).text
    assert "Systems shop Topologies shop-erp-wms Carried by the connector in full items" in text


def test_known_findings_are_listed_with_their_reason_and_do_not_count_as_open(tmp_path: Path) -> None:
    known = replace(
        FAILED, verdict=Verdict.PASSED, findings=(), known=((FINDING, "agreed until 2027-01-31"),)
    )
    text = page_of(run_of((known,)), tmp_path).text
    assert "Passed 1 scenario passed, 1 of them with known findings only." in text
    assert "4. Open findings None. Known findings" in text
    assert "Known, because agreed until 2027-01-31" in text
    assert "shop-erp-wms passed (known)" in text


def test_money_is_added_up_and_what_is_unknown_is_said(tmp_path: Path) -> None:
    unknown = replace(FINDING, text="lost", money_at_risk=None)
    records = (*compared_across("erp", "crm"), replace(FAILED, id="S08", findings=(FINDING, unknown)))
    text = page_of(run_of(records), tmp_path).text
    assert "3 open findings; money at risk: 168.00 GBP , and unknown for 1 finding." in text
    assert "erp (seed 8123), crm (seed 8123) 84.00 GBP" in text


def test_without_requirements_or_people_there_is_still_a_page_to_sign(tmp_path: Path) -> None:
    text = page_of(run_of(()), tmp_path, UatScope()).text
    assert "No requirements were given; a file requirements.csv" in text
    assert "No scenario ran to its end." in text
    assert "Tester Approver Personal data" in text


def test_the_money_of_an_order_is_followed_once_in_the_widest_topology(tmp_path: Path) -> None:
    small = replace(PASSED, money=(ORDER_MONEY,), topology="shop-erp", systems=("marketplace", "erp"))
    wide = replace(small, topology="full", systems=("marketplace", "oms", "erp", "wms"))
    page = page_of(run_of((small, wide)), tmp_path)
    assert "S01 one order full, seed" in page.text
    assert page.text.count("Order 408-1: 1,200.00 GBP") == 1


def with_tags(id: str, *tags: str) -> ScenarioRecord:
    return replace(PASSED, id=id, title=f"title of {id}", tags=tags, money=(ORDER_MONEY,))


def test_a_session_goes_through_returns_and_prices_unless_it_names_others(tmp_path: Path) -> None:
    run = run_of((with_tags("S11", "prices"), with_tags("S14", "returns"), with_tags("S22", "units")))
    usual = page_of(run, tmp_path).text
    assert "6. Session: returns, prices" in usual
    assert re.findall(r"(S\d\d) title of S\d\d passed \d", usual) == ["S11", "S14"]
    named = page_of(run, tmp_path, replace(SCOPE, session=("s22", "Returns"))).text
    assert re.findall(r"(S\d\d) title of S\d\d passed \d", named) == ["S14", "S22"]


def test_each_scenario_of_a_session_is_signed_like_the_whole(tmp_path: Path) -> None:
    run = run_of((with_tags("S11", "prices"), with_tags("S22", "units")))
    text = page_of(run, tmp_path).text
    assert text.count("accepted with reservations") == text.count("Approver Li Chen") == 2
    assert "S11 title of S11 passed 1 200.00 GBP agree" in text


def test_a_session_that_names_nothing_that_ran_says_so(tmp_path: Path) -> None:
    text = page_of(run_of((with_tags("S22", "units"),)), tmp_path).text
    assert "No order was placed in a scenario of that tag or id; --session names others." in text


def test_only_what_was_asked_for_is_open_and_so_printed(tmp_path: Path) -> None:
    run = run_of((with_tags("S11", "prices"),))
    for scope, opened in ((SCOPE, 0), (replace(SCOPE, session=("prices",)), 1)):
        write_uat(run, tmp_path / "uat.html", scope, Masker())
        assert (tmp_path / "uat.html").read_text("utf-8").count('<details class="money" open>') == opened


def test_nothing_that_comes_from_outside_becomes_markup(tmp_path: Path) -> None:
    attack = '</style><img src=x onerror="alert(1)">'
    scope = replace(SCOPE, project=attack, tester=attack, not_tested=(attack,))
    record = replace(FAILED, title=attack, findings=(replace(FINDING, text=attack),))
    write_uat(run_of((record,)), tmp_path / "uat.html", scope, Masker())
    assert "<img" not in (tmp_path / "uat.html").read_text("utf-8")
