"""Each rule fails, and only that rule, when one thing is broken in a healthy life."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from ordergate.harness.judge.judge import Judge
from ordergate.harness.judge.scope import Accounts
from ordergate.simulators.erp.model import Charge, InvoiceCharge

from .breaking import SYSTEMS, Life, only_rule, rules


def test_a_healthy_life_breaks_no_rule(life: Life) -> None:
    assert life.judged().findings == ()


def test_i01_a_doubled_order(life: Life) -> None:
    changes = life.doubled("erp", "orders", lambda o: replace(o, number="0199999999"), "0199999999")
    finding = only_rule(life.judged(changes), "I01", also="I13 I27")
    assert "2 times in the erp" in finding.text
    assert finding.order == life.waiting
    assert finding.money_at_risk is not None and finding.money_at_risk > 0


def test_i02_an_order_that_never_arrived(life: Life) -> None:
    finding = only_rule(life.judged(life.without("erp", "orders")), "I02", also="I13")
    assert "never reached the erp" in finding.text
    assert finding.order == life.waiting


def test_i05_a_header_that_contradicts_its_lines(life: Life) -> None:
    changes = life.edited(
        "marketplace", "orders", lambda o: replace(o, state="shipped"), only=lambda o: o.id == life.waiting
    )
    finding = only_rule(life.judged(changes), "I05")
    assert "says shipped, its lines say unshipped" in finding.text


def test_i05_a_state_that_goes_back(life: Life) -> None:
    last = life.last("erp", "orders")
    changes = [*life.changes, last._replace(before=replace(last.after, state="closed"))]
    assert only_rule(life.judged(changes), "I05").values == {"before": "closed", "after": "open"}


def test_i06_units_out_of_nowhere(life: Life) -> None:
    def more(order: Any) -> Any:
        first = replace(order.lines[0], backordered=order.lines[0].backordered + 1)
        return replace(order, lines=(first, *order.lines[1:]))

    finding = only_rule(life.judged(life.last_edited("oms", "orders", more)), "I06")
    assert "ordered 500, but" in finding.text


def test_i07_a_shipment_the_buyer_never_heard_of(life: Life) -> None:
    def less(order: Any) -> Any:
        if order.id != life.order or not order.lines[0].shipped:
            return order
        first = replace(order.lines[0], shipped=order.lines[0].shipped - 1)
        return replace(order, lines=(first, *order.lines[1:]), state="partially_shipped")

    finding = only_rule(life.judged(life.edited("marketplace", "orders", less)), "I07")
    assert "wms 8, oms 8, erp 8, marketplace 7" in finding.text
    assert finding.money_at_risk == Decimal("3.06")
    assert finding.systems == ("marketplace",)


def test_i07_a_label_used_twice(life: Life) -> None:
    labels = {
        c.after.id: c.after.parcels[0].sscc
        for c in life.changes
        if (c.system, c.table) == ("wms", "shipments")
    }
    first = next(iter(labels.values()))

    def same(shipment: Any) -> Any:
        return replace(shipment, parcels=(replace(shipment.parcels[0], sscc=first),))

    finding = only_rule(life.judged(life.edited("wms", "shipments", same)), "I07")
    assert first in finding.text


def test_i08_an_invoice_for_goods_that_never_left(life: Life) -> None:
    def billed(order: Any) -> Any:
        return replace(order, lines=(replace(order.lines[0], invoiced=1), *order.lines[1:]))

    finding = only_rule(life.judged(life.last_edited("erp", "orders", billed)), "I08")
    assert "invoiced 1, delivered 0" in finding.text


def test_i09_units_return_that_were_not_announced(life: Life) -> None:
    def more(ret: Any) -> Any:
        return replace(
            ret,
            lines=tuple(
                replace(line, damaged=line.damaged + 0, sellable=line.sellable + 1) if line.received else line
                for line in ret.lines
            ),
        )

    ruling = life.judged(life.edited("erp", "returns", more))
    assert rules(ruling) == {"I09"}
    assert any("wms found 1 sellable, 1 damaged" in finding.text for finding in ruling.findings)


def test_i11_stock_that_no_movement_explains(life: Life) -> None:
    finding = only_rule(
        life.judged(life.last_edited("erp", "stock", lambda s: replace(s, on_hand=s.on_hand + 5))), "I11"
    )
    assert "movements add up to" in finding.text


def test_i12_more_promised_than_there_is(life: Life) -> None:
    last = life.last("wms", "stock")
    changes = [
        *life.changes,
        last._replace(after=replace(last.after, allocated=last.after.sellable + 1)),
        last,
    ]
    finding = only_rule(life.judged(changes), "I12")
    assert "does not add up" in finding.text


def test_i13_a_reservation_that_is_never_released(life: Life) -> None:
    def held(reservation: Any) -> Any:
        if reservation.order_id == waiting_id:
            return reservation
        return replace(reservation, lines=tuple(replace(line, released=0) for line in reservation.lines))

    waiting_id = life.last("oms", "orders").after.id
    ruling = life.judged(life.edited("oms", "reservations", held))
    assert rules(ruling) == {"I13"}
    assert "2 units are reserved" in "".join(f.text for f in ruling.findings)


def test_i16_the_erp_carries_another_price(life: Life) -> None:
    def dearer(order: Any) -> Any:
        line = order.lines[0]
        return replace(order, lines=(replace(line, unit_price=line.unit_price + 1), *order.lines[1:]))

    changes = life.edited("erp", "orders", dearer, only=lambda o: o.external_ref.endswith(life.waiting))
    finding = only_rule(life.judged(changes), "I16")
    assert "the buyer agreed to 2.55 a unit" in finding.text
    assert "the erp carries 3.55" in finding.text


def test_i18_a_charge_that_got_lost_on_the_way(life: Life) -> None:
    @dataclass(frozen=True)
    class Freight:
        charge_no: int = 1
        kind: str = "freight"
        code: str = "POST"
        net: Decimal = Decimal("10.00")
        tax: Decimal = Decimal("2.00")

    changes = life.edited(
        "erp", "orders", lambda o: replace(o, charges=(Freight(),)),
        only=lambda o: o.external_ref.endswith(life.waiting),
    )  # fmt: skip
    finding = only_rule(life.judged(changes), "I18")
    assert finding.money_at_risk == Decimal("12.00")


def test_i20_an_invoice_that_bills_one_line_for_another(life: Life) -> None:
    def shifted(invoice: Any) -> Any:
        if len(invoice.lines) < 2:
            return invoice
        one, two = sorted(invoice.lines, key=lambda line: line.line_no)
        half = Decimal("0.50")
        return replace(invoice, lines=(replace(one, net=one.net + half), replace(two, net=two.net - half)))

    finding = only_rule(life.judged(life.edited("erp", "invoices", shifted)), "I20")
    assert "24.98 is invoiced" in finding.text
    assert finding.money_at_risk == Decimal("0.50")


def test_i20_freight_that_is_billed_on_every_invoice(life: Life) -> None:
    charge = Charge(1, "freight", "POST", "parcels", Decimal("5.00"), Decimal("0.20"), Decimal("1.00"), "")
    billed = InvoiceCharge(1, Decimal("5.00"), Decimal("1.00"), "")

    def ours(order: Any) -> bool:
        return bool(order.external_ref.endswith(life.order))

    number = next(
        c.after.number for c in life.changes if (c.system, c.table) == ("erp", "orders") and ours(c.after)
    )
    changes = life.edited("erp", "orders", lambda o: replace(o, charges=(charge,)), only=ours)
    changes = Life(changes, life.order, life.waiting, life.accounts).edited(
        "erp", "invoices", lambda i: replace(i, charges=(billed,)), only=lambda i: i.order == number
    )
    finding = next(f for f in life.judged(changes).findings if f.rule == "I20" and "freight" in f.text)
    assert "is 6.00, and 12.00 is invoiced for it" in finding.text
    assert finding.money_at_risk == Decimal("6.00")


def test_i21_a_capture_that_was_never_booked(life: Life) -> None:
    def less(payment: Any) -> Any:
        return replace(payment, amount=payment.amount - Decimal("0.01"))

    last = life.last("erp", "payments")
    ruling = life.judged([*life.changes, last._replace(before=last.after, after=less(last.after))])
    finding = only_rule(ruling, "I21")
    assert finding.money_at_risk == Decimal("0.01")


def test_i21_a_refund_above_what_was_captured(life: Life) -> None:
    def over(payment: Any) -> Any:
        entry = replace(payment.refunds[0], amount=payment.captured + 1)
        return replace(payment, refunds=(entry,))

    changes = life.edited("marketplace", "payments", over, only=lambda p: bool(p.refunds))
    ruling = life.judged(changes)
    assert rules(ruling) == {"I21"}


def test_i03_an_order_booked_on_another_customer(life: Life) -> None:
    changes = life.edited(
        "erp", "orders", lambda o: replace(o, customer="0001999999"),
        only=lambda o: o.external_ref.endswith(life.waiting),
    )  # fmt: skip
    finding = only_rule(life.judged(changes), "I03")
    assert "the customer of order" in finding.text
    assert finding.order == life.waiting


def test_i03_goods_sent_to_another_address(life: Life) -> None:
    changes = life.edited(
        "wms", "outbounds", lambda o: replace(o, ship_to={**o.ship_to, "city": "Elsewhere"})
    )
    assert "the ship-to address" in only_rule(life.judged(changes), "I03").text


def test_i06_the_warehouse_still_ships_what_was_cancelled(life: Life) -> None:
    def open_again(outbound: Any) -> Any:
        first = outbound.lines[0]
        if not first.cancelled:
            return outbound
        lines = (replace(first, cancelled=0), *outbound.lines[1:])
        return replace(outbound, lines=lines, state="partially_shipped")

    finding = only_rule(life.judged(life.edited("wms", "outbounds", open_again)), "I06", also="I15")
    assert "the warehouse still has 2 to ship, the oms waits for 0" in finding.text
    assert finding.money_at_risk == Decimal("6.12")


def test_i11_damaged_units_that_one_system_would_sell(life: Life) -> None:
    def sellable(level: Any) -> Any:
        return replace(level, blocked=0)

    ruling = life.judged(life.edited("erp", "stock", sellable))
    assert rules(ruling) == {"I11"}
    assert "movements make 1 units blocked, the stock says 0" in ruling.findings[0].text
    assert "cannot be sold differ: wms 1, erp 0, oms 1" in ruling.findings[1].text


def test_i18_an_order_without_its_tax(life: Life) -> None:
    def untaxed(order: Any) -> Any:
        return replace(order, lines=tuple(replace(line, tax_bp=0) for line in order.lines))

    finding = only_rule(life.judged(life.edited("oms", "orders", untaxed)), "I18")
    assert "the tax rate of line" in finding.text


def test_i18_an_order_in_another_currency(life: Life) -> None:
    changes = life.edited("oms", "orders", lambda o: replace(o, currency="EUR"))
    assert "is EUR in the oms, GBP is right" in only_rule(life.judged(changes), "I18").text


def test_i20_an_invoice_copy_with_net_and_tax_swapped(life: Life) -> None:
    changes = life.edited("marketplace", "invoices", lambda copy: replace(copy, net=copy.tax, tax=copy.net))
    assert only_rule(life.judged(changes), "I20").systems == ("marketplace", "erp")


def test_an_order_that_the_connector_merely_ignores_is_lost_all_the_same(life: Life) -> None:
    judge = Judge(SYSTEMS)
    for change in life.without("erp", "orders"):
        judge.observe([change])
    ignored = Accounts(ignored=frozenset({("order", f"main/{life.waiting}")}))
    only_rule(judge.settled(ignored), "I02", also="I13")


def test_i14_stock_that_buyers_see_and_nobody_can_promise(life: Life) -> None:
    changes = life.last_edited("marketplace", "listings", lambda listing: replace(listing, quantity=7777))
    finding = only_rule(life.judged(changes), "I14")
    assert "buyers see 7777" in finding.text


def test_i01_a_customer_that_is_no_buyer(life: Life) -> None:
    changes = life.doubled(
        "erp", "customers", lambda c: replace(c, number="0001999999", external_ref="M0-2"), "0001999999"
    )
    assert "is no buyer of the marketplace" in only_rule(life.judged(changes), "I01").text


def test_i07_a_shipment_followed_under_another_number(life: Life) -> None:
    changes = life.edited("marketplace", "shipments", lambda shipment: replace(shipment, tracking="WT-LOST"))
    assert "is followed as WT-LOST in the marketplace" in only_rule(life.judged(changes), "I07").text
