"""Invoice copies, and the money of an order as the payment provider holds it."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from ...kernel.problems import Conflict, Unprocessable
from ..lifecycle import RETURN, ReturnMove
from ..model import InvoiceCopy, InvoicedUnits, Payment, PaymentEntry, Return
from .tables import Done, Tables


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
        entry = self._entry("capture", again)
        self._changed(replace(payment, captures=(*payment.captures, entry)))
        return Done(entry)

    def void(self, payment_id: str, reference: str, amount: Decimal) -> Done[PaymentEntry]:
        """Release money that is authorised and will never be taken."""
        payment = self.payments.get(payment_id)
        again = PaymentEntry("", reference, amount, 0)
        if known := _known(payment.voids, again):
            return Done(known, already=True)
        left = payment.authorised - payment.captured - payment.voided
        _affordable(payment, amount, left, "void")
        entry = self._entry("void", again)
        self._changed(replace(payment, voids=(*payment.voids, entry)))
        return Done(entry)

    def refund(
        self, payment_id: str, reference: str, amount: Decimal, *, return_id: str = ""
    ) -> Done[PaymentEntry]:
        """Give captured money back; for a return, once and after the goods are back."""
        payment = self.payments.get(payment_id)
        again = PaymentEntry("", reference, amount, 0, return_id)
        if known := _known(payment.refunds, again):
            return Done(known, already=True)
        _affordable(payment, amount, payment.captured - payment.refunded, "refund")
        refunded = self._refunded(payment, return_id) if return_id else None
        entry = self._entry("refund", again)
        self._changed(replace(payment, refunds=(*payment.refunds, entry)))
        if refunded is not None:
            self.returns.put(refunded)
        return Done(entry)

    def _refunded(self, payment: Payment, return_id: str) -> Return:
        received = self.returns.find(return_id)
        if received is None or received.order != payment.order:
            raise Unprocessable(f"order {payment.order_id} has no return {return_id}", field="return_id")
        state = RETURN.after(received.state, ReturnMove.REFUND, of=return_id)
        return replace(received, state=state)

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
    for entry in entries:
        if entry.reference != again.reference:
            continue
        if replace(again, id=entry.id, at_us=entry.at_us) != entry:
            raise Conflict(
                f"{entry.id} has the reference {entry.reference} and an amount of {entry.amount}; "
                "a reference names one entry",
                field="reference",
            )
        return entry
    return None


def _affordable(payment: Payment, amount: Decimal, left: Decimal, purpose: str) -> None:
    if amount <= 0:
        raise Unprocessable(f"cannot {purpose} {amount}; it takes more than 0", field="amount")
    if amount > left:
        raise Unprocessable(
            f"cannot {purpose} {amount} of payment {payment.id}; {left} is left to {purpose}",
            field="amount",
        )
