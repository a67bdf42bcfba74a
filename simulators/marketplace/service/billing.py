"""Invoice copies, and the money of an order as the payment provider holds it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from ...kernel.currencies import check_paid
from ...kernel.problems import Conflict, Declined, Unprocessable
from ..lifecycle import RETURN, ReturnMove
from ..model import InvoiceCopy, InvoicedUnits, Method, Payment, PaymentEntry, Return
from ..policy import REFUND_ORDER
from .refunds import check_left
from .tables import Done, Tables
from .tenders import Part, given_back_by, released_by, taken_from


class Billing(Tables):
    """What the seller does about money."""

    def upload_invoice(
        self,
        key: str,
        number: str,
        date: str,
        *,
        net: Decimal,
        tax: Decimal,
        total: Decimal,
        lines: tuple[InvoicedUnits, ...] = (),
    ) -> Done[InvoiceCopy]:
        """The buyer shall see the seller's invoice; a number names one invoice."""
        order = self.orders.get(key)
        known = self.invoices.by("number", number)
        if known:
            again = InvoiceCopy(known[0].id, order.id, number, net, tax, total, date, order.store, lines)
            if again != known[0]:
                raise Conflict(
                    f"invoice {number} of order {known[0].order_id} is known already and differs; "
                    "an invoice number names one invoice",
                    field="number",
                )
            return Done(known[0], already=True)
        for name, amount in (("net", net), ("tax", tax)):
            check_paid(amount, order.currency, field=name)
        if net + tax != total:
            raise Unprocessable(f"net {net} and tax {tax} make {net + tax}, not {total}", field="total")
        invoice_id = self.numbers.following("MI")
        copy = InvoiceCopy(invoice_id, order.id, number, net, tax, total, date, order.store, lines)
        return Done(self.invoices.put(copy))

    def capture(self, payment_id: str, reference: str, amount: Decimal) -> Done[PaymentEntry]:
        """Take money that is authorised, and neither taken nor released yet."""
        payment = self.payments.get(payment_id)
        again = PaymentEntry("", reference, amount, 0)
        if known := _known(payment.captures, again):
            return Done(known, already=True)
        left = payment.authorised - payment.captured - payment.voided
        _affordable(payment, amount, left, "capture")
        parts = taken_from(payment, amount)
        if payment.card_refusal and any(method is Method.CARD for method, _ in parts):
            raise Declined(
                f"{amount} of payment {payment.id} was not taken: the card is declined for "
                f"{payment.card_refusal}; ask the buyer, and capture again under the same reference",
                field="amount",
            )
        entries = self._entries("capture", again, parts)
        self._changed(replace(payment, captures=(*payment.captures, *entries)))
        return Done(entries[0])

    def answer_for_card(self, payment_id: str, refusal: str) -> Payment:
        """From now on the buyer's bank declines the card for this reason, or takes it again without one."""
        return self.payments.put(replace(self.payments.get(payment_id), card_refusal=refusal))

    def void(self, payment_id: str, reference: str, amount: Decimal) -> Done[PaymentEntry]:
        """Release money that is authorised and will never be taken; what goods settle goes back as money."""
        payment = self.payments.get(payment_id)
        again = PaymentEntry("", reference, amount, 0)
        if known := _known(payment.voids, again):
            return Done(known, already=True)
        left = payment.authorised - payment.captured - payment.voided
        _affordable(payment, amount, left, "void")
        parts = released_by(payment, amount)
        entries = self._entries("void", again, parts)
        self._changed(replace(payment, voids=(*payment.voids, *entries)))
        for method, part in parts:
            if method is Method.EXCHANGE:
                self._pay_out(payment, reference, part)
        return Done(entries[0])

    def _pay_out(self, payment: Payment, reference: str, amount: Decimal) -> None:
        """Goods that were to settle so much of a payment never come: give money back for those returned."""
        replaced = self.returns.get(self.orders.get(payment.order).exchange_of)
        paid = self.payments.get(self.orders.get(replaced.order).payment_id)
        again = PaymentEntry("", f"{payment.id} {reference}", amount, 0)
        undone = self._entries("refund", again, [(Method.EXCHANGE, amount)])
        paid = replace(paid, taken_back=(*paid.taken_back, *undone))
        entries = self._entries("refund", again, self._given_back(paid, amount))
        self._changed(replace(paid, refunds=(*paid.refunds, *entries)))

    def _given_back(self, payment: Payment, amount: Decimal) -> list[Part]:
        card_first = self.context.chosen(REFUND_ORDER) == "card_first"
        return given_back_by(payment, amount, card_first=card_first)

    def refund(
        self, payment_id: str, reference: str, amount: Decimal, *, return_id: str = "", origin: str = ""
    ) -> Done[PaymentEntry]:
        """Give captured money back; for a return, once and after the goods are back.

        Money whose ``origin`` is the payment provider goes back to the card.
        """
        payment = self.payments.get(payment_id)
        again = PaymentEntry("", reference, amount, 0, return_id, origin=origin)
        if known := _known(payment.refunds, again):
            return Done(known, already=True)
        _payable(payment, amount, "refund")
        check_left(payment, again)
        refunded = self._refunded(payment, return_id) if return_id else None
        settled = Decimal(0)
        if refunded is not None:
            refunded, settled = self._exchanged(refunded, amount)
        parts = [(Method.EXCHANGE, settled)] if settled else []
        parts += [(Method.CARD, amount)] if origin else self._given_back(payment, amount - settled)
        entries = self._entries("refund", again, parts)
        self._changed(replace(payment, refunds=(*payment.refunds, *entries)))
        if refunded is not None:
            self.returns.put(refunded)
        return Done(entries[0])

    def _exchanged(self, refunded: Return, amount: Decimal) -> tuple[Return, Decimal]:
        """The return, and how much of its refund other goods settle; where nothing is exchanged, none."""
        del amount
        return refunded, Decimal(0)

    def _refunded(self, payment: Payment, return_id: str) -> Return:
        received = self.returns.find(return_id)
        if received is None or received.order != payment.order:
            raise Unprocessable(f"order {payment.order_id} has no return {return_id}", field="return_id")
        state = RETURN.after(received.state, ReturnMove.REFUND, of=return_id)
        return replace(received, state=state)

    def _entries(self, kind: str, wanted: PaymentEntry, parts: Sequence[Part]) -> list[PaymentEntry]:
        """An entry for each method that settles a part of the amount."""
        return [self._entry(kind, replace(wanted, amount=amount, method=method)) for method, amount in parts]

    def _entry(self, kind: str, entry: PaymentEntry) -> PaymentEntry:
        return replace(entry, id=self.numbers.money(kind), at_us=self.context.now_us())

    def _changed(self, payment: Payment) -> None:
        self.payments.put(payment)
        self.context.outbox.publish(
            "payment.changed",
            payment.id,
            payment_id=payment.id,
            order_id=payment.order_id,
            store=payment.store,
        )


def _known(entries: tuple[PaymentEntry, ...], again: PaymentEntry) -> PaymentEntry | None:
    """The entry that this one repeats; the same reference with another amount is refused."""
    held = [entry for entry in entries if entry.reference == again.reference]
    if not held:
        return None
    amount = sum((entry.amount for entry in held), Decimal(0))
    if (amount, held[0].return_id) != (again.amount, again.return_id):
        raise Conflict(
            f"{held[0].id} has the reference {again.reference} and an amount of {amount}; "
            "a reference names one entry",
            field="reference",
        )
    return held[0]


def _payable(payment: Payment, amount: Decimal, purpose: str) -> None:
    if amount <= 0:
        raise Unprocessable(f"cannot {purpose} {amount}; it takes more than 0", field="amount")
    check_paid(amount, payment.currency, field="amount")


def _affordable(payment: Payment, amount: Decimal, left: Decimal, purpose: str) -> None:
    _payable(payment, amount, purpose)
    if amount > left:
        raise Unprocessable(
            f"cannot {purpose} {amount} of payment {payment.id}; {left} is left to {purpose}",
            field="amount",
        )
