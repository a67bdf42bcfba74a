"""Settings in code, from a file, and from the environment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.sync.settings import Settings, Topology, read_settings

SHOP_ERP = {
    "ORDERGATE_ENGINE_TOPOLOGY": "shop-erp",
    "ORDERGATE_ENGINE_MARKETPLACE__CLIENT_ID": "shop",
    "ORDERGATE_ENGINE_MARKETPLACE__CLIENT_SECRET": "shop-secret",
    "ORDERGATE_ENGINE_ERP__CLIENT_ID": "erp",
    "ORDERGATE_ENGINE_ERP__CLIENT_SECRET": "erp-secret",
}


def test_variables_fill_sections() -> None:
    more = {
        "ORDERGATE_ENGINE_POLLS__ERP_S": "10",
        "ORDERGATE_ENGINE_RETRY__ATTEMPTS_MAX": "7",
        "ORDERGATE_ENGINE_LINKS": "orders,payments",
        "HOME": "/root",
    }
    settings = read_settings(SHOP_ERP | more)
    assert settings.vendors == ("marketplace", "erp")
    assert (settings.polls.erp_s, settings.polls.safety_s) == (10, 900)
    assert settings.retry.attempts_max == 7
    assert settings.links == ("orders", "payments")


def test_variables_win_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "engine.json"
    file.write_text(json.dumps({"topology": "full", "erp": {"base_url": "http://erp"}}))
    settings = read_settings(SHOP_ERP | {"ORDERGATE_ENGINE_FILE": str(file)})
    assert settings.topology is Topology.SHOP_ERP
    assert settings.base_url("erp") == "http://erp"


@pytest.mark.parametrize("text", ["not json", "[1, 2]"])
def test_a_file_without_settings_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "engine.json"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"engine\.json"):
        read_settings({"ORDERGATE_ENGINE_FILE": str(file)})


def test_a_setting_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="ORDERGATE_ENGINE_ERP__PASSWORD: extra inputs are not permitted"):
        read_settings(SHOP_ERP | {"ORDERGATE_ENGINE_ERP__PASSWORD": "hunter2"})


def test_a_refusal_does_not_repeat_what_was_given() -> None:
    with pytest.raises(UsageError) as refusal:
        read_settings(SHOP_ERP | {"ORDERGATE_ENGINE_ERP__PASSWORD": "hunter2"})
    assert "hunter2" not in str(refusal.value)


def test_a_topology_needs_the_sections_of_its_systems() -> None:
    with pytest.raises(UsageError, match="topology full needs the section oms"):
        read_settings(SHOP_ERP | {"ORDERGATE_ENGINE_TOPOLOGY": "full"})


def test_secrets_do_not_show() -> None:
    assert "erp-secret" not in repr(read_settings(SHOP_ERP))


def test_retries_and_polls_have_the_documented_defaults() -> None:
    settings = Settings.model_validate(
        {
            "topology": "shop-erp",
            "marketplace": {"client_id": "a", "client_secret": "b"},
            "erp": {"client_id": "a", "client_secret": "b"},
        }
    )
    assert (settings.retry.first_s, settings.retry.factor, settings.retry.cap_s) == (5, 2, 900)
    assert settings.retry.attempts_max == 60
    assert (settings.polls.safety_s, settings.polls.erp_s) == (900, 60)
