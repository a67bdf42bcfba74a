"""Amendments: the buyer asks for a change of an order, the seller answers part by part.

A line that exists never changes its quantity or price: fewer units are cancelled units, more units
are a new line. In X12 the buyer's wish is an 860, and the seller's answer an 865.
https://www.stedi.com/edi/x12/transaction-set/860
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.arithmetic import rounded
from ...kernel.currencies import check_whole
from ...kernel.fields import Document
from ...kernel.problems import Conflict, Unprocessable
from ..lifecycle import AMENDMENT, ORDER, OrderMove, amendment_move, roll_up
from ..model import (
    GROWTH,
    Address,
    Amendment,
    AmendmentPart,
    AmendmentState,
    Change,
    Listing,
    Order,
    OrderLine,
    OrderState,
    TaxMode,
)
from .cancellations import units_asked_back
from .discounts import check_none
from .orders import Ordering, WantedLine, price_of_line
from .prices import priced_for
from .tables import Done
from .terms import keep_terms
from .units import Units, once, raised, within


class AmendedLine(NamedTuple):
    """How many units of a line the buyer wants in all, those that have shipped among them."""

    line_id: str
    quantity: int


class Wish(Document, frozen=True):
    """What a buyer wants changed; None and nothing leave it as it is."""

    reason: str = ""
    lines: tuple[AmendedLine, ...] = ()
    further_lines: tuple[WantedLine, ...] = ()
    ship_to: Address | None = None
    requested_date: str | None = None


class PartAnswer(NamedTuple):
    """The seller's word on one part: how much of it is accepted, and why not all."""

    part: str
    accepted: int
    reason: str = ""


class Held(NamedTuple):
    """How many units of a listing an order would hold."""

    sku: str
    quantity: int


