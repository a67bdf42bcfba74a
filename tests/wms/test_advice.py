"""The inventory advice: all stock by site and condition in one answer."""

from __future__ import annotations

from tests.wms.stand import Stand


def test_the_advice_holds_every_row_that_the_listing_pages_through(stand: Stand) -> None:
    stand.receives("MUG", 5)
    stand.receives("MUG", 2, condition="damaged")
    stand.receives("TEE", 1, condition="inspect")
    advice = stand.person("GET", "/_world/inventory-advice")
    assert advice.body["stock"] == stand.ask("GET", "/stock").body["stock"]
    rows = {row["sku"]: (row["sellable"], row["damaged"], row["inspect"]) for row in advice.body["stock"]}
    assert rows == {"MUG": (5, 2, 0), "TEE": (0, 0, 1)}


def test_the_advice_of_a_site_leaves_out_the_others(stand: Stand) -> None:
    stand.receives("MUG", 5)
    assert stand.person("GET", "/_world/inventory-advice", query="site=HUL").body == {"stock": []}
    assert len(stand.person("GET", "/_world/inventory-advice", query="site=LON").body["stock"]) == 1
