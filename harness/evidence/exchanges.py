"""The exchanges that matter for a finding: those that touched its documents."""

from __future__ import annotations

from dataclasses import dataclass

from .curl import curl
from .documents import Documents
from .journal_reader import CONNECTOR, Delivery, Event, Exchange
from .masking import Masker
from .selection import Selection
from .sequence import outcome_of

_CHANGE, _WEBHOOK, _LOOK = range(3)


@dataclass(frozen=True)
class Shown:
    """A call or a webhook as a reader sees it: masked, its bodies cut to a readable length.

    ``number`` is that of its entry in the journal.
    """

    number: int
    at_us: int
    source: str
    target: str
    asked: str
    outcome: str
    failed: bool
    note: str = ""
    request: str = ""
    reply: str = ""
    curl: str = ""


@dataclass(frozen=True)
class ShownExchanges:
    """The exchanges to show; ``touching`` are the identifiers that they were picked by, if any."""

    items: tuple[Shown, ...]
    left_out: int
    touching: tuple[str, ...]


class Exchanges:
    """Picks, from a stream of events, the exchanges to show.

    They are those that touched the documents of the findings or, where no document is named, those
    that were refused or got no answer; and where nothing was found, also what the connector wrote.
    """

    def __init__(self, documents: Documents, limit: int, *, found: bool) -> None:
        self._documents = documents
        self._found = found
        self._picked: Selection[Exchange | Delivery] = Selection(limit)

    def add(self, event: Event) -> None:
        """Take in the next event."""
        if not isinstance(event, Exchange | Delivery):
            return
        if self._wanted(event):
            self._picked.add(event, _rank_of(event))

    def finished(self, masker: Masker, body_characters_max: int) -> ShownExchanges:
        """The exchanges, masked."""
        kept = self._picked.kept()
        items = [shown(each.item, masker, body_characters_max) for each in kept]
        return ShownExchanges(tuple(items), self._picked.weight - len(kept), self._documents.identifiers)

    def _wanted(self, event: Exchange | Delivery) -> bool:
        if self._documents:
            return self._documents.touched_by(event)
        return event.failed or (not self._found and writes(event))


def writes(event: Exchange | Delivery) -> bool:
    """Whether the connector asked for something to be changed."""
    if isinstance(event, Delivery) or event.caller != CONNECTOR:
        return False
    return event.method not in ("GET", "HEAD") and not event.path.endswith("/token")


def _rank_of(event: Exchange | Delivery) -> int:
    if event.failed:
        return _CHANGE
    if isinstance(event, Delivery):
        return _WEBHOOK
    return _LOOK if event.method == "GET" else _CHANGE


def shown(event: Exchange | Delivery, masker: Masker, body_characters_max: int) -> Shown:
    """The exchange, masked."""
    if isinstance(event, Delivery):
        return Shown(
            number=event.number,
            at_us=event.at_us,
            source=event.system,
            target=CONNECTOR,
            asked=masker.text(f"webhook {event.topic} {event.subject}"),
            outcome=outcome_of(event),
            failed=event.failed,
            note=masker.url(f"attempt {event.attempt} at {event.to}"),
        )
    request = masker.body(event.request) if event.request else ""
    reply = masker.body(event.reply) if event.reply else ""
    target = masker.url(event.target)
    return Shown(
        number=event.number,
        at_us=event.at_us,
        source=masker.who(event.caller),
        target=event.system,
        asked=f"{event.method} {target}",
        outcome=outcome_of(event),
        failed=event.failed,
        note=_effect(event, masker),
        request=_cut(request, body_characters_max),
        reply=_cut(reply, body_characters_max),
        curl=curl(event, masker, data_max=2 * body_characters_max),
    )


def _effect(event: Exchange, masker: Masker) -> str:
    if not event.changed:
        return ""
    changed = ", ".join(dict.fromkeys(masker.text(document) for document in event.changed))
    although = "the caller got no answer, although this " if event.status is None else ""
    return f"{although}changed {_cut(changed, 300)}"


def _cut(text: str, characters_max: int) -> str:
    if len(text) <= characters_max:
        return text
    return f"{text[:characters_max].rstrip()}\n… {len(text) - characters_max:,} more characters"
