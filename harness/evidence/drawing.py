"""Draws a sequence diagram as SVG that takes its colours from the page around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup, escape

from .sequence import Arrow, Diagram, Gap, Note, Quiet, Row
from .words import counted, elapsed

_TIME_WIDTH = 96
_COLUMN_WIDTH = 172
_MARGIN = 74
_HEAD_HEIGHT = 44
_HEIGHTS = {Arrow: 30, Note: 30, Quiet: 24, Gap: 24}
_LETTER_WIDTH = 5.8
_FEET_FROM_ROWS = 12


def drawn(diagram: Diagram, *, started_us: int, name: str, spots: Mapping[int, str] | None = None) -> Markup:
    """The diagram as one ``<svg>`` element; ``name`` is read out to those who cannot see it.

    ``spots`` are the arrows to highlight, by their numbers, with the ids that they are linked by.
    """
    if not diagram.participants:
        return Markup("")
    return Markup("".join(_Drawing(diagram, started_us, spots or {}).parts(name)))


class _Drawing:
    """Everything that comes from outside is a text or a title, and escaped where it is written."""

    def __init__(self, diagram: Diagram, started_us: int, spots: Mapping[int, str]) -> None:
        self._diagram = diagram
        self._spots = spots
        self._started_us = started_us
        self._columns = {
            participant: _TIME_WIDTH + _MARGIN + index * _COLUMN_WIDTH
            for index, participant in enumerate(diagram.participants)
        }
        self._left = _TIME_WIDTH
        self._right = max(self._columns.values()) + _MARGIN
        self._bottom = _HEAD_HEIGHT + sum(_HEIGHTS[type(row)] for row in diagram.rows) + 14
        self._last_time = ""

    def parts(self, name: str) -> Iterator[str]:
        feet = len(self._diagram.rows) > _FEET_FROM_ROWS
        width, height = self._right + 8, self._bottom + (34 if feet else 2)
        yield (
            f'<svg class="sequence" role="img" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
            f"<title>{escape(name)}</title>"
        )
        yield from self._heads(8)
        lifelines = "".join(f"M{x} 34V{self._bottom}" for x in self._columns.values())
        yield f'<path class="life" d="{lifelines}"/>'
        y = _HEAD_HEIGHT
        for row in self._diagram.rows:
            y += _HEIGHTS[type(row)]
            yield self._row(row, y)
        if feet:
            yield from self._heads(self._bottom)
        yield "</svg>"

    def _heads(self, y: int) -> Iterator[str]:
        for participant, x in self._columns.items():
            yield (
                f'<rect class="head" x="{x - 58}" y="{y}" width="116" height="26" rx="5"/>'
                f'<text class="who" x="{x}" y="{y + 17}">{escape(participant)}</text>'
            )

    def _row(self, row: Row, y: int) -> str:
        if isinstance(row, Arrow):
            return self._arrow(row, y)
        if isinstance(row, Note):
            return self._note(row, y)
        if isinstance(row, Quiet):
            text = f"{counted(row.count, 'call')} that brought nothing new"
            if row.until_us > row.at_us:
                text += f", over {elapsed(row.until_us - row.at_us)}"
            return self._time(row.at_us, y) + self._aside(text, y)
        return self._aside(f"and {row.count:,} more, left out here", y)

    def _arrow(self, arrow: Arrow, y: int) -> str:
        start, end = self._columns[arrow.source], self._columns[arrow.target]
        forward = 1 if end >= start else -1
        tip = end - forward
        mark = f"M{tip} {y}m{-7 * forward}-4 {7 * forward} 4 {-7 * forward} 4"
        if arrow.lost:
            mark = f"M{tip - 8 * (forward > 0)} {y}m0-4 8 8m0-8-8 8"
        room = max(int((abs(end - start) - 14) / _LETTER_WIDTH) - len(arrow.outcome) - 1, 12)
        return (
            f'<g class="{_classes(arrow)}"{self._spot(arrow, y)}'
            f"<title>{escape(f'{arrow.label}: {arrow.outcome} ({arrow.detail})')}</title>"
            f'<path d="M{start} {y}H{tip}"/><path d="{mark}"/>'
            f'<text class="label" x="{(start + end) // 2}" y="{y - 6}">'
            f"{escape(_shortened(arrow.label, room))} <tspan>{escape(arrow.outcome)}</tspan></text>"
            f"{self._time(arrow.at_us, y)}</g>"
        )

    def _spot(self, arrow: Arrow, y: int) -> str:
        """The end of the opening tag: with an id and a band across the diagram where it is a spot."""
        if arrow.number not in self._spots:
            return ">"
        return (
            f' id="{escape(self._spots[arrow.number])}"><rect class="spot" x="{self._left}" '
            f'y="{y - 18}" width="{self._right - self._left}" height="26" rx="4"/>'
        )

    def _note(self, note: Note, y: int) -> str:
        room = int((self._right - self._left - 20) / _LETTER_WIDTH)
        text = _shortened(note.text, room)
        whole = f"<title>{escape(note.text)}</title>" if text != note.text else ""
        return (
            f'<g class="note{" bad" if note.bad else ""}">{whole}<rect x="{self._left}" '
            f'y="{y - 18}" width="{self._right - self._left}" height="22" rx="4"/>'
            f'<text x="{self._left + 10}" y="{y - 3}">{escape(text)}</text>'
            f"{self._time(note.at_us, y - 3)}</g>"
        )

    def _aside(self, text: str, y: int) -> str:
        x = (self._left + self._right) // 2
        return f'<text class="aside" x="{x}" y="{y - 2}">{escape(text)}</text>'

    def _time(self, at_us: int, y: int) -> str:
        """The time of a row, left out where it reads like the one before."""
        time = elapsed(at_us - self._started_us)
        if time == self._last_time:
            return ""
        self._last_time = time
        return f'<text class="time" x="0" y="{y}">{time}</text>'


def _classes(arrow: Arrow) -> str:
    marks = (
        ("webhook", arrow.webhook),
        ("bad", arrow.failed),
        ("lost", arrow.lost),
        ("marked", arrow.marked),
    )
    return " ".join(["arrow", *(name for name, worn in marks if worn)])


def _shortened(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"
