"""Errors that a client of a simulated system can meet, rendered as RFC 9457 problem details.

Refusal              the request was understood and did not happen; nothing was changed
├── Malformed        400: the body or a parameter is not of the form that the API takes
├── Unauthenticated  401
├── Declined         402: whoever holds the money says no; the same request may succeed another day
├── Forbidden        403
├── NotFound         404
├── MethodRefused    405
├── Conflict         409: it clashes with what the system holds
│   └── lifecycle.IllegalMove
├── StaleVersion     412: If-Match names a version that is no longer the current one
├── Unprocessable    422: the form is right, the trade forbids it
├── PreconditionMissing 428: the operation needs If-Match
└── TooMany          429: a quota is used up; carries Retry-After
"""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):
    """The request did not happen, and nothing was changed.

    ``field`` names what is wrong in the request, as a path such as ``lines[0].quantity``.
    """

    status: ClassVar[int] = 422
    code: ClassVar[str] = "refused"

    def __init__(self, detail: str, *, field: str | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.retry_after_s = retry_after_s

    def as_problem(self) -> dict[str, Any]:
        """The problem+json body (RFC 9457)."""
        body: dict[str, Any] = {
            "type": f"urn:problem:{self.code}",
            "title": self.code.replace("-", " "),
            "status": self.status,
            "detail": self.detail,
        }
        if self.field is not None:
            body["field"] = self.field
        return body


class Malformed(Refusal):
    """The body or a parameter is not of the form that the API takes."""

    status = 400
    code = "malformed"


class Unauthenticated(Refusal):
    """The caller did not prove who it is."""

    status = 401
    code = "unauthenticated"


class Declined(Refusal):
    """Whoever holds the money says no."""

    status = 402
    code = "declined"


class Forbidden(Refusal):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(Refusal):
    """There is no such document."""

    status = 404
    code = "not-found"


class MethodRefused(Refusal):
    """The path exists and does not answer to this method."""

    status = 405
    code = "method-not-allowed"


class Conflict(Refusal):
    """The request clashes with what the system holds."""

    status = 409
    code = "conflict"


class StaleVersion(Refusal):
    """If-Match names a version that is no longer the current one."""

    status = 412
    code = "stale-version"


class Unprocessable(Refusal):
    """The form is right, and the rules of the trade forbid it."""

    status = 422
    code = "unprocessable"


class PreconditionMissing(Refusal):
    """The operation needs an If-Match header."""

    status = 428
    code = "precondition-missing"


class TooMany(Refusal):
    """A quota is used up; try again after ``retry_after_s`` seconds."""

    status = 429
    code = "too-many-requests"
