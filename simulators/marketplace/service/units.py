"""Units of order lines: how many are asked for, how many there are, and who asked already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..model import Order, OrderLine


class Units(NamedTuple):
    """Some units of an order line."""

    line_id: str
    quantity: int


class _WantedLine(Protocol):
    @property
    def line_id(self) -> str: ...

    @property
    def quantity(self) -> int: ...


def within(
    order: Order,
    asked: Sequence[Units],
    free: Callable[[OrderLine], int],
    *,
    purpose: str,
    field: str = "quantity",
    whole_kits: bool = False,
) -> dict[str, int]:
    """The units asked for by order line; more than a line has ``free`` is refused.

    Of a kit they are units of its components, or with ``whole_kits`` kits.
    """
    lines = {line.id: line for line in (order.lines if whole_kits else order.goods)}
    units: dict[str, int] = {}
    for index, (line_id, quantity) in enumerate(asked):
        line = lines.get(line_id)
        if line is None:
            raise Unprocessable(
                unknown_line(order, line_id),
                field=f"lines[{index}].line_id",
            )
        units[line_id] = total = units.get(line_id, 0) + quantity
        left = free(line)
        if total > left:
            raise Unprocessable(
                f"{total} units of line {line_id} were asked for, and {left} of its "
                f"{line.quantity} units are left to {purpose}",
                field=f"lines[{index}].{field}",
            )
    return units


def raised(
    lines: tuple[OrderLine, ...],
    counter: Literal["shipped", "cancelled", "returned"],
    units: Mapping[str, int],
) -> tuple[OrderLine, ...]:
    """The lines with more units in one of their counters; the others stay the same objects."""
    return tuple(
        raised_kit(line, counter, units)
        if line.components
        else replace(line, **{counter: getattr(line, counter) + units[line.id]})
        if units.get(line.id)
        else line
        for line in lines
    )


def raised_kit(
    kit: OrderLine, counter: Literal["shipped", "cancelled", "returned"], units: Mapping[str, int]
) -> OrderLine:
    """The kit with more units in a counter of its components; its own counter is how many are whole.

    Where the units name the kit itself, they are whole kits: of each component so many as they hold.
    """
    kits = units.get(kit.id, 0)
    of_parts = {part.id: part.per_kit * kits for part in kit.components} if kits else units
    parts = raised(kit.components, counter, of_parts)
    if all(new is old for new, old in zip(parts, kit.components, strict=True)):
        return kit
    whole = min(getattr(part, counter) // part.per_kit for part in parts)
    return replace(kit, components=parts, **{counter: whole})


def unknown_line(order: Order, line_id: str) -> str:
    """Why an order's goods cannot be asked for under this line id, and which id to name instead."""
    for line in order.lines:
        parts = [part.id for part in line.components]
        if parts and line_id == line.id:
            return f"line {line_id} is a kit; its goods are those of its components {', '.join(parts)}"
        if line_id in parts:
            return f"line {line_id} is a component; name its kit, line {line.id}, and whole kits of it"
    return f"order {order.id} has no line {line_id}; read the order for its lines"


def counted(lines: Iterable[_WantedLine]) -> dict[str, int]:
    """How many units the lines of some documents want, by order line."""
    units: dict[str, int] = {}
    for line in lines:
        units[line.line_id] = units.get(line.line_id, 0) + line.quantity
    return units


def once(asked: Sequence[Units]) -> None:
    """Refuse to be asked about a line twice in one document."""
    seen: set[str] = set()
    for index, (line_id, _) in enumerate(asked):
        if line_id in seen:
            raise Unprocessable(
                f"line {line_id} stands twice; name it once, with all its units",
                field=f"lines[{index}].line_id",
            )
        seen.add(line_id)


def answered(
    document: str, lines: Sequence[_WantedLine], answer: Sequence[Units], *, field: str
) -> dict[str, int]:
    """The units that an answer grants to each line of a document, all of which it has to name."""
    once(answer)
    wanted = counted(lines)
    for index, (line_id, quantity) in enumerate(answer):
        if line_id not in wanted:
            raise Unprocessable(
                f"{document} has no line {line_id}; it has: {', '.join(wanted)}",
                field=f"lines[{index}].line_id",
            )
        if quantity > wanted[line_id]:
            raise Unprocessable(
                f"{document} is about {wanted[line_id]} units of line {line_id}, not {quantity}",
                field=f"lines[{index}].{field}",
            )
    granted = dict(answer)
    silent = [line_id for line_id in wanted if line_id not in granted]
    if silent:
        raise Unprocessable(
            f"{document} also has the lines {', '.join(silent)}; answer 0 for what is not {field}",
            field="lines",
        )
    return granted
