"""From the events of a scenario to the rows of its sequence diagram."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from .documents import Documents
from .journal_reader import (
    CONNECTOR,
    Delivery,
    Disturbed,
    Event,
    Exchange,
    Found,
    Said,
    Settled,
)
from .masking import Masker
from .selection import Selection

PEOPLE = "people"
_LEFT_TO_RIGHT = (PEOPLE, "storefront", "marketplace", CONNECTOR, "pim", "crm", "oms", "erp", "wms")
_REMEMBERED_REPLIES = 256
_FOUND_MAX = 10  # The findings are listed above the diagram; here they only say when.
_NEWS, _CHANGE, _LOOK, _QUIET = range(4)


@dataclass(frozen=True, slots=True)
class Arrow:
    """A call or a webhook; ``marked`` when it touches the documents of a finding.

    ``number`` is that of its entry in the journal.
    """

    at_us: int
    source: str
    target: str
    label: str
    outcome: str
    detail: str
    failed: bool = False
    marked: bool = False
    webhook: bool = False
    lost: bool = False
    who: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Words across the diagram: what somebody did, what the judge found."""

    at_us: int
    text: str
    bad: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Calls in a row that brought nothing new, drawn as one."""

    at_us: int
    until_us: int
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Calls and webhooks that are left out here."""

    count: int


Row = Arrow | Note | Quiet | Gap


@dataclass(frozen=True)
class Diagram:
    """A sequence diagram: who takes part, from left to right, and what happens, from top to bottom."""

    participants: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int


class Sequence:
    """Builds the diagram of one scenario from its events, in one pass and in little memory."""

    def __init__(self, documents: Documents, limit: int) -> None:
        self._documents = documents
        self._rows: Selection[Arrow | Note | Quiet] = Selection(limit)
        self._polls = _Polls()
        self._quiet: Quiet | None = None
        self._found = 0

    def add(self, event: Event) -> None:
        """Take in the next event."""
        if isinstance(event, Exchange) and self._polls.brought_nothing(event, self._documents):
            held = self._quiet or Quiet(event.at_us, event.at_us, 0)
            self._quiet = replace(held, until_us=event.at_us, count=held.count + 1)
            return
        self._end_quiet()
        if isinstance(event, Exchange):
            arrow = _call(event, self._documents.touched_by(event))
            self._rows.add(arrow, _rank_of(event, arrow))
        elif isinstance(event, Delivery):
            arrow = _webhook(event, self._documents.touched_by(event))
            self._rows.add(arrow, _NEWS if arrow.failed or arrow.marked else _CHANGE)
        else:
            self._found += isinstance(event, Found)
            if self._found <= _FOUND_MAX or not isinstance(event, Found):
                self._rows.add(_note(event), _NEWS, weight=0)

    def finished(self, masker: Masker) -> Diagram:
        """The diagram, masked."""
        self._end_quiet()
        rows: list[Row] = []
        shown = 0
        for kept in self._rows.kept():
            if kept.before > shown:
                rows.append(Gap(kept.before - shown))
            rows.append(_masked(kept.item, masker))
            shown = kept.before + kept.weight
        if self._rows.weight > shown:
            rows.append(Gap(self._rows.weight - shown))
        left_out = sum(row.count for row in rows if isinstance(row, Gap))
        return Diagram(_participants(rows), tuple(rows), left_out)

    def _end_quiet(self) -> None:
        if self._quiet is not None:
            self._rows.add(self._quiet, _QUIET, weight=self._quiet.count)
            self._quiet = None


def _rank_of(event: Exchange, arrow: Arrow) -> int:
    if arrow.failed or arrow.marked or event.faults or (arrow.source == PEOPLE and event.method != "GET"):
        return _NEWS
    return _LOOK if event.method == "GET" else _CHANGE


