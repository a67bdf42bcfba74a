"""Exchanges: a buyer sends units back and wants others for them; the difference is settled once.

What the buyer wants instead stands on the return, not on its refund. When the seller refunds the return,
the replacement is placed as an order of its own, and of the refund only what the replacement does not
cost goes back to the card. https://github.com/microsoft/BCApps/issues/8554
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from ...kernel.arithmetic import rounded
from ...kernel.problems import Conflict, Refusal, Unprocessable
from ..lifecycle import ORDER
from ..model import Cancellation, ExchangeLine, Listing, Order, OrderLine, Return
from ..policy import EXCHANGE_NEEDS
from .billing import Billing
from .cancellations import Cancelling, UnwantedLine
from .credit import Returning, UnlovedLine
from .orders import Ordering, WantedLine, price_of_line
from .prices import priced_for
from .tables import Done
from .terms import keep_terms
from .units import Units


class Exchanging(Ordering, Cancelling, Returning, Billing):
    """How goods are swapped for others."""

    def request_exchange(
        self, key: str, lines: Sequence[UnlovedLine], wanted: Sequence[WantedLine]
    ) -> Return:
        """A buyer announces shipped units, and wants others instead at the price they have now."""
        order = self.orders.get(key)
        if order.payment_terms:
            raise Conflict(
                f"order {order.id} was bought on account ({order.payment_terms}); there is no payment that "
                "goods could settle: send the units back, and order anew"
            )
        try:
            offers = self._offers(wanted)
            keep_terms(wanted, offers)
            self.check_rates(order, wanted, "lines")
            _check_not_weighed(wanted, offers)
            priced = self.offered(wanted, offers, priced_for(order))
        except Refusal as refusal:
            refusal.field = refusal.field and refusal.field.replace("lines", "exchange", 1)
            raise
        exchange = [
            ExchangeLine(
                line.sku, line.quantity, price_of_line(line), line.tax_rate, line.reference,
                line.price_source,
            )
            for line in priced
        ]  # fmt: skip
        return self.request_return(key, lines, exchange=exchange)

    def request_cancellation(self, key: str, reason: str, lines: Sequence[UnwantedLine]) -> Cancellation:
        """A buyer no longer wants units that are open; a replacement stays, for goods have paid for it."""
        order = self.orders.get(key)
        if order.exchange_of:
            raise Conflict(
                f"order {order.id} was placed for return {order.exchange_of} and cannot be cancelled; "
                "send it back once it has arrived"
            )
        return super().request_cancellation(key, reason, lines)

    def receive_return(
        self, return_id: str, receipt: Sequence[Units], *, sellable: Mapping[str, int] | None = None
    ) -> Done[Return]:
        """The seller says what came back and, where only sellable units are exchanged, which those are."""
        if self.returns.get(return_id).exchange and self._only_sellable:
            told = sellable or {}
            for index, (line_id, received) in enumerate(receipt):
                if received and line_id not in told:
                    raise Unprocessable(
                        f"return {return_id} is an exchange, and only sellable units are replaced; say "
                        f"how many of the {received} units of line {line_id} can be sold again",
                        field=f"lines[{index}].sellable",
                    )
        return super().receive_return(return_id, receipt, sellable=sellable)

    def _exchanged(self, refunded: Return, amount: Decimal) -> tuple[Return, Decimal]:
        """Place the replacement of a return that is refunded; so much of the refund as it costs pays it."""
        before = self.orders.get(refunded.order)
        lines = self._replacement_lines(refunded, before)
        if not lines:
            return refunded, Decimal(0)
        order = Order(
            id=self._free_number(before.store),
            store=before.store,
            buyer_id=before.buyer_id,
            placed_at_us=self.context.now_us(),
            currency=before.currency,
            reference="",
            ship_to=before.ship_to,
            lines=lines,
            charges=(),
            payment_id=self.numbers.money("pay"),
            state=ORDER.start,
            exchange_of=refunded.id,
            payer_id=before.payer_id,
            tax_mode=before.tax_mode,
            tax_exemption=before.tax_exemption,
        )
        order = self.taxed(order)
        settled = min(amount, order.total)
        self._taken(order, exchange=settled)
        return replace(refunded, replacement=order.id), settled

    def _replacement_lines(self, refunded: Return, before: Order) -> tuple[OrderLine, ...]:
        """What is placed instead: if not all units qualify, the whole units of their share."""
        announced = sum(line.quantity for line in refunded.lines)
        fit = sum((line.sellable or 0) if self._only_sellable else line.received for line in refunded.lines)
        due = [
            (line, line.quantity * fit // announced)
            for line in refunded.exchange
            if line.quantity * fit >= announced
        ]
        wanted = [
            WantedLine(line.sku, quantity, line.unit_price, None, line.tax_rate, line.reference, None)
            for line, quantity in due
        ]
        totals = [rounded(line.unit_price * quantity, before.minor_unit) for line, quantity in due]
        offers = {line.sku: self.listings.get(line.sku) for line in wanted}
        self._take(wanted, offers)
        # Goods have paid for these: so many are sent, neither more nor fewer.
        lines = self._lines(wanted, totals, offers, before.currency)
        return tuple(replace(line, over_bp=0, under_bp=0) for line in lines)

    @property
    def _only_sellable(self) -> bool:
        return self.context.chosen(EXCHANGE_NEEDS) == "sellable"


def _check_not_weighed(wanted: Sequence[WantedLine], offers: Mapping[str, Listing]) -> None:
    """Goods cannot pay for what has no price before it is weighed."""
    for index, line in enumerate(wanted):
        if offers[line.sku].terms.weight_g:
            raise Unprocessable(
                f"{line.sku} is paid by weight, so what comes back cannot be exchanged for it; "
                "send it back, and order anew",
                field=f"lines[{index}].sku",
            )
