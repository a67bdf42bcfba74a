"""What came back of an order, each stage at the time when it was reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..evidence.money import DocumentName, MoneyStep
from ..judge.books import Books, Case
from .lines import Lines, Units


def returns(case: Case, books: Books, lines: Lines) -> Iterator[MoneyStep]:
    """Each return: asked for, authorised or refused, come back, settled."""
    for asked in case.all("marketplace", "returns"):
        booked = [one for one in case.all("erp", "returns") if one.external_ref == asked.id]
        names = list(_names(case, asked, booked))
        own = DocumentName("marketplace", f"return {asked.id}")
        for who, text, state in _stages(asked, lines):
            at_us = books.moments.reached_us("marketplace", "returns", asked.id, state)
            if at_us is not None:
                all_names = (own, *names) if state == "authorised" else (own,)
                yield MoneyStep(at_us=at_us, who=who, text=text, documents=all_names)
        for held in booked:
            at_us = books.moments.reached_us("erp", "returns", held.number, "received")
            if at_us is not None:
                text = f"came back: {_found(held, lines) or 'nothing'}"
                yield MoneyStep(at_us=at_us, who="receiver", text=text, documents=(own, *names))


def _stages(asked: Any, lines: Lines) -> Iterator[tuple[str, str, str]]:
    units = lines.listed(Units(line.line_id, line.quantity) for line in asked.lines)
    reasons = ", ".join(dict.fromkeys(line.reason for line in asked.lines if line.reason))
    wanted = ", ".join(f"{line.quantity} x item {line.sku}" for line in asked.exchange)
    exchange = f", in exchange for {wanted}" if wanted else ""
    yield "buyer", f"asks to send back {units}{exchange}" + f" ({reasons})" * bool(reasons), "requested"
    yield "seller", "return authorised", "authorised"
    yield "seller", "return refused" + f": {asked.refusal}" * bool(asked.refusal), "refused"
    agreed = [f"{line.agreed} agreed for {line.quantity}" for line in asked.lines if line.agreed is not None]
    agreed += [f"{line.fee} agreed for restocking {line.quantity}" for line in asked.lines if line.fee]
    yield "seller", "return settled" + f" ({', '.join(agreed)})" * bool(agreed), "refunded"


def _found(held: Any, lines: Lines) -> str:
    told = []
    for line in held.lines:
        name = lines.of_erp.get(line.line_no, "")
        found = {"to sell again": line.sellable, "damaged": line.damaged, "to inspect": line.inspect}
        states = ", ".join(f"{count} {state}" for state, count in found.items() if count)
        if states:
            other = f", sent as {line.shipped_quantity} x item {line.shipped_item}" * bool(line.shipped_item)
            told.append(f"{lines.told(name, line.received)} ({states}{other})")
    return "; ".join(told)


def _names(case: Case, asked: Any, booked: list[Any]) -> Iterator[DocumentName]:
    for held in case.all("oms", "returns"):
        if held.external_id == asked.id:
            yield DocumentName("oms", f"return {held.id}")
    for inbound in case.all("wms", "inbound_returns"):
        if inbound.reference in (asked.rma, *(held.number for held in booked)):
            yield DocumentName("wms", f"return {inbound.id}")
    for held in booked:
        yield DocumentName("erp", f"return {held.number}")
