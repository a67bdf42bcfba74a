"""What was open of an order from event to event, as a drawing that needs no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .money import OrderMoney
from .words import amount, counted

WIDTH, HEIGHT = 640, 80
"""The size of the drawing in its own units; it is stretched to the width that there is."""
_MARGIN = 4


@dataclass(frozen=True)
class Balance:
    """The drawing: a line in steps, and where nothing is open; in words what it shows."""

    line: str
    zero_y: int
    description: str
    width: int = WIDTH
    height: int = HEIGHT


def balance_of(order: OrderMoney) -> Balance:
    """What was open of an order, one step to the right for each event."""
    values = (Decimal(0), *order.balances)
    highest, lowest = max(values), min(values)
    line = " ".join(f"{x},{y}" for x, y in _corners(values, highest, lowest))
    return Balance(line, _y(Decimal(0), highest, lowest), _described(order, highest, lowest))


def _corners(values: tuple[Decimal, ...], highest: Decimal, lowest: Decimal) -> Iterator[tuple[int, int]]:
    """The line stays level until the next event, then goes up or down at once."""
    level = _y(values[0], highest, lowest)
    yield 0, level
    for place, value in enumerate(values[1:], 1):
        x = WIDTH * place // len(values)
        yield x, level
        level = _y(value, highest, lowest)
        yield x, level
    yield WIDTH, level


def _y(value: Decimal, highest: Decimal, lowest: Decimal) -> int:
    room, span = HEIGHT - 2 * _MARGIN, highest - lowest
    return HEIGHT - _MARGIN if not span else _MARGIN + int((highest - value) * room / span)


def _described(order: OrderMoney, highest: Decimal, lowest: Decimal) -> str:
    """What the line shows, also for readers who do not see it."""
    currency = order.currency
    extremes = [f"at most {amount(highest, currency)}"] * bool(highest)
    extremes += [f"at least {amount(lowest, currency)}"] * bool(lowest)
    told = " and ".join(extremes) or "never anything"
    events = counted(len(order.steps), "event")
    return f"What was open over {events}: {told}; in the end {amount(order.end.open, currency)}."
