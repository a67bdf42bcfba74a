"""Two charts of a load run as SVG: orders over time, and how long they took, under the same axis of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from .generator import Results, TimedOrder
from .profile import Shape

_WIDTH, _HEIGHT = 900, 230
_LEFT, _RIGHT, _TOP, _FOOT = 52, 12, 26, 30
_BINS_MAX = 90
_SECOND_US = 1_000_000

Line = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """A chart under its title; lines are points of (seconds, value) by their class, drawn in order."""

    title: str
    lines: Mapping[str, Line]
    limit: float | None
    span_s: float
    shape: Shape

    def drawn(self) -> Markup:
        """The chart as one ``<svg>`` element that takes its colours from the page around it."""
        top = _round_up(max([y for line in self.lines.values() for _, y in line] + [self.limit or 0, 1e-3]))
        parts = [
            f'<svg role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" xmlns="http://www.w3.org/2000/svg">',
            f"<title>{escape(self.title)}</title>",
            *self._phases(),
            *self._axes(top),
            *(self._line(name, line, top) for name, line in self.lines.items()),
        ]
        if self.limit is not None:
            y = self._y(self.limit, top)
            parts.append(f'<path class="limit" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>')
            parts.append(f'<text class="limit" x="{_WIDTH - _RIGHT - 4}" y="{y - 5}">limit of p95</text>')
        return Markup("".join([*parts, "</svg>"]))

    def _phases(self) -> Iterable[str]:
        begins = 0.0
        for number, (name, lasts) in enumerate(self.shape.model_dump().items()):
            ends = min(begins + lasts, self.span_s) if name != "drain_s" else self.span_s
            if ends > begins:
                x, width = self._x(begins), self._x(ends) - self._x(begins)
                yield (
                    f'<rect class="phase{number % 2}" x="{x}" y="{_TOP}" width="{width:.1f}" '
                    f'height="{_HEIGHT - _TOP - _FOOT}"/>'
                    f'<text class="phase" x="{x + 4}" y="{_TOP - 6}">{escape(_said(name, width))}</text>'
                )
            begins = ends

    def _axes(self, top: float) -> Iterable[str]:
        for share in (0.0, 0.5, 1.0):
            y = self._y(top * share, top)
            yield f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
            yield f'<text class="value" x="{_LEFT - 6}" y="{y + 4}">{top * share:g}</text>'
        step = _round_up(self.span_s / 10)
        for number in range(int(self.span_s / step) + 1):
            x = self._x(number * step)
            yield f'<text class="time" x="{x}" y="{_HEIGHT - 10}">{number * step:g} s</text>'

    def _line(self, name: str, line: Line, top: float) -> str:
        if not line:
            return ""
        points = " ".join(f"{self._x(x)},{self._y(y, top)}" for x, y in line)
        return f'<polyline class="line {escape(name)}" points="{points}"/>'

    def _x(self, at_s: float) -> float:
        return round(_LEFT + at_s / max(self.span_s, 1e-3) * (_WIDTH - _LEFT - _RIGHT), 1)

    def _y(self, value: float, top: float) -> float:
        return round(_HEIGHT - _FOOT - value / top * (_HEIGHT - _TOP - _FOOT), 1)


def charts(results: Results, shape: Shape, limits: Mapping[str, float]) -> tuple[Chart, Chart]:
    """Orders a second, and the time that they took by when they were placed."""
    span_s = max((results.ended_us - results.began_us) / _SECOND_US, 1e-3)
    width_s = max(1.0, span_s / _BINS_MAX)
    placed = [_at(order.placed_us, results) for order in results.orders]
    arrived = [_at(order.in_erp_us, results) for order in results.orders if order.in_erp_us is not None]
    rates = {"placed": _rate(placed, width_s, span_s), "arrived": _rate(arrived, width_s, span_s)}
    spans = {share: _times(results, width_s, share) for share in ("median", "slowest")}
    return (
        Chart("orders a second", rates, None, span_s, shape),
        Chart("seconds from placed to in the ERP", spans, limits.get("order_in_erp_p95_s"), span_s, shape),
    )


def _at(at_us: int, results: Results) -> float:
    return (at_us - results.began_us) / _SECOND_US


def _rate(instants_s: Iterable[float], width_s: float, span_s: float) -> Line:
    counts = Counter(int(at_s / width_s) for at_s in instants_s)
    return [((n + 0.5) * width_s, counts[n] / width_s) for n in range(int(span_s / width_s))]


def _times(results: Results, width_s: float, share: str) -> Line:
    bins: dict[int, list[float]] = {}
    for order in results.orders:
        bins.setdefault(int(_at(order.placed_us, results) / width_s), []).append(_took_s(order, results))
    chosen = max if share == "slowest" else _median
    return [((n + 0.5) * width_s, chosen(bins[n])) for n in sorted(bins)]


def _took_s(order: TimedOrder, results: Results) -> float:
    return ((order.in_erp_us or results.ended_us) - order.placed_us) / _SECOND_US


def _median(values: list[float]) -> float:
    return sorted(values)[(len(values) - 1) // 2]


def _said(name: str, width: float) -> str:
    words = name.removesuffix("_s").replace("_", "-")
    return words if width > 7 * len(words) else ""


def _round_up(value: float) -> float:
    """The next of 1, 2 and 5 times a power of ten."""
    scale = 1.0
    while scale > value:
        scale /= 10
    while scale * 10 <= value:
        scale *= 10
    return next(step * scale for step in (1, 2, 5, 10) if step * scale >= value)
