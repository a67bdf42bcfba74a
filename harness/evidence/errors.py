"""What can stand in the way of evidence.

OrdergateError
└── UnreadableJournal    a journal is missing, or a line in it is not an entry
"""

from __future__ import annotations

from ..errors import OrdergateError


class UnreadableJournal(OrdergateError):
    """A journal is missing, or a line in it is not an entry."""
