"""What can come of asking a vendor for something, and of trying to carry a document.

OrdergateError
├── Refused               it did not happen: free to try again when ``transient``
│   ├── Unreachable       the request was never sent, or nobody took it
│   ├── Resting           not sent, because the vendor asked to be left alone until an instant
│   │   └── Down          sent, and nobody was there, as so often just before: it is left alone too
│   ├── Throttled         429, with the pause that the vendor asks for
│   ├── LoginRefused      401 with a fresh token, or with a key that does not change
│   ├── NotDone           200 with errors in the body: nothing was done
│   ├── Stale             412: what was decided on has changed; read again and decide again
│   ├── Rejected          any other 3xx or 4xx: asking again would be refused again
│   └── Misread           the answer to a question is of a form that this engine does not know
├── Unclear               it may have happened: look before asking again
│   ├── NoAnswer          sent, and no answer came
│   ├── Deferred          202: accepted for later, and nobody will say what came of it
│   ├── ServerFailed      5xx or 408, which can follow a commit
│   └── Garbled           the answer to an order cannot be read
├── Missing               something that has to come first is not there yet
├── Unsuitable            the document itself cannot be carried; a person has to look at it
└── Severed               the store was cut off while the engine ran
"""

from __future__ import annotations

from ..errors import OrdergateError


class Refused(OrdergateError):
    """It did not happen; ``transient`` says whether asking again can help."""

    transient: bool = True

    def __init__(self, text: str, *, retry_after_us: int | None = None) -> None:
        super().__init__(text)
        self.retry_after_us = retry_after_us


class Unreachable(Refused):
    """The request was never sent, or nobody took it."""


class Resting(Refused):
    """Not sent: the vendor asked to be left alone until an instant, or is ``down``, as others found."""

    def __init__(self, text: str, *, until_us: int, down: bool = False) -> None:
        super().__init__(text)
        self.until_us = until_us
        self.down = down


class Down(Resting):
    """Nobody was there, several times in a row; probably nothing happened, but look before asking again."""

    def __init__(self, text: str, *, until_us: int) -> None:
        super().__init__(text, until_us=until_us, down=True)


class Throttled(Refused):
    """The vendor's quota is used up (429)."""


class LoginRefused(Refused):
    """The vendor does not accept who we are, and a fresh token did not help (401)."""


class NotDone(Refused):
    """The vendor answered 200 with errors in the body: nothing was done, and nobody says for how long."""


class Stale(Refused):
    """What was decided on has changed meanwhile (412); read it again and decide again."""


class Rejected(Refused):
    """The vendor understood and said no; asking the same again would be refused again."""

    transient = False

    def __init__(self, text: str, *, status: int, field: str | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.field = field


class Misread(Refused):
    """The answer to a question is of a form that this engine does not know."""

    transient = False


class Unclear(OrdergateError):
    """It may have happened; look before asking again.

    ``may_show_late`` is for an order whose effect, if it has one, is perhaps not to be seen at once.
    """

    retry_after_us: int | None = None
    may_show_late = False


class NoAnswer(Unclear):
    """The request went out, and no answer came back."""


class Deferred(Unclear):
    """The vendor took the order for later (202), and will not say what came of it."""


class Doubtful(Unclear):
    """Refused, perhaps because an earlier attempt did it and lists do not show it yet."""

    may_show_late = True


class ServerFailed(Unclear):
    """The vendor failed while it worked on the request (5xx, 408), perhaps after it committed."""

    def __init__(self, text: str, *, status: int = 500, retry_after_us: int | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.retry_after_us = retry_after_us


class Garbled(Unclear):
    """An answer came back that cannot be read."""


class Missing(OrdergateError):
    """Something that has to come first is not there yet: the work of ``link`` with ``key``.

    ``lane`` is where that work stands in line, if that is known.
    """

    def __init__(self, text: str, *, link: str, key: str, lane: str = "") -> None:
        super().__init__(text)
        self.link = link
        self.key = key
        self.lane = lane


class Unsuitable(OrdergateError):
    """The document cannot be carried as it is; a person has to look at it."""


class Severed(OrdergateError):
    """The store was cut off while the engine ran, as when its machine dies."""
