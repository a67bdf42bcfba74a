"""Placeholders are filled in with what they are in the world at hand, and wrong ones are named."""

from __future__ import annotations

import pytest

from ordergate.harness.config.templates import environment_of, every_placeholder, filled, is_known, unknown_in
from ordergate.harness.errors import UsageError

VALUES = {"marketplace.base_url": "http://shop", "connector.port": "4000", "world.topology": "shop-erp"}


def test_placeholders_are_filled_in_and_other_braces_stay() -> None:
    text = "{marketplace.base_url}/x?p={connector.port}&j={}&k={ not one }"
    assert filled(text, VALUES, setting="a") == "http://shop/x?p=4000&j={}&k={ not one }"


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert filled("{a.b}", {"a.b": "{c.d}", "c.d": "secret"}, setting="a") == "{c.d}"


def test_a_variable_that_names_a_system_which_the_topology_has_not_is_left_out() -> None:
    templates = {"SHOP": "{marketplace.base_url}", "WMS": "{wms.base_url}", "PLAIN": "debug", "NONE": ""}
    templates["BOTH"] = "{wms.secret}{connector.port}"
    made = environment_of(templates, VALUES, setting="connector.environment")
    assert made == {"SHOP": "http://shop", "PLAIN": "debug", "NONE": ""}


def test_a_variable_that_names_what_no_world_has_is_refused() -> None:
    with pytest.raises(
        UsageError, match=r"connector.environment.A names \{moon.url\}, which nothing is known"
    ):
        environment_of({"A": "{moon.url}"}, VALUES, setting="connector.environment")


def test_credentials_are_known_by_the_system_that_takes_them() -> None:
    assert all(is_known(name) for name in every_placeholder())
    assert not is_known("wms.client_id") and not is_known("oms.secret") and not is_known("connector")
    assert unknown_in("{oms.api_key}{oms.secret}{acme.token}", own_apis=("acme",)) == ["oms.secret"]