class Amending(Ordering):
    """How an order comes to be changed after it was placed."""

    def request_amendment(self, key: str, wish: Wish) -> Amendment:
        """A buyer wants an order of which something is open to be another; one wish at a time."""
        order = self.orders.get(key)
        self._check_amendable(order)
        parts = tuple([
            replace(part, id=str(number))
            for number, part in enumerate(self._parts(order, wish), start=1)
        ])  # fmt: skip
        if not parts:
            raise Unprocessable(
                f"nothing of order {order.id} would change; name a line, a further line, an address or a date"
            )
        if order.exchange_of and any(part.change is Change.FEWER for part in parts):
            raise Conflict(
                f"order {order.id} was placed for return {order.exchange_of} and cannot have fewer units; "
                "send them back once they have arrived"
            )
        amendment = Amendment(
            self.numbers.following("MA"), order.id, wish.reason, AMENDMENT.start, parts, order.store
        )
        self.amendments.put(amendment)
        self.context.outbox.publish(
            "amendment.requested", amendment.id,
            amendment_id=amendment.id, order_id=order.id, store=order.store,
        )  # fmt: skip
        return amendment

    def answer_amendment(self, amendment_id: str, answers: Sequence[PartAnswer]) -> Done[Amendment]:
        """The seller accepts parts or refuses them; the same answer again changes nothing."""
        asked = self.amendments.get(amendment_id)
        parts = _answered(asked, answers)
        if asked.state is not AmendmentState.REQUESTED and parts == asked.parts:
            return Done(asked, already=True)
        state = AMENDMENT.after(asked.state, amendment_move(parts), of=asked.id)
        accepted = [part for part in parts if part.accepted]
        if accepted:
            self._amend(self.orders.get(asked.order), asked.id, accepted)
        return Done(self.amendments.put(replace(asked, state=state, parts=parts)))

    def _check_amendable(self, order: Order) -> None:
        if not any(line.open for line in order.lines):
            raise Conflict(
                f"order {order.id} is {order.state} and nothing of it is open, so it cannot be amended; "
                "place a further order"
            )
        for other in self.amendments.by("order", (order.store, order.id)):
            if other.state is AmendmentState.REQUESTED:
                raise Conflict(
                    f"amendment {other.id} of order {order.id} is not answered yet; wait for the answer"
                )

    def _parts(self, order: Order, wish: Wish) -> Iterator[AmendmentPart]:
        once([Units(*line) for line in wish.lines])
        grown = [*self._changed_lines(order, wish.lines), *self._further_lines(order, wish.further_lines)]
        self._keep_terms(order, grown)
        yield from self._taxed_parts(order, grown)
        if wish.ship_to is not None:
            _check_ship_to(order, wish.ship_to)
            yield AmendmentPart("", Change.SHIP_TO, ship_to=wish.ship_to)
        if wish.requested_date is not None:
            if wish.requested_date == order.requested_date:
                raise Unprocessable(
                    f"order {order.id} is wanted on {order.requested_date or 'no particular day'} already",
                    field="requested_date",
                )
            yield AmendmentPart("", Change.REQUESTED_DATE, requested_date=wish.requested_date)

    def _taxed_parts(self, order: Order, parts: list[AmendmentPart]) -> Iterator[AmendmentPart]:
        """The parts with the tax on top, where the order's prices are without; rounded for them alone."""
        if order.tax_mode is TaxMode.INCLUSIVE:
            yield from parts
            return
        taxes = self.taxes_on([(part.total, part.tax_rate) for part in parts], order.minor_unit)
        for part, tax in zip(parts, taxes, strict=True):
            grows = part.change in GROWTH
            yield replace(part, net=part.total, total=part.total + tax) if grows else part

    def _changed_lines(self, order: Order, lines: Sequence[AmendedLine]) -> Iterator[AmendmentPart]:
        held = {line.id: line for line in order.lines}
        asked_back = units_asked_back(self, order)
        for index, wanted in enumerate(lines):
            line = held.get(wanted.line_id)
            if line is None:
                raise Unprocessable(
                    f"order {order.id} has no line {wanted.line_id}; read the order for its lines",
                    field=f"lines[{index}].line_id",
                )
            _check_plain(line, bool(line.components), line.weight_g, f"lines[{index}].line_id")
            _check_quantity(line, wanted.quantity, asked_back.get(line.id, 0), f"lines[{index}].quantity")
            change = wanted.quantity - line.quantity + line.cancelled
            if change < 0:
                yield AmendmentPart("", Change.FEWER, -change, line.id, sku=line.sku)
            else:
                total = rounded(line.unit_price * (change // line.unit_size), order.minor_unit)
                yield AmendmentPart(
                    "", Change.MORE, change, self.numbers.line(), line.id, line.sku, line.unit_price,
                    total, line.tax_rate, line.reference, line.quote, line.unit, line.unit_size,
                )  # fmt: skip

    def _further_lines(self, order: Order, lines: Sequence[WantedLine]) -> Iterator[AmendmentPart]:
        offers = self._offers(lines)
        self.check_rates(order, lines, "further_lines")
        for index, line in enumerate(self.offered(lines, offers, priced_for(order), "further_lines")):
            offer = offers[line.sku]
            _check_plain(offer, bool(offer.components), offer.terms.weight_g, f"further_lines[{index}].sku")
            if line.unit not in ("", offer.terms.unit):
                raise Unprocessable(
                    f"an amendment adds {line.sku} by the {offer.terms.unit}, not by the {line.unit}; "
                    "count them so, or order anew",
                    field=f"further_lines[{index}].unit",
                )
            check_none(line.discounts, f"further_lines[{index}].discounts")
            price = price_of_line(line)
            total = rounded(price * line.quantity, order.minor_unit) if line.total is None else line.total
            check_whole(total, order.currency, field=f"further_lines[{index}].total")
            yield AmendmentPart(
                "", Change.FURTHER_LINE, line.quantity * offer.terms.size, self.numbers.line(), "", line.sku,
                price, total, line.tax_rate, line.reference, line.quote, offer.terms.unit, offer.terms.size,
                price_source=line.price_source,
            )  # fmt: skip

    def _keep_terms(self, order: Order, parts: Sequence[AmendmentPart]) -> None:
        """What the order would hold of a listing that it takes more of keeps the listing's terms."""
        units = {part.sku: 0 for part in parts if part.change in GROWTH}
        if not units:
            return
        for line in order.lines:
            if line.sku in units:
                units[line.sku] += line.quantity - line.cancelled
        for part in parts:
            if part.sku in units:
                units[part.sku] += part.quantity if part.change in GROWTH else -part.quantity
        offers = self._offers([Held(sku, 0) for sku in units])
        keep_terms([Held(sku, count // offers[sku].terms.size) for sku, count in units.items()], offers)

    def _amend(self, order: Order, amendment: str, accepted: Sequence[AmendmentPart]) -> None:
        """Put the order as it is after what was accepted of an amendment; its payment grows with it."""
        fewer = [Units(part.line_id, part.accepted) for part in accepted if part.change is Change.FEWER]
        within(order, fewer, lambda line: line.open, purpose="cancel", field="accepted")
        new = tuple(_new_line(part, amendment) for part in accepted if part.change in GROWTH)
        lines = (*raised(order.lines, "cancelled", dict(fewer)), *new)
        changes = _header(order, accepted)
        state = _state_after(order, lines, grows=bool(new), shrinks=bool(fewer))
        amendments = (*order.amendments, amendment)
        self.orders.put(replace(order, lines=lines, state=state, amendments=amendments, **changes))
        more = sum((line.total for line in new), Decimal(0))
        if more and order.payment_id:
            payment = self.payments.get(order.payment_id)
            self.payments.put(replace(payment, authorised=payment.authorised + more))
        for line in new:
            listing = self.listings.find(line.sku)
            if listing is not None:
                self.listings.put(replace(listing, quantity=max(0, listing.quantity - line.quantity)))


def _answered(asked: Amendment, answers: Sequence[PartAnswer]) -> tuple[AmendmentPart, ...]:
    """The parts with their answers; each needs one, and a new line or address is taken whole or not."""
    parts = {part.id: part for part in asked.parts}
    given: dict[str, AmendmentPart] = {}
    for index, answer in enumerate(answers):
        part = parts.get(answer.part)
        if part is None or answer.part in given:
            standing = "stands twice" if part else f"is none of amendment {asked.id}"
            raise Unprocessable(
                f"part {answer.part} {standing}; answer each of: {', '.join(parts)}",
                field=f"parts[{index}].part",
            )
        whole = answer.accepted in (0, part.quantity)
        if answer.accepted > part.quantity or not (whole or part.change is Change.FEWER):
            most = f"0 to {part.quantity}" if part.change is Change.FEWER else f"0 or {part.quantity}"
            raise Unprocessable(
                f"{answer.accepted} of part {part.id} ({part.change}) cannot be accepted; it takes {most}",
                field=f"parts[{index}].accepted",
            )
        given[part.id] = replace(part, accepted=answer.accepted, reason=answer.reason)
    silent = [name for name in parts if name not in given]
    if silent:
        raise Unprocessable(
            f"amendment {asked.id} also has the parts {', '.join(silent)}; answer 0 for what is refused",
            field="parts",
        )
    return tuple(given[part.id] for part in asked.parts)


def _check_plain(of: OrderLine | Listing, kit: bool, weight_g: int, field: str) -> None:
    """Kits, and goods that are paid by weight, are cancelled or ordered anew: no line of them is amended."""
    if kit or weight_g:
        why = "a kit" if kit else "paid by weight"
        raise Unprocessable(
            f"{of.sku} is {why}, which no amendment adds or takes away; cancel units, or order anew",
            field=field,
        )


def _check_quantity(line: OrderLine, wanted: int, asked_back: int, field: str) -> None:
    standing = line.quantity - line.cancelled
    if wanted == standing:
        raise Unprocessable(f"line {line.id} has {wanted} units already", field=field)
    if wanted > standing and (wanted - standing) % line.unit_size:
        raise Unprocessable(
            f"line {line.id} was sold by the {line.unit} of {line.unit_size}, so {wanted - standing} units "
            "more are no whole number of them",
            field=field,
        )
    if standing - wanted > line.open - asked_back:
        raise Unprocessable(
            f"of the {standing} units of line {line.id} {line.shipped} have shipped and {asked_back} were "
            f"asked to be cancelled, so it cannot come down to {wanted}; return what was shipped",
            field=field,
        )


def _check_ship_to(order: Order, wanted: Address) -> None:
    if wanted == order.ship_to:
        raise Unprocessable(f"order {order.id} goes there already", field="ship_to")
    if wanted.country != order.ship_to.country:
        raise Unprocessable(
            f"order {order.id} was taxed for {order.ship_to.country}, so it cannot go to {wanted.country}; "
            "cancel it and order anew",
            field="ship_to.country",
        )


def _new_line(part: AmendmentPart, amendment: str) -> OrderLine:
    return OrderLine(
        part.line_id, part.sku, part.quantity, part.unit_price, part.total, part.tax_rate, part.reference,
        part.quote, unit=part.unit, unit_size=part.unit_size, amends=part.amends, amendment=amendment,
        price_source=part.price_source,
        net=part.net,
    )  # fmt: skip


def _header(order: Order, accepted: Sequence[AmendmentPart]) -> Mapping[str, object]:
    changes: dict[str, object] = {}
    for part in accepted:
        if part.change is Change.SHIP_TO:
            changes["ship_to"] = part.ship_to
        elif part.change is Change.REQUESTED_DATE:
            changes["requested_date"] = part.requested_date
    if changes and order.state is not OrderState.UNSHIPPED:
        raise Conflict(
            f"order {order.id} is {order.state}: goods have left for the address and day that stood there; "
            "refuse this part"
        )
    return changes


def _state_after(order: Order, lines: tuple[OrderLine, ...], *, grows: bool, shrinks: bool) -> OrderState:
    """The state after the order grew first and shrank then; a wish may do both."""
    state = order.state
    if grows or not shrinks:
        state = ORDER.after(state, OrderMove.AMEND, of=order.id)
    if shrinks:
        rest = not any(line.open for line in lines)
        state = ORDER.after(state, OrderMove.CANCEL_REST if rest else OrderMove.CANCEL_PART, of=order.id)
    assert state is roll_up(lines), f"order {order.id} is {state}, its lines say {roll_up(lines)}"
    return state
