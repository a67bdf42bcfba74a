"""Canonical documents for tests, with as little said as possible."""

from __future__ import annotations

from decimal import Decimal

from ordergate.harness.sync.documents.customer import Address, BookedCustomer, Customer
from ordergate.harness.sync.documents.invoice import Payment
from ordergate.harness.sync.documents.order import Charge, Order, OrderLine

ADDRESS = Address(name="Acme", line="1 High St", city="Leeds", postcode="LS1", country="United Kingdom")
CUSTOMER = Customer(id="M000000001", company="Acme", email="a@acme.example", phone="1", address=ADDRESS)
BOOKED = BookedCustomer(
    number="0001000001", version=3, id="M000000001", company="Acme", email="a@acme.example",
    phone="1", line="1 High St", city="Leeds", postcode="LS1", country="United Kingdom",
)  # fmt: skip


def order_line(
    line_id: str, quantity: int, total: str, *, sku: str = "MUG", cancelled: int = 0, rate: str = "0.20"
) -> OrderLine:
    """A line at whatever unit price its total makes."""
    unit_price = (Decimal(total) / quantity).quantize(Decimal("0.0001"))
    return OrderLine(
        id=line_id, sku=sku, quantity=quantity, unit_price=unit_price, total=Decimal(total),
        tax_rate=Decimal(rate), cancelled=cancelled,
    )  # fmt: skip


def charge(total: str, *, rate: str = "0.20") -> Charge:
    """Freight, or an allowance."""
    return Charge(
        id="MF-1", kind="freight", code="POST", text="postage", total=Decimal(total),
        tax_rate=Decimal(rate), reference="freight row",
    )  # fmt: skip


def order(*lines: OrderLine, charges: tuple[Charge, ...] = ()) -> Order:
    """An order of the store main, placed at half past eight on a winter morning."""
    return Order(
        store="main", id="408-1", buyer_id="M000000001", placed_at_us=1_291_192_200_000_000,
        currency="GBP", ship_to=ADDRESS, payment_id="pay_1", lines=lines, charges=charges,
    )  # fmt: skip


def payment(authorised: str, *, captured: str = "0", voided: str = "0", refunded: str = "0") -> Payment:
    """A payment with these sums."""
    return Payment(
        id="pay_1", order_key="main/408-1", currency="GBP", authorised=Decimal(authorised),
        captured=Decimal(captured), voided=Decimal(voided), refunded=Decimal(refunded), entries=(),
    )  # fmt: skip
