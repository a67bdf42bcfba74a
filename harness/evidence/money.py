"""The money of one order as plain data: who agreed what, what happened to it, and what is open."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Amounts with tax by the columns of a ledger: what one event changed, or what it all came to.

    ``agreed`` is what the buyer agreed to pay for what it still wants or has had, ``shipped`` what the
    goods that left are worth at the agreed prices.
    """

    agreed: Decimal = ZERO
    shipped: Decimal = ZERO
    invoiced: Decimal = ZERO
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    refunded: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What the buyer owes: invoiced - credited - paid + refunded; below 0 the seller owes it."""
        return self.invoiced - self.credited - self.paid + self.refunded

    @property
    def moved(self) -> bool:
        """Whether any amount is not 0."""
        return any(getattr(self, name) for name in COLUMNS)

    def __add__(self, other: Sums) -> Sums:
        return Sums(**{name: getattr(self, name) + getattr(other, name) for name in COLUMNS})


COLUMNS = tuple(each.name for each in fields(Sums))
"""The columns of a ledger, but for what is open, which follows from them."""


@dataclass(frozen=True)
class DocumentName:
    """What a system calls a document: ``erp``, ``invoice 0300000001``."""

    system: str
    name: str


@dataclass(frozen=True, kw_only=True)
class MoneyStep:
    """Something that happened to the money of an order, and by how much it changed what.

    ``method`` is how money went, where it did: by card, against goods that came back.
    """

    at_us: int
    who: str
    text: str
    documents: tuple[DocumentName, ...] = ()
    method: str = ""
    changed: Sums = Sums()


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody with a part in an order, by the accounts that systems keep; reports mask name and street."""

    role: str
    accounts: str = ""
    name: str = ""
    street: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreedLine:
    """What was agreed of a line: how much of what, at which price, and what explains the price.

    ``list_price`` is what the listing said when the order was placed, None where nobody knows. The total
    is what is left after the ``discount``.
    """

    what: str
    quantity: str
    price: Decimal | None
    price_unit: str
    total: Decimal
    list_price: Decimal | None = None
    explained: str = ""
    discount: Decimal = ZERO


@dataclass(frozen=True)
class Fact:
    """Something else that was agreed of an order as a whole, such as the day it is wanted."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class MethodSum:
    """What was paid and given back by one method."""

    method: str
    paid: Decimal
    refunded: Decimal

    @property
    def kept(self) -> Decimal:
        """What the seller kept of it."""
        return self.paid - self.refunded


@dataclass(frozen=True, kw_only=True)
class MoneyCheck:
    """Two ways to arrive at one amount; where they differ somebody's books are wrong."""

    text: str
    here: Decimal
    there: Decimal
    currency: str

    @property
    def difference(self) -> Decimal:
        """By how much they differ."""
        return self.there - self.here


@dataclass(frozen=True, kw_only=True)
class RelatedOrder:
    """Another order that goods of this one were exchanged for, or that it replaces goods of."""

    order: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OrderMoney:
    """The money of one order from what was agreed to what is still open.

    ``held`` is authorised and neither taken nor given up. ``open_units`` were neither shipped nor
    cancelled. ``on_account`` was transferred and settles nothing. ``zone`` is that of the company's business
    day, in which times are told.
    """

    order: str
    currency: str
    total: Decimal
    agreed: tuple[AgreedLine, ...]
    steps: tuple[MoneyStep, ...]
    open_units: int = 0
    parties: tuple[Party, ...] = ()
    methods: tuple[MethodSum, ...] = ()
    held: Decimal = ZERO
    checks: tuple[MoneyCheck, ...] = ()
    related: tuple[RelatedOrder, ...] = ()
    zone: str = "UTC"
    facts: tuple[Fact, ...] = ()
    on_account: Decimal = ZERO

    @property
    def end(self) -> Sums:
        """What everything came to."""
        return sum((step.changed for step in self.steps), Sums())

    @property
    def discounted(self) -> bool:
        """Whether anything was taken off a line."""
        return any(line.discount for line in self.agreed)

    @property
    def balances(self) -> tuple[Decimal, ...]:
        """What was open after each step."""
        open_now, balances = ZERO, []
        for step in self.steps:
            open_now += step.changed.open
            balances.append(open_now)
        return tuple(balances)

    @property
    def differences(self) -> tuple[MoneyCheck, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if check.difference)

    @property
    def outcome(self) -> str:
        """Who owes whom in the end, in words without the amount."""
        if not self.end.open:
            return "nothing is open"
        payer = next((party.role for party in self.parties if party.role == "payer"), "buyer")
        return f"the {payer} owes" if self.end.open > 0 else f"the seller owes the {payer}"
