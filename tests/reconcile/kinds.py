"""The kinds of drift that are drawn from."""

from __future__ import annotations

from ordergate.harness.reconcile.mismatch import Kind

from .drift import POUND, Drift, Edit, first_of, header, line, more, moved, state, to

MISSING, EXTRA, QUANTITY = Kind.MISSING, Kind.EXTRA, Kind.QUANTITY
MONEY, STATUS, REFERENCE = Kind.MONEY, Kind.STATUS, Kind.REFERENCE
Rows = tuple[tuple[str, str, Edit, Kind], ...]


def later(number: str) -> str:
    """A number of the ERP's orders that is not taken yet."""
    return f"01{int(number[2:]) + 500:08}"


SHOP: Rows = (
    ("listing: published quantity overwritten", "listings", header(quantity=more(5)), QUANTITY),
    ("listing: price overwritten", "listings", header(price=more(POUND)), REFERENCE),
    ("listing: title overwritten", "listings", header(title=to("Something else")), REFERENCE),
    ("listing: taken off sale", "listings", state("inactive"), REFERENCE),
    ("buyer: moved", "buyers", header(address=moved), REFERENCE),
    ("order: state set back", "orders", state("unshipped"), STATUS),
    ("order: a unit less shipped", "orders", line(shipped=more(-1)), QUANTITY),
    ("order: a unit more returned", "orders", line(returned=more(1)), QUANTITY),
    ("order: price changed", "orders", line(unit_price=more(POUND), total=more(5 * POUND)), MONEY),
    ("order: address changed", "orders", header(ship_to=moved), REFERENCE),
    ("order: one more that nobody heard of", "orders", header(id=more("-2")), MISSING),
    ("shipment: a unit less", "shipments", line(quantity=more(-1)), QUANTITY),
    ("shipment: another label", "shipments", header(tracking=to("NONE")), QUANTITY),
    ("shipment: one more", "shipments", header(id=more("-2"), reference=more("-2")), EXTRA),
    ("invoice copy: a pound more", "invoices", header(net=more(POUND), total=more(POUND)), MONEY),
    ("invoice copy: one more", "invoices", header(id=more("-2"), number=more("-2")), EXTRA),
    ("return: a unit more received", "returns", line(received=more(1)), QUANTITY),
    ("return: state set back", "returns", state("requested"), STATUS),
    ("payment: a pound less captured", "payments", first_of("captures", amount=more(-POUND)), MONEY),
    ("payment: a pound more refunded", "payments", first_of("refunds", amount=more(POUND)), MONEY),
    ("payment: a pound more authorised", "payments", header(authorised=more(POUND)), MONEY),
)  # fmt: skip
OMS: Rows = (
    ("oms item: title overwritten", "items", header(title=to("Something else")), REFERENCE),
    ("oms item: price overwritten", "items", header(price_e4=more(100)), REFERENCE),
    ("oms stock: a unit more", "stock", header(on_hand=more(1)), QUANTITY),
    ("oms stock: a unit allocated to nobody", "stock", header(allocated=more(1)), QUANTITY),
    ("oms order: a unit more", "orders", line(quantity=more(1)), QUANTITY),
    ("oms order: amount changed", "orders", line(amount=more(100)), MONEY),
    ("oms order: currency changed", "orders", header(currency=to("EUR")), MONEY),
    ("oms order: state set back", "orders", state("open"), STATUS),
    ("oms order: address changed", "orders", header(ship_to=moved), REFERENCE),
    ("oms order: twice", "orders", header(id=more(500)), EXTRA),
    ("oms fulfilment: a unit less shipped", "fulfilments", line(shipped=more(-1)), QUANTITY),
    ("oms fulfilment: twice", "fulfilments", header(id=more(500)), MISSING),
    ("oms reservation: a unit not released", "reservations", line(consumed=more(-1)), QUANTITY),
    ("oms shipment: a unit more", "shipments", line(quantity=more(1)), QUANTITY),
    ("oms shipment: another label", "shipments", header(tracking=to("NONE")), QUANTITY),
    ("oms return: a unit damaged", "returns", line(sellable=more(-1), damaged=more(1)), QUANTITY),
)  # fmt: skip
ERP: Rows = (
    ("erp item: description overwritten", "items", header(description=to("Something else")), REFERENCE),
    ("erp item: price overwritten", "items", header(list_price=more(POUND)), REFERENCE),
    ("erp customer: moved", "customers", header(city=to("Elsewhere")), REFERENCE),
    ("erp customer: twice", "customers", header(number=more("9")), EXTRA),
    ("erp stock: a unit more", "stock", header(on_hand=more(1)), QUANTITY),
    ("erp stock: a unit blocked", "stock", header(blocked=more(1)), QUANTITY),
    ("erp order: a unit more", "orders", line(quantity=more(1)), QUANTITY),
    ("erp order: net changed", "orders", line(net=more(POUND)), MONEY),
    ("erp order: price changed", "orders", line(unit_price=more(POUND)), MONEY),
    ("erp order: state set back", "orders", state("open"), STATUS),
    ("erp order: address changed", "orders", header(ship_to=moved), REFERENCE),
    ("erp order: twice", "orders", header(number=later), EXTRA),
    ("erp order: its reference lost", "orders", header(external_ref=to("main/0")), REFERENCE),
    ("erp delivery: a unit less", "deliveries", line(quantity=more(-1)), QUANTITY),
    ("erp delivery: another label", "deliveries", header(tracking=to("NONE")), QUANTITY),
    ("erp invoice: a pound less", "invoices", line(net=more(-POUND)), MONEY),
    ("erp invoice: currency changed", "invoices", header(currency=to("EUR")), MONEY),
    ("erp invoice: twice", "invoices", header(number=more("9")), MONEY),
    ("erp credit memo: a pound more", "credit_memos", line(net=more(POUND)), MONEY),
    ("erp credit memo: twice", "credit_memos", header(number=more("9")), EXTRA),
    ("erp return: a unit damaged", "returns", line(sellable=more(-1), damaged=more(1)), QUANTITY),
    ("erp payment: a pound less", "payments", header(amount=more(-POUND)), MONEY),
    ("erp payment: twice", "payments", header(number=more("9")), MONEY),
    ("erp payment: of another entry", "payments", header(external_ref=to("capture_0")), MONEY),
)  # fmt: skip
WMS: Rows = (
    ("wms stock: a unit more", "stock", header(sellable=more(1)), QUANTITY),
    ("wms stock: a unit damaged", "stock", header(damaged=more(1)), QUANTITY),
    ("wms stock: a unit allocated to nobody", "stock", header(allocated=more(1)), QUANTITY),
    ("wms outbound: a unit less shipped", "outbounds", line(shipped=more(-1)), QUANTITY),
    ("wms outbound: state set back", "outbounds", state("picking"), STATUS),
    ("wms outbound: twice", "outbounds", header(id=more("9")), EXTRA),
    ("wms shipment: another label", "shipments", first_of("parcels", tracking=to("NONE")), QUANTITY),
    ("wms return: a unit damaged", "inbound_returns", line(sellable=more(-1), damaged=more(1)), QUANTITY),
)  # fmt: skip
REPAIRED = frozenset(
    {
        "listing: published quantity overwritten",
        "listing: price overwritten",
        "listing: title overwritten",
        "listing: taken off sale",
        "oms item: title overwritten",
        "oms item: price overwritten",
        "erp customer: moved",
    }
)
"""What the reference engine may mend: copies of what another system owns, and what buyers see."""

DRIFTS = tuple(
    Drift(name, system, table, edit, kind)
    for system, rows in (("marketplace", SHOP), ("oms", OMS), ("erp", ERP), ("wms", WMS))
    for name, table, edit, kind in rows
)
