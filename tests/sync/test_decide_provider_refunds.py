"""What credit money earns that the payment provider gave back, and what was credited twice."""

from __future__ import annotations

from decimal import Decimal

from ordergate.harness.sync.decide.provider_refunds import credit_for_money, credited_before
from ordergate.harness.sync.documents.invoice import EntryKind, Payment, PaymentEntry
from tests.sync.makers import order, order_line

MIXED = order(
    order_line("a", 1, "12.00"), order_line("b", 1, "5.00").model_copy(update={"tax_rate": Decimal(0)})
)


def paid(captured: str, by_hand: str, by_us: str) -> Payment:
    entries = tuple(
        PaymentEntry(
            id=origin or "ours", kind=EntryKind.REFUND, reference="r", amount=Decimal(amount), origin=origin
        )
        for amount, origin in ((by_hand, "provider"), (by_us, ""))
    )
    return Payment(
        id="pay", order_key="main/1", currency="GBP", authorised=Decimal(captured),
        captured=Decimal(captured), voided=Decimal(0),
        refunded=Decimal(by_hand) + Decimal(by_us), entries=entries,
    )  # fmt: skip


def test_money_bears_the_tax_of_what_was_ordered_and_adds_up() -> None:
    amounts = credit_for_money(Decimal("4.60"), MIXED, "by hand")
    assert [(str(one.net), str(one.tax)) for one in amounts] == [("2.71", "0.54"), ("1.35", "0.00")]
    assert sum(one.net + one.tax for one in amounts) == Decimal("4.60")


def test_credit_is_taken_back_with_its_tax() -> None:
    amounts = credit_for_money(Decimal("-4.60"), MIXED, "by hand")
    assert sum(one.net + one.tax for one in amounts) == Decimal("-4.60")


def test_a_cent_goes_to_one_rate_and_leaves_no_empty_line() -> None:
    assert len(credit_for_money(Decimal("0.01"), MIXED, "by hand")) == 1


def test_only_what_was_given_back_by_hand_was_credited_before() -> None:
    payment = paid("60.00", "10.00", "36.00")
    assert credited_before(Decimal("24.00"), Decimal("14.00"), payment, Decimal(0)) == Decimal("10.00")
    assert credited_before(Decimal("12.00"), Decimal("12.00"), payment, Decimal(0)) == 0
    assert credited_before(Decimal("24.00"), Decimal("14.00"), paid("50.00", "0", "36.00"), Decimal(0)) == 0


def test_what_was_taken_back_before_is_not_taken_back_again() -> None:
    payment = paid("40.00", "10.00", "30.00")
    assert credited_before(Decimal("12.00"), Decimal(0), payment, Decimal("4.00")) == Decimal("6.00")
    assert credited_before(Decimal("12.00"), Decimal(0), payment, Decimal("10.00")) == 0


def test_a_credit_memo_below_zero_takes_nothing_back() -> None:
    assert credited_before(Decimal("-1.00"), Decimal(0), paid("40.00", "0", "30.00"), Decimal(0)) == 0
