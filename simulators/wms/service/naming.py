"""How a request names lines of an order, and what is wrong when it names them badly."""

from __future__ import annotations

from collections.abc import Sequence

from ...kernel.problems import Unprocessable


def check_distinct(names: Sequence[str]) -> None:
    """Refuse a line that is named twice."""
    if len(set(names)) == len(names):
        return
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        if name in seen:
            raise Unprocessable(
                f"line {name} stands twice, at lines[{seen[name]}] and lines[{index}]",
                field=f"lines[{index}].line",
            )
        seen[name] = index


def positions(document: str, held: Sequence[str], named: Sequence[str]) -> list[int]:
    """Where the named lines stand among those held; a strange or repeated name is refused."""
    check_distinct(named)
    places = {name: position for position, name in enumerate(held)}
    for index, name in enumerate(named):
        if name not in places:
            raise Unprocessable(
                f"{document} has no line {name}; it has: {_some(held)}",
                field=f"lines[{index}].line",
            )
    return [places[name] for name in named]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
