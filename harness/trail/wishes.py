"""What was ordered, changed and cancelled: everything that changes what was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from ..evidence.money import DocumentName, MoneyStep, Sums
from ..judge.books import Books, Case, Kind
from .lines import Lines, Units, Valued, Worth, charges_fell, charges_of

_ANSWERS = ("accepted", "partly_accepted", "refused")


def wishes(case: Case, books: Books, lines: Lines) -> Iterator[MoneyStep]:
    """The order, its booking, and each change that was asked for."""
    yield from _ordered(case, books)
    yield from _asked(case, books, lines)


def answers(case: Case, books: Books, lines: Lines) -> Iterator[Valued]:
    """The seller's answer to each change, and what it decided itself."""
    for table, step in (("cancellations", _cancelled), ("amendments", _amended)):
        for asked in case.all("marketplace", table):
            at_us = books.moments.reached_us("marketplace", table, asked.id, str(asked.state))
            if asked.state in _ANSWERS and at_us is not None:
                yield Valued(at_us, partial(step, at_us, asked, lines))


def _ordered(case: Case, books: Books) -> Iterator[MoneyStep]:
    order = case.one("marketplace", "orders")
    first = [line.total for line in order.lines if not line.amendment]
    total = sum((*first, *(charge.total for charge in order.charges)), Decimal(0))
    yield MoneyStep(
        at_us=order.placed_at_us, who="buyer", text="ordered",
        documents=(DocumentName("marketplace", f"order {order.id}"),), changed=Sums(agreed=total),
    )  # fmt: skip
    booked = case.one("erp", "orders")
    if booked is not None:
        held = [DocumentName("oms", f"order {one.id}") for one in case.all("oms", "orders")]
        yield MoneyStep(
            at_us=books.born_us[Kind("erp", "orders"), booked.number], who="erp", text="booked",
            documents=(*held, DocumentName("erp", f"order {booked.number}")),
        )  # fmt: skip


def fallen_charges(case: Case, steps: Sequence[MoneyStep]) -> Iterator[MoneyStep]:
    """Charges that nobody billed fall with the last units of an order."""
    order = case.one("marketplace", "orders")
    if charges_fell(case) and charges_of(order):
        yield MoneyStep(
            at_us=max(step.at_us for step in steps if step.changed.agreed), who="seller",
            text="charges fall away, for nothing is left of the order",
            documents=(DocumentName("marketplace", f"order {order.id}"),),
            changed=Sums(agreed=-charges_of(order)),
        )  # fmt: skip


def _cancelled(at_us: int, asked: Any, lines: Lines, worth: Worth) -> MoneyStep:
    units = [one for line in asked.lines for one in lines.in_goods(line.line_id, line.accepted)]
    value = sum((worth.cancelled(one) for one in units), Decimal(0))
    told = _told(((line.line_id, line.accepted) for line in asked.lines), lines)
    text = (
        f"cancels {told} itself: {asked.reason}"
        if asked.seller_ref
        else f"cancellation {str(asked.state).replace('_', ' ')}" + (f": {told}" if told else "")
    )
    named = (DocumentName("marketplace", f"cancellation {asked.id}"),)
    return MoneyStep(at_us=at_us, who="seller", text=text, documents=named, changed=Sums(agreed=-value))


def _amended(at_us: int, asked: Any, lines: Lines, worth: Worth) -> MoneyStep:
    value, told = Decimal(0), []
    for part in asked.parts:
        if not part.accepted:
            told.append(f"{_change(part, lines)} refused" + f" ({part.reason})" * bool(part.reason))
            continue
        told.append(_change(part, lines))
        if part.change == "fewer":
            value -= worth.cancelled(Units(part.line_id, part.accepted))
        else:
            value += part.total
    state = str(asked.state).replace("_", " ")
    named = (DocumentName("marketplace", f"amendment {asked.id}"),)
    return MoneyStep(
        at_us=at_us, who="seller", text=f"amendment {state}: {'; '.join(told)}", documents=named,
        changed=Sums(agreed=value),
    )  # fmt: skip


def _change(part: Any, lines: Lines) -> str:
    count = part.accepted or part.quantity
    if part.change == "fewer":
        return f"fewer by {lines.told(part.line_id, count)}"
    if part.change in ("more", "further_line"):
        return f"{count} x item {part.sku} more at {part.unit_price}"
    return {"ship_to": "another address", "requested_date": f"wanted on {part.requested_date}"}[part.change]


def _asked(case: Case, books: Books, lines: Lines) -> Iterator[MoneyStep]:
    """The wishes themselves, at the time of asking; what a seller decides needs none."""
    for asked in case.all("marketplace", "cancellations"):
        if not asked.seller_ref:
            told = _told(((line.line_id, line.quantity) for line in asked.lines), lines)
            yield _wish(books, "cancellation", asked, f"asks to cancel {told}")
    for asked in case.all("marketplace", "amendments"):
        told = "; ".join(_change(part, lines) for part in asked.parts)
        yield _wish(books, "amendment", asked, f"asks to amend: {told}")


def _wish(books: Books, kind: str, asked: Any, text: str) -> MoneyStep:
    at_us = books.moments.born_us("marketplace", f"{kind}s", asked.id) or 0
    named = (DocumentName("marketplace", f"{kind} {asked.id}"),)
    reason = f" ({asked.reason})" if asked.reason else ""
    return MoneyStep(at_us=at_us, who="buyer", text=text + reason, documents=named)


def _told(units: Iterable[tuple[str, int]], lines: Lines) -> str:
    return lines.listed(Units(line, quantity) for line, quantity in units)
