"""Tells which events touch the documents that a finding names, or documents made from them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..findings import Finding
from .journal_reader import Delivery, Event, Exchange

_DOCUMENTS_MAX = 200
_LETTERS_MIN = 4  # The number of a line, such as 1, stands everywhere.
_CREATED_AT_ONCE_MAX = 5  # A call that makes more than this serves many orders.


class Documents:
    """The identifiers of the order and the documents that findings name."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._identifiers: dict[str, None] = {}
        self._pattern: re.Pattern[str] | None = None
        for finding in findings:
            self._add([finding.order or "", *finding.documents])

    def __bool__(self) -> bool:
        return self._pattern is not None

    @property
    def identifiers(self) -> tuple[str, ...]:
        """What is looked for, the named ones first."""
        return tuple(self._identifiers)

    def follow(self, event: Event) -> None:
        """Look from now on also for what a call about these documents has created.

        So the ERP's order is found under its own number after the call that made it from the
        marketplace's order.
        """
        if isinstance(event, Exchange) and 0 < len(event.created) <= _CREATED_AT_ONCE_MAX:
            asked = (event.path, event.query, event.request, *event.created)
            if any(self._named_in(text) for text in asked if text):
                self._add(event.created)

    def touched_by(self, event: Event) -> bool:
        """Whether a call or a webhook carries one of the identifiers, or changed its document."""
        return any(self._named_in(text) for text in _texts(event) if text)

    def named_by(self, event: Event) -> int:
        """How many of the identifiers it carries."""
        if self._pattern is None:
            return 0
        return len({found[0] for text in _texts(event) if text for found in self._pattern.finditer(text)})

    def _add(self, documents: Iterable[str]) -> None:
        before = len(self._identifiers)
        for document in documents:
            identifier = document.split()[-1] if document.split() else ""
            if len(identifier) >= _LETTERS_MIN and len(self._identifiers) < _DOCUMENTS_MAX:
                self._identifiers[identifier] = None
        if len(self._identifiers) > before:
            listed = "|".join(re.escape(identifier) for identifier in self._identifiers)
            self._pattern = re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])")

    def _named_in(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(text) is not None


def _texts(event: Event) -> tuple[str | None, ...]:
    if isinstance(event, Delivery):
        return (event.subject,)
    if not isinstance(event, Exchange):
        return ()
    return (event.path, event.query, *event.changed, event.request, event.reply)
