"""Draws a sequence diagram as SVG that takes its colours from the page around it."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from .sequence import Arrow, Diagram, Gap, Note, Quiet, Row
from .words import counted, elapsed

_TIME_WIDTH = 96
_COLUMN_WIDTH = 172
_MARGIN = 74
_HEAD_HEIGHT = 44
_HEIGHTS = {Arrow: 30, Note: 30, Quiet: 24, Gap: 24}
_LETTER_WIDTH = 5.8
_FEET_FROM_ROWS = 12


def drawn(diagram: Diagram, *, started_us: int, name: str) -> Markup:
    """The diagram as one ``<svg>`` element; ``name`` is read out to those who cannot see it."""
    if not diagram.participants:
        return Markup("")
    return Markup("").join(_Drawing(diagram, started_us).parts(name))


class _Drawing:
    def __init__(self, diagram: Diagram, started_us: int) -> None:
        self._diagram = diagram
        self._started_us = started_us
        self._columns = {
            participant: _TIME_WIDTH + _MARGIN + index * _COLUMN_WIDTH
            for index, participant in enumerate(diagram.participants)
        }
        self._left = _TIME_WIDTH
        self._right = max(self._columns.values()) + _MARGIN
        self._last_time = ""
        self._bottom = _HEAD_HEIGHT + sum(_HEIGHTS[type(row)] for row in diagram.rows) + 14

    def parts(self, name: str) -> Iterator[Markup]:
        feet = len(self._diagram.rows) > _FEET_FROM_ROWS
        width, height = self._right + 8, self._bottom + (34 if feet else 2)
        yield Markup(
            '<svg class="sequence" role="img" width="{0}" height="{1}" viewBox="0 0 {0} {1}" '
            'xmlns="http://www.w3.org/2000/svg"><title>{2}</title>'
        ).format(width, height, name)
        yield from self._heads(8)
        yield self._lifelines()
        y = _HEAD_HEIGHT
        for row in self._diagram.rows:
            y += _HEIGHTS[type(row)]
            yield self._row(row, y)
        if feet:
            yield from self._heads(self._bottom)
        yield Markup("</svg>")

    def _heads(self, y: int) -> Iterator[Markup]:
        for participant, x in self._columns.items():
            yield Markup(
                '<rect class="head" x="{}" y="{}" width="116" height="26" rx="5"/>'
                '<text class="who" x="{}" y="{}">{}</text>'
            ).format(x - 58, y, x, y + 17, participant)

    def _lifelines(self) -> Markup:
        lines = "".join(f"M{x} 34V{self._bottom}" for x in self._columns.values())
        return Markup('<path class="life" d="{}"/>').format(lines)

    def _row(self, row: Row, y: int) -> Markup:
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

    def _arrow(self, arrow: Arrow, y: int) -> Markup:
        start, end = self._columns[arrow.source], self._columns[arrow.target]
        forward = 1 if end >= start else -1
        tip = end - forward
        mark = f"M{tip} {y}m{-7 * forward}-4 {7 * forward} 4 {-7 * forward} 4"
        if arrow.lost:
            mark = f"M{tip - 8 * (forward > 0)} {y}m0-4 8 8m0-8-8 8"
        words = f"{arrow.label}: {arrow.outcome} ({arrow.detail})"
        room = max(int((abs(end - start) - 14) / _LETTER_WIDTH) - len(arrow.outcome) - 1, 12)
        return Markup(
            '<g class="{}"><title>{}</title><path d="M{} {}H{}"/><path d="{}"/>{}{}</g>'
        ).format(
            " ".join(_classes(arrow)), words, start, y, tip, mark,
            self._label(arrow, room, (start + end) // 2, y), self._time(arrow.at_us, y),
        )  # fmt: skip

    def _label(self, arrow: Arrow, room: int, x: int, y: int) -> Markup:
        return Markup('<text class="label" x="{}" y="{}">{} <tspan>{}</tspan></text>').format(
            x, y - 6, _shortened(arrow.label, room), arrow.outcome
        )

    def _note(self, note: Note, y: int) -> Markup:
        room = int((self._right - self._left - 20) / _LETTER_WIDTH)
        return Markup(
            '<g class="note{}"><title>{}</title>'
            '<rect x="{}" y="{}" width="{}" height="22" rx="4"/>'
            '<text x="{}" y="{}">{}</text>{}</g>'
        ).format(
            " bad" if note.bad else "", note.text,
            self._left, y - 18, self._right - self._left,
            self._left + 10, y - 3, _shortened(note.text, room), self._time(note.at_us, y - 3),
        )  # fmt: skip

    def _aside(self, text: str, y: int) -> Markup:
        return Markup('<text class="aside" x="{}" y="{}">{}</text>').format(
            (self._left + self._right) // 2, y - 2, text
        )

    def _time(self, at_us: int, y: int) -> Markup:
        """The time of a row, left out where it reads like the one before."""
        time = elapsed(at_us - self._started_us)
        if time == self._last_time:
            return Markup("")
        self._last_time = time
        return Markup('<text class="time" x="0" y="{}">{}</text>').format(y, time)


def _classes(arrow: Arrow) -> Iterator[str]:
    yield "arrow"
    if arrow.webhook:
        yield "webhook"
    if arrow.failed:
        yield "bad"
    if arrow.lost:
        yield "lost"
    if arrow.marked:
        yield "marked"


def _shortened(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"
