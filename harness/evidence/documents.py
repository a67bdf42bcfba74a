"""Tells which events touch the documents that a finding names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .journal_reader import Delivery, Event, Exchange
from .records import Finding

_DOCUMENTS_MAX = 200


class Documents:
    """The identifiers of the order and the documents that findings name."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        named: dict[str, None] = {}
        for finding in findings:
            for document in [finding.order or "", *finding.documents]:
                words = document.split()
                if words:
                    named[words[-1]] = None
        self.identifiers = tuple(named)[:_DOCUMENTS_MAX]
        listed = "|".join(re.escape(identifier) for identifier in self.identifiers)
        self._pattern = re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])") if listed else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def touched_by(self, event: Event) -> bool:
        """Whether a call or a webhook carries one of the identifiers, or changed its document."""
        if self._pattern is None:
            return False
        if isinstance(event, Delivery):
            return self._named_in(event.subject)
        if not isinstance(event, Exchange):
            return False
        texts = [event.path, event.query, *event.changed, event.request, event.reply]
        return any(self._named_in(text) for text in texts if text)

    def _named_in(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(text) is not None
