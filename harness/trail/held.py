"""What made an order wait, and who let it go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..evidence.money import DocumentName, MoneyStep
from ..judge.books import Books, Case

_ENDS = ("released", "refused", "lapsed")


def holds(case: Case, books: Books) -> Iterator[MoneyStep]:
    """Each hold when it was placed, and when somebody released or refused it or it lapsed."""
    for hold in case.all("erp", "holds"):
        named = (DocumentName("erp", f"hold {hold.number}"),)
        placed = books.moments.born_us("erp", "holds", hold.number)
        if placed is not None:
            text = f"on hold for {hold.kind}: {hold.reason}"
            yield MoneyStep(at_us=placed, who="erp", text=text, documents=named)
        yield from _decided(hold, books, named)


def _decided(hold: Any, books: Books, named: tuple[DocumentName, ...]) -> Iterator[MoneyStep]:
    """What was refused may lapse later, when its order is cancelled: the decision was the refusal."""
    by = f" by {hold.decided_by}" if hold.decided_by else ""
    why = f": {hold.decision}" if hold.decision else ""
    for state in _ENDS:
        at_us = books.moments.reached_us("erp", "holds", hold.number, state)
        if at_us is not None:
            text = f"hold for {hold.kind} {state}{by}{why}"
            yield MoneyStep(at_us=at_us, who="erp", text=text, documents=named)
            by = why = ""
