"""Credit memos: units at what was billed for them, agreed differences, and credit without goods."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.arithmetic import rounded, share_between
from ...kernel.currencies import check_paid
from ...kernel.problems import Conflict, NotFound, Unprocessable
from ..model import CreditLine, CreditMemo, OrderLine, SalesOrder, Substituted
from ..policy import OVER_DELIVERY
from .books import COMPANY_CURRENCY, Books, Made, referred, repeated
from .exchange import in_company_currency
from .ledger import Ledger, Posted
from .open_items import settled_by
from .order_lines import Left, Units, line_at, taken, with_lines
from .restocking import restock_credited
from .stock import Warehouse
from .substitutes import Shipped, Substitution
from .weights import credit_by_weight, discount_by_weight

GOODS = "goods"
PRICE_DIFFERENCE = "price_difference"
RESTOCKING_FEE = "restocking_fee"

_AMOUNTS = ("agreed_net", "agreed_tax", "fee_net", "fee_tax")
_BILLED = Left(lambda line: line.invoiced - line.credited, "that were billed and not credited")
_OUT = Left(
    lambda line: line.delivered - line.returned - line.kept, "that the customer has and may still keep"
)


class CreditUnits(NamedTuple):
    """Units of an order line to be credited, at what was agreed if that is not what was billed.

    ``shipped_item`` is the item that had shipped for them, if it was another. Of the credit so much is kept
    as ``fee_net`` and ``fee_tax`` say, for restocking, but no more than there is.
    """

    line_no: int
    quantity: int
    agreed_net: Decimal | None
    agreed_tax: Decimal | None
    text: str
    reference: str
    shipped_item: str = ""
    fee_net: Decimal = Decimal(0)
    fee_tax: Decimal = Decimal(0)


class CreditAmount(NamedTuple):
    """An amount to be credited that stands for no goods."""

    kind: str
    net: Decimal
    tax: Decimal
    text: str
    reference: str


class NewCredit(NamedTuple):
    """A credit without goods, for an order or for a customer by its account in the shop."""

    external_ref: str
    order: str | None
    customer_ref: str | None
    reason: str
    lines: Sequence[CreditAmount]
    date: str | None = None


class _About(NamedTuple):
    """Whom a credit is for, and in which money."""

    customer: str
    payer: str
    currency: str
    rate: Decimal | None


class Crediting:
    """Writes credit memos."""

    def __init__(
        self, books: Books, ledger: Ledger, warehouse: Warehouse, substitution: Substitution
    ) -> None:
        self._warehouse = warehouse
        self._books = books
        self._ledger = ledger
        self._substitution = substitution

    def credit_units(
        self, external_ref: str, order: str, reason: str, wanted: Sequence[CreditUnits], *, kept: bool = False
    ) -> Made[CreditMemo]:
        """Credit units that were billed, each once; those that are ``kept`` stay with the customer."""
        books = self._books
        sold = books.order(order, field="order")
        _check_agreed(wanted, sold.currency)
        held = books.made_before(books.credit_memos, external_ref)
        if held is not None:
            told = (held.order, held.reason, held.not_returned) == (order, reason, kept)
            same = told and _same(held, sold, wanted)
            return repeated(held, "credit memo", external_ref, same=same)
        for left in (_BILLED, _OUT) if kept else (_BILLED,):
            taken(sold, [Units(one.line_no, one.quantity) for one in wanted], left)
        came = [Shipped(one.line_no, one.quantity, one.shipped_item) for one in wanted if one.shipped_item]
        substitutes = _where_none_was_agreed(self._substitution.credited(sold, came), wanted)
        credited: dict[int, OrderLine] = {}
        lines: list[CreditLine] = []
        for index, one in enumerate(wanted):
            line = credited.get(one.line_no) or line_at(sold, one.line_no, index)
            free = self._free(line, one.quantity)
            goods = _goods(line, one, free, sold.minor_unit)
            lines.extend(_credit(line, one, goods, substitutes, sold.minor_unit))
            credited[one.line_no] = _credited(line, goods, goods.quantity if kept else 0)
        books.orders.put(replace(sold, lines=with_lines(sold, credited.values())))
        number = books.number("credit memo")
        memo = CreditMemo(
            number, external_ref, order, sold.customer, books.today(), sold.currency, reason,
            tuple(lines), substitutes, sold.payer, sold.exchange_rate,
            not_returned=kept,
        )  # fmt: skip
        made = Made(self._issue(memo))
        restock_credited(books, self._warehouse, order)
        return made

    def _free(self, line: OrderLine, quantity: int) -> int:
        """How many of the next credited units were free of charge: those come back first."""
        if self._books.context.chosen(OVER_DELIVERY) == "bill":
            return 0
        return min(quantity, max(0, line.invoiced - line.quantity) - line.credited_free)

    def credit_amounts(self, wanted: NewCredit) -> Made[CreditMemo]:
        """Credit amounts that stand for no goods.

        One below zero is what a customer owes after all, when less was agreed than was given back.
        """
        books = self._books
        about = self._customer(wanted)
        currency = about.currency
        lines = tuple(
            CreditLine(one.kind, 0, 0, one.net, one.tax, one.text, one.reference) for one in wanted.lines
        )
        for index, one in enumerate(wanted.lines):
            for name, amount in (("net", one.net), ("tax", one.tax)):
                check_paid(amount, currency, field=f"lines[{index}].{name}")
        date = wanted.date or books.today()
        memo = CreditMemo(
            "", wanted.external_ref, wanted.order or "", about.customer, date, currency, wanted.reason,
            lines, payer=about.payer, exchange_rate=about.rate,
        )  # fmt: skip
        held = books.made_before(books.credit_memos, wanted.external_ref)
        if held is not None:
            expected = replace(
                memo, number=held.number, date=wanted.date or held.date, allocations=held.allocations
            )
            return repeated(held, "credit memo", wanted.external_ref, same=held == expected)
        return Made(self._issue(replace(memo, number=books.number("credit memo"))))

    def _customer(self, wanted: NewCredit) -> _About:
        """Whom to credit, who pays for it if another, in which currency and at which rate."""
        books = self._books
        account = None
        if wanted.customer_ref is not None:
            account = referred(books.customers, wanted.customer_ref)
            if account is None:
                raise NotFound(
                    f"there is no customer with account {wanted.customer_ref}",
                    field="customer_ref",
                )
        if wanted.order is None:
            if account is None:
                raise Unprocessable("name an order or a customer", field="customer_ref")
            return _About(account.number, account.payer, COMPANY_CURRENCY, None)
        order = books.order(wanted.order, field="order")
        if account is not None and account.number != order.customer:
            raise Conflict(
                f"sales order {order.number} is of customer {order.customer}, "
                f"not of {account.number} ({account.external_ref})",
                field="customer_ref",
            )
        return _About(order.customer, order.payer, order.currency, order.exchange_rate)

    def _issue(self, memo: CreditMemo) -> CreditMemo:
        who, posted = memo.payer or memo.customer, Posted(memo.external_ref, memo.date)
        given = in_company_currency(memo.total, memo.exchange_rate)
        self._ledger.owe(who, -given, memo.number, f"credit memo {memo.number}", posted)
        return self._books.credit_memos.put(replace(memo, allocations=settled_by(self._books, memo)))


def _where_none_was_agreed(
    substitutes: tuple[Substituted, ...], wanted: Sequence[CreditUnits]
) -> tuple[Substituted, ...]:
    """An amount that was agreed is credited as it is, whatever was billed."""
    agreed = {(one.line_no, one.shipped_item) for one in wanted if one.agreed_net is not None}
    return tuple(
        replace(one, net=Decimal(0), tax=Decimal(0), text="") if (one.line_no, one.item) in agreed else one
        for one in substitutes
    )


def _check_agreed(wanted: Sequence[CreditUnits], currency: str) -> None:
    for index, one in enumerate(wanted):
        amounts = (one.agreed_net, one.agreed_tax, one.fee_net, one.fee_tax)
        for name, amount in zip(_AMOUNTS, amounts, strict=True):
            if amount is not None:
                check_paid(amount, currency, field=f"lines[{index}].{name}")
        if one.agreed_net is None and one.agreed_tax is not None:
            raise Unprocessable(
                "a tax was agreed without a net amount; give both",
                field=f"lines[{index}].agreed_net",
            )


def _goods(line: OrderLine, wanted: CreditUnits, free: int, step: Decimal) -> CreditLine:
    """Units at their share of what was billed.

    Units are credited in the order in which they were billed, so that crediting all of them
    gives back exactly what all invoices of the line came to. Free ones earn nothing.
    """
    if line.weight_g:
        net, tax = credit_by_weight(line, wanted.quantity, step)
        discount = discount_by_weight(line, wanted.quantity, step)
    else:
        start = line.credited - line.credited_free
        end = start + wanted.quantity - free
        net = share_between(line.net, start, end, line.quantity, step)
        tax = share_between(line.tax, start, end, line.quantity, step)
        discount = share_between(line.discount, start, end, line.quantity, step)
    return CreditLine(
        GOODS, line.line_no, wanted.quantity, net, tax, wanted.text, wanted.reference, free, discount
    )


def _credited(line: OrderLine, goods: CreditLine, kept: int) -> OrderLine:
    after = replace(
        line,
        credited=line.credited + goods.quantity,
        credited_free=line.credited_free + goods.free,
        kept=line.kept + kept,
    )
    if not line.weight_g:
        return after
    return replace(
        after, credited_net=line.credited_net + goods.net, credited_tax=line.credited_tax + goods.tax
    )


def _credit(
    line: OrderLine, wanted: CreditUnits, goods: CreditLine, substitutes: Sequence[Substituted], step: Decimal
) -> list[CreditLine]:
    """The units, what was agreed above or below their share of what was billed, and the fee kept of it."""
    net, tax = goods.net, goods.tax
    agreed_net, agreed_tax = _agreed(line, goods, wanted, step)
    lines = [goods]
    if (agreed_net, agreed_tax) != (net, tax):
        more = (agreed_net - net, agreed_tax - tax, wanted.text, wanted.reference)
        lines.append(CreditLine(PRICE_DIFFERENCE, line.line_no, 0, *more))
    return [*lines, *_fee(wanted, (agreed_net, agreed_tax), substitutes)]


def _fee(
    wanted: CreditUnits, credit: tuple[Decimal, Decimal], substitutes: Sequence[Substituted]
) -> list[CreditLine]:
    """What is kept for restocking: the fee, or where less was billed for the units, all of their credit."""
    instead = [one for one in substitutes if (one.line_no, one.item) == (wanted.line_no, wanted.shipped_item)]
    net = credit[0] + sum((one.net for one in instead), Decimal(0))
    tax = credit[1] + sum((one.tax for one in instead), Decimal(0))
    if wanted.fee_net + wanted.fee_tax < net + tax:
        net, tax = wanted.fee_net, wanted.fee_tax
    if not net + tax:
        return []
    return [CreditLine(RESTOCKING_FEE, wanted.line_no, 0, -net, -tax, wanted.text, wanted.reference)]


def _agreed(
    line: OrderLine, goods: CreditLine, wanted: CreditUnits, step: Decimal
) -> tuple[Decimal, Decimal]:
    """The amounts to be credited; a net amount agreed without its tax bears the line's rate."""
    if wanted.agreed_net is None:
        return goods.net, goods.tax
    if wanted.agreed_tax is None:
        return wanted.agreed_net, rounded(wanted.agreed_net * line.tax_rate, step)
    return wanted.agreed_net, wanted.agreed_tax


def _same(held: CreditMemo, order: SalesOrder, wanted: Sequence[CreditUnits]) -> bool:
    """Whether a memo that was written before is what is wanted now."""
    goods = [line for line in held.lines if line.kind == GOODS]
    if len(goods) != len(wanted):
        return False
    expected: list[CreditLine] = []
    for index, (line, one) in enumerate(zip(goods, wanted, strict=True)):
        if (line.line_no, line.quantity) != (one.line_no, one.quantity):
            return False
        sold = line_at(order, one.line_no, index)
        agreed_net, agreed_tax = _agreed(sold, line, one, order.minor_unit)
        expected.append(replace(line, text=one.text, reference=one.reference))
        came = [each.item for each in held.substitutes if each.line_no == one.line_no]
        if one.shipped_item not in came and (one.shipped_item or came):
            return False
        if (agreed_net, agreed_tax) != (line.net, line.tax):
            more = (agreed_net - line.net, agreed_tax - line.tax, one.text, one.reference)
            expected.append(CreditLine(PRICE_DIFFERENCE, line.line_no, 0, *more))
        expected.extend(_fee(one, (agreed_net, agreed_tax), held.substitutes))
    return tuple(expected) == held.lines
