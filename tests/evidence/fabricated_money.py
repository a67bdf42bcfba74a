"""The money of an order as it could have been: 2 mugs at an agreed price, one of them not yet paid."""

from __future__ import annotations

from decimal import Decimal

from ordergate.harness.evidence.money import (
    AgreedLine,
    DocumentName,
    Fact,
    MethodSum,
    MoneyCheck,
    MoneyStep,
    OrderMoney,
    Party,
    Sums,
)

JULY_US = 1_782_900_000_000_000  # 2026-07-01 10:00 UTC, when London has summer time
ORDER_MONEY = OrderMoney(
    order="408-1",
    currency="GBP",
    total=Decimal("1200.00"),
    agreed=(
        AgreedLine(
            what="item MUG", quantity="2", price=Decimal("600.0000"), price_unit="each",
            total=Decimal("1200.00"), list_price=Decimal("610.125"), explained="quote Q-1 by D. Byrne",
        ),
    ),
    steps=(
        MoneyStep(at_us=JULY_US, who="buyer", text="ordered", changed=Sums(agreed=Decimal(1200))),
        MoneyStep(
            at_us=JULY_US, who="erp", text="invoiced", changed=Sums(invoiced=Decimal(1200)),
            documents=(DocumentName("erp", "invoice 0300000001"),),
        ),
        MoneyStep(
            at_us=JULY_US, who="payment provider", text="taken from ada@example.org", method="gift_card",
            changed=Sums(paid=Decimal(1000)),
        ),
    ),
    open_units=1,
    parties=(Party(role="buyer", accounts="marketplace M1", name="Bjork Mills", street="17 Saffron Hill"),),
    methods=(MethodSum(method="gift_card", paid=Decimal(1000), refunded=Decimal(0)),),
    checks=(MoneyCheck(text="open, by the ledger", here=Decimal(200), there=Decimal(200), currency="GBP"),),
    zone="Europe/London",
    facts=(Fact("wanted on", "2026-07-03"),),
)  # fmt: skip
