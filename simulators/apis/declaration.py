"""What a package declares: which system it gives a further API, what that does, and who is let in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..kernel.access import Access, ApiKey, OAuth2, SignedRequests
from ..kernel.settings import Settings
from ..kernel.system import Context
from ..kernel.wire import Operation

MakeAccess = Callable[[Context, Settings], Access]
"""Makes the access rules of an API in a new world; ``context.system`` is the name of the API."""

MakeOperations = Callable[[Any, Context], Iterable[Operation]]
"""Makes the operations of an API in a new world from the service of its system."""


def api_key(header: str = "x-api-key") -> MakeAccess:
    """Callers send a fixed key in a header; their credential is ``api_key``."""

    def make(context: Context, settings: Settings) -> Access:
        del settings
        return ApiKey(context.chance.hexadecimal(context.system, "api_key"), header.lower())

    return make


def oauth2(lifetime_s: int = 3600) -> MakeAccess:
    """Callers get a bearer token at ``POST /oauth/token`` for ``client_id`` and ``client_secret``."""

    def make(context: Context, settings: Settings) -> Access:
        del settings
        return OAuth2(context.system, context.chance, context.now_us, lifetime_s=lifetime_s)

    return make


def signed_requests() -> MakeAccess:
    """Callers sign each request with ``key_id`` and ``secret``, as those of our warehouse do."""

    def make(context: Context, settings: Settings) -> Access:
        tolerance_s = settings.signature_tolerance_s
        return SignedRequests(context.system, context.chance, context.now_us, tolerance_s=tolerance_s)

    return make


@dataclass(frozen=True)
class OwnApi:
    """A further API of a system, over the very service that is behind its first one.

    ``operations`` is called once in each new world, with the service and with the context (clock,
    chance, identifiers, journal). Everything that can be remembered is in the service: an API has
    no documents of its own.
    """

    system: str
    operations: MakeOperations
    access: MakeAccess = field(default_factory=api_key)
