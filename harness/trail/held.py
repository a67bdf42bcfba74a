"""What made an order wait, and who let it go."""

from __future__ import annotations

from collections.abc import Iterator

from ..evidence.money import DocumentName, MoneyStep
from ..judge.books import Books, Case


def holds(case: Case, books: Books) -> Iterator[MoneyStep]:
    """Each hold when it was placed, and when somebody released or refused it or it lapsed."""
    for hold in case.all("erp", "holds"):
        named = (DocumentName("erp", f"hold {hold.number}"),)
        placed = books.moments.born_us("erp", "holds", hold.number)
        if placed is not None:
            text = f"on hold for {hold.kind}: {hold.reason}"
            yield MoneyStep(at_us=placed, who="erp", text=text, documents=named)
        decided = books.moments.reached_us("erp", "holds", hold.number, str(hold.state))
        if hold.state != "placed" and decided is not None:
            by = f" by {hold.decided_by}" if hold.decided_by else ""
            why = f": {hold.decision}" if hold.decision else ""
            text = f"hold for {hold.kind} {hold.state}{by}{why}"
            yield MoneyStep(at_us=decided, who="erp", text=text, documents=named)
