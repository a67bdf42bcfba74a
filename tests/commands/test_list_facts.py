"""What there is to know of a run can be listed: rules, systems, policies."""

from __future__ import annotations

import json

import pytest

from ordergate.harness.commands.list_facts import FACTS, list_facts
from ordergate.harness.config.model import Policies
from ordergate.harness.judge.catalogue import INVARIANTS
from ordergate.simulators.server.topology import POLICIES

from .ordergate import ordergate


def test_every_rule_is_listed_with_its_title_and_when_it_holds() -> None:
    rows = {row["id"]: row for row in FACTS["invariants"]()}
    assert list(rows) == [rule.id for rule in INVARIANTS]
    assert rows["I08"] == {"id": "I08", "title": "billing follows goods", "when": ["always", "settled"]}
    assert rows["I07"]["when"] == ["settled"]


def test_every_system_is_listed_with_its_topologies() -> None:
    rows = {row["name"]: row["topologies"] for row in FACTS["systems"]()}
    assert rows == {
        "marketplace": ["shop-erp", "shop-erp-wms", "full"],
        "erp": ["shop-erp", "shop-erp-wms", "full"],
        "wms": ["shop-erp-wms", "full"],
        "oms": ["full"],
    }


def test_every_policy_says_what_it_decides_and_what_it_can_be() -> None:
    rows = {row["name"]: row for row in FACTS["policies"]()}
    assert set(rows) == {*Policies.model_fields, *(policy.name for policy in POLICIES)}
    assert (rows["oms.backorder"]["choices"], rows["oms.backorder"]["default"]) == (
        ["keep", "cancel"],
        "keep",
    )
    assert rows["wms.reduce_picked"]["default"] == "refuse"
    charges = rows["charges_when_cancelled"]
    assert (charges["choices"], charges["default"]) == (["bill", "void"], "bill")
    assert all(row["about"] and row["choices"] for row in rows.values())


def test_every_field_of_master_data_has_one_owner_and_its_copies() -> None:
    rows = {(row["entity"], row["field"]): (row["owner"], row["copies"]) for row in FACTS["ownership"]()}
    assert len(rows) == len(FACTS["ownership"]())
    assert rows["item", "title"] == ("erp", ["oms", "marketplace"])
    assert rows["item", "price with tax"] == ("erp", ["marketplace"])
    assert rows["customer", "email"] == ("marketplace", ["erp"])


@pytest.mark.parametrize("what", [what for what in FACTS if what != "profiles"])
def test_a_list_is_printed_in_columns_or_as_json(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = FACTS[what]()
    assert list_facts(what, as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    head, *told = [line.split()[0] for line in lines]
    assert (head, told) == (next(iter(rows[0])), [next(iter(row.values())) for row in rows])
    list_facts(what, as_json=True)
    assert json.loads(capsys.readouterr().out) == {what: rows}


def test_rules_is_another_word_for_invariants(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_facts("rules", as_json=False) == 0
    assert capsys.readouterr().out.split()[:3] == ["id", "title", "when"]


def test_an_unknown_list_is_refused_with_those_that_there_are() -> None:
    ended = ordergate("list", "nothing")
    assert ended.returncode == 2
    assert "no list of nothing; there are: scenarios, invariants, systems, policies" in ended.stderr


def test_profiles_are_a_rule_a_line_and_faults_are_told_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_facts("profiles", as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["calm", "  no faults"]
    assert all(" on " in line for line in lines[3:] if line.startswith("  "))
    assert list_facts("faults", as_json=False) == 0
    assert "``" not in capsys.readouterr().out
