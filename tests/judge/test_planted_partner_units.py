"""The buyer's own unit: I10 is broken when one document says another quantity, or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import LineWish, Packing
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.marketplace.model import PartnerUnit

from .breaking import Life, only_rule


@pytest.fixture(scope="module")
def boxes() -> Iterator[Life]:
    """5 BX12 are ordered and 57 EA shipped, in all systems."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 600, price="2.00", units=Packing({"CS": 12}, partner_units={"BX12": "CS"}))
    order = world.buyer.orders([LineWish(mug, 5, unit="BX12")])
    world.picker.ships(order, {mug: 57})
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts())
    port.close()


def saying(**said: Any) -> Any:
    """An edit of the first line of a document."""
    return lambda document: replace(document, lines=(replace(document.lines[0], **said),))


def test_a_healthy_life_in_boxes_breaks_no_rule(boxes: Life) -> None:
    assert boxes.judged().findings == ()


@pytest.mark.parametrize(
    ("system", "table", "said", "told"),
    [
        ("erp", "orders", {"partner_size": "10"}, "says 6 BX12"),
        ("erp", "orders", {"partner_unit": "", "partner_size": ""}, "says nothing in a unit"),
        ("erp", "invoices", {"partner_quantity": "5"}, "says 5 BX12"),
        ("erp", "invoices", {"partner_unit": "CS"}, "says 19/4 CS"),
        ("marketplace", "shipments", {"partner_quantity": "4.75"}, ""),
        ("marketplace", "shipments", {"partner_quantity": "57"}, "says 57 BX12"),
        ("marketplace", "shipments", {"partner_unit": "", "partner_quantity": ""}, "says nothing in a unit"),
        ("marketplace", "invoices", {"partner_quantity": "4"}, "the copy of invoice"),
    ],
)
def test_i10_a_document_with_another_quantity_in_the_buyers_unit(
    boxes: Life, system: str, table: str, said: dict[str, str], told: str
) -> None:
    ruling = boxes.judged(boxes.edited(system, table, saying(**said)))
    if not told:
        assert ruling.clean
        return
    finding = only_rule(ruling, "I10")
    assert told in finding.text
    assert finding.systems == (system,)


def test_i10_a_copy_of_an_invoice_that_leaves_the_line_out(boxes: Life) -> None:
    changes = boxes.edited("marketplace", "invoices", lambda copy: replace(copy, lines=()))
    assert "57 EA are 19/4 BX12" in only_rule(boxes.judged(changes), "I10").text


def test_i10_a_listing_whose_box_holds_another_number(boxes: Life) -> None:
    names = (PartnerUnit("BX12", "10"),)
    changes = boxes.edited(
        "marketplace", "listings", lambda one: replace(one, terms=replace(one.terms, partner_units=names))
    )
    assert "by BX12 of 10 EA in the marketplace; the erp says BX12 of 12 EA" in (
        only_rule(boxes.judged(changes), "I10").text
    )


def test_i10_an_order_by_a_box_of_another_size_than_master_data_says(boxes: Life) -> None:
    changes = boxes.edited("marketplace", "orders", saying(partner_size="10", quantity=60))
    texts = [finding.text for finding in boxes.judged(changes).findings]
    assert any("was ordered by the BX12 of 10 EA; the erp says 12" in text for text in texts)