def _call(event: Exchange, marked: bool) -> Arrow:
    by_connector = event.caller == CONNECTOR
    words = event.operation.replace("_", " ")
    if event.operation == "?":
        words = f"{event.method} {event.path}"
    return Arrow(
        at_us=event.at_us,
        source=CONNECTOR if by_connector else PEOPLE,
        target=event.system,
        label=words,
        who="" if by_connector else event.caller,
        outcome=outcome_of(event),
        detail=f"{event.method} {event.target}",
        failed=event.failed,
        marked=marked,
        lost=event.status is None,
        number=event.number,
    )


def _webhook(event: Delivery, marked: bool) -> Arrow:
    again = f", attempt {event.attempt}" if event.attempt > 1 else ""
    return Arrow(
        at_us=event.at_us,
        source=event.system,
        target=CONNECTOR,
        label=event.topic + again,
        outcome=outcome_of(event),
        detail=f"webhook {event.topic} {event.subject}, attempt {event.attempt}",
        failed=event.failed,
        marked=marked,
        webhook=True,
        lost=event.status is None,
        number=event.number,
    )


def outcome_of(event: Exchange | Delivery) -> str:
    """The status that the caller saw, what it could not know, and which faults it met."""
    faults = event.faults if isinstance(event, Exchange) else ()
    met = f" ({', '.join(faults)})".replace("_", " ") if faults else ""
    if event.status is not None:
        return f"{event.status}{met}"
    if isinstance(event, Exchange) and event.changed:
        return f"no answer, yet done{met}"
    return f"no answer{met}"


def _note(event: Said | Settled | Found | Disturbed) -> Note:
    if isinstance(event, Said):
        return Note(event.at_us, event.text, who=event.who)
    if isinstance(event, Found):
        return Note(event.at_us, f"rule {event.rule} is broken: {event.text}", bad=True)
    if isinstance(event, Disturbed):
        what = event.what.replace("_", " ")
        words = f"back to normal after {what}" if event.over else f"disturbed from here on: {what}"
        return Note(event.at_us, f"{event.system} is {words}", bad=not event.over)
    if event.ok:
        return Note(event.at_us, "everything has arrived")
    return Note(event.at_us, f"not everything arrived: {event.reason}", bad=True)


def _masked(row: Arrow | Note | Quiet, masker: Masker) -> Row:
    if isinstance(row, Arrow):
        label = masker.text(row.label)
        if row.who:
            label = f"{masker.who(row.who)}: {label}"
        return replace(row, label=label, detail=masker.url(row.detail), who="")
    if isinstance(row, Note):
        said_by = f"{masker.who(row.who)}: " if row.who else ""
        return replace(row, text=said_by + masker.text(row.text), who="")
    return row


def _participants(rows: list[Row]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for row in rows:
        if isinstance(row, Arrow):
            seen.update({row.source: None, row.target: None})
    known = [name for name in _LEFT_TO_RIGHT if name in seen]
    return (*known, *(name for name in seen if name not in _LEFT_TO_RIGHT))


class _Polls:
    """Knows a look that brought nothing: the same answer as last time, or an empty list.

    To ask in vain for a document of a finding is not nothing: it may be why it exists twice.
    """

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[str, str, str], str | None] = OrderedDict()

    def brought_nothing(self, event: Exchange, documents: Documents) -> bool:
        """Whether a person who reads the story can do without this call."""
        if event.caller != CONNECTOR or event.failed or event.faults:
            return False
        if event.method != "GET":
            return event.path.endswith("/token")  # The connector only signs in.
        if event.status == 304:
            return True
        asked = (event.system, event.operation, event.path)
        last = self._last.get(asked)
        self._last[asked] = event.reply_reference
        self._last.move_to_end(asked)
        if len(self._last) > _REMEMBERED_REPLIES:
            self._last.popitem(last=False)
        same = event.reply_reference is not None and event.reply_reference == last
        return same or (_is_empty_list(event.reply) and not documents.touched_by(event))


def _is_empty_list(body: str | None) -> bool:
    if body is None or "[]" not in body:
        return False
    try:
        parsed: Any = json.loads(body)
    except ValueError:
        return False
    if isinstance(parsed, dict):
        lists = [held for held in parsed.values() if isinstance(held, list)]
        return bool(lists) and not any(lists)
    return isinstance(parsed, list) and not parsed
