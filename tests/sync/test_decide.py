"""Decisions about customers, goods on their way, stock and money, with exact values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ordergate.harness.sync.decide import billing, customers, fulfilments, shipments, stock
from ordergate.harness.sync.documents.shipment import (
    Fulfilment,
    FulfilmentLine,
    Outbound,
    OutboundLine,
    Units,
)
from ordergate.harness.sync.errors import Unsuitable
from tests.sync import makers


def fulfilment(*lines: FulfilmentLine) -> Fulfilment:
    return Fulfilment(
        id=3000001, order_id=1000001, channel="main", external_id="408-1", site="MAIN", state="open",
        warehouse_ref="", ship_to={}, lines=lines,
    )  # fmt: skip


def fulfilment_line(line_id: int, quantity: int, *, short: int = 0, cancelled: int = 0) -> FulfilmentLine:
    return FulfilmentLine(
        line_id=line_id, external_line=f"L{line_id}", sku="MUG", quantity=quantity, short=short,
        cancelled=cancelled,
    )  # fmt: skip


def outbound(**short: int) -> Outbound:
    lines = [OutboundLine(line=line, sku="MUG", quantity=10, short=count) for line, count in short.items()]
    return Outbound(id="WO000001", reference="0100000001", site="MAIN", ship_to={}, lines=tuple(lines))


class TestCustomers:
    def test_an_unknown_customer_is_opened(self) -> None:
        assert customers.decide(makers.CUSTOMER, None) == customers.Open()

    def test_a_copy_that_is_right_is_left_alone(self) -> None:
        assert customers.decide(makers.CUSTOMER, makers.BOOKED) == customers.Keep("0001000001")

    def test_only_fields_that_differ_are_written(self) -> None:
        moved = makers.CUSTOMER.model_copy(
            update={"phone": "0800", "address": makers.ADDRESS.model_copy(update={"city": "York"})}
        )
        assert customers.decide(moved, makers.BOOKED) == customers.Change(
            "0001000001", 3, {"Phone": "0800", "City": "York"}
        )


class TestGoods:
    def test_the_warehouse_is_asked_for_what_is_still_open(self) -> None:
        asked = fulfilments.lines_to_ship(
            fulfilment(fulfilment_line(7, 10, short=1, cancelled=2), fulfilment_line(8, 3, cancelled=3))
        )
        assert asked == [OutboundLine(line="7", sku="MUG", quantity=7)]

    def test_units_cancelled_between_asking_and_acceptance_are_not_wanted(self) -> None:
        held = fulfilment(fulfilment_line(7, 10), fulfilment_line(8, 3))
        asked = fulfilments.lines_to_ship(held)
        assert fulfilments.not_wanted(held, asked, {7: 4}) == [Units(line="7", quantity=4)]
        assert fulfilments.not_wanted(held, asked, {}) == []

    def test_only_new_shortages_are_told(self) -> None:
        given_up = outbound(**{"7": 3, "8": 0})
        known = fulfilment(fulfilment_line(7, 10, short=1), fulfilment_line(8, 3))
        assert fulfilments.newly_short(given_up, known) == [Units(line="7", quantity=2)]
        assert fulfilments.shortage_reference(given_up) == "WO000001-3"

    def test_units_given_up_are_asked_for_anew_once(self) -> None:
        given_up = outbound(**{"10": 3, "20": 2})
        followed = [Units(line="10", quantity=1), Units(line="10", quantity=2)]
        assert fulfilments.not_followed(given_up, followed) == [Units(line="20", quantity=2)]

    def test_the_order_is_found_behind_every_follow_up(self) -> None:
        reference = fulfilments.follow_up_reference(outbound(), 2)
        assert reference == "0100000001-WO000001-2"
        assert fulfilments.order_number_of(reference) == "0100000001"

    def test_units_of_a_line_in_two_parcels_are_told_as_one(self) -> None:
        parcels = [Units(line="7", quantity=2), Units(line="8", quantity=1), Units(line="7", quantity=3)]
        told = shipments.renamed(parcels, {"7": "10", "8": "20"}, "shipment WS1")
        assert told == (Units(line="10", quantity=5), Units(line="20", quantity=1))

    def test_a_line_that_is_not_on_the_order_is_refused_by_name(self) -> None:
        with pytest.raises(Unsuitable, match="shipment WS1 has line 9"):
            shipments.renamed([Units(line="9", quantity=1)], {}, "shipment WS1")


class TestStock:
    @pytest.mark.parametrize(("available", "published"), [(12, 12), (0, 0), (-3, 0)])
    def test_the_shop_never_offers_less_than_nothing(self, available: int, published: int) -> None:
        assert stock.to_publish([available]) == published

    def test_what_one_site_owes_no_other_site_owes_for_it(self) -> None:
        assert stock.to_publish([4, -3, 10]) == 14

    @pytest.mark.parametrize(("safety_stock", "published"), [(0, 5), (2, 3), (5, 0), (9, 0)])
    def test_the_safety_stock_is_kept_back_once_for_all_sites(
        self, safety_stock: int, published: int
    ) -> None:
        assert stock.to_publish([2, 3], safety_stock) == published

    @pytest.mark.parametrize("kind", ["receipt", "adjustment"])
    def test_movements_that_no_other_document_tells_of_are_told(self, kind: str) -> None:
        assert stock.rule_for(kind) is None

    @pytest.mark.parametrize("kind", ["shipment", "return", "delivery", "recount"])
    def test_other_movements_are_passed_over_by_a_rule_with_a_name(self, kind: str) -> None:
        assert stock.rule_for(kind) == f"movements of kind {kind} are told by the document that caused them"


class TestMoney:
    @pytest.mark.parametrize(
        ("total", "carried", "capture", "carried_on"),
        [
            ("23.20", "0", "23.20", "0"),
            ("0.00", "0", "0", "0.00"),
            ("-26.50", "0", "0", "-26.50"),
            ("30.00", "-26.50", "3.50", "0"),
            ("10.00", "-26.50", "0", "-16.50"),
        ],
    )
    def test_an_invoice_below_zero_lowers_the_captures_after_it(
        self, total: str, carried: str, capture: str, carried_on: str
    ) -> None:
        assert billing.to_capture(Decimal(total), Decimal(carried)) == (
            Decimal(capture),
            Decimal(carried_on),
        )

    def test_never_more_is_paid_back_than_was_taken(self) -> None:
        assert billing.to_refund(Decimal("18.00"), makers.payment("12.00", captured="12.00")) == Decimal(
            "12.00"
        )
        half = makers.payment("12.00", captured="12.00", refunded="6.00")
        assert billing.to_refund(Decimal("5.00"), half) == Decimal("5.00")
        assert billing.to_refund(Decimal("7.00"), half) == Decimal("6.00")

    def test_never_more_is_given_up_than_is_held(self) -> None:
        held = makers.payment("80.00", captured="30.00", voided="10.00")
        assert billing.to_void(Decimal("50.00"), held) == Decimal("40.00")
        assert billing.to_void(Decimal("25.00"), held) == Decimal("25.00")
