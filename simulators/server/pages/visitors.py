"""Who may open the pages: a browser on this machine that once brought the control token.

The token comes in the address that is printed at the start, and is traded at once for a cookie, so
that it stays in no history. The cookie holds a value made from the token: cookies do not know ports,
and another server on this machine that is sent it learns nothing that opens the control surface.
"""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from ...kernel.problems import Forbidden, Unauthenticated
from ...kernel.wire import WireReply, WireRequest
from ..gate import ControlToken

_WAY_IN = (
    "open the address that was printed when the server started; it ends in /?token= and the control token"
)


class Visitors:
    """Trades the control token for a cookie, and knows whom it gave one."""

    def __init__(self, token: ControlToken, base_url: str) -> None:
        self._gate = token
        self._origin = _origin_of(base_url)
        # Two servers on one machine share the cookies of 127.0.0.1: each has a name of its own.
        self.cookie = f"ordergate-{urlsplit(base_url).port or 80}"
        self._value = hmac.new(token.token.encode(), b"pages", hashlib.sha256).hexdigest()

    def arriving(self, request: WireRequest) -> WireReply | None:
        """The cookie for a browser that brings the token; None when it brings none."""
        given = parse_qs(request.query).get("token")
        if given is None:
            return None
        self._gate.admit_from(request)
        if not hmac.compare_digest(given[-1].encode("utf-8", "replace"), self._gate.token.encode()):
            raise Unauthenticated(f"the token in the address is not this server's; {_WAY_IN}")
        cookie = f"{self.cookie}={self._value}; Path=/; HttpOnly; SameSite=Strict"
        return WireReply(303, {"location": "/", "set-cookie": cookie, "cache-control": "no-store"})

    def admit(self, request: WireRequest) -> None:
        """Refuse who has no cookie, and whoever presses a button from a page that is not ours."""
        self._gate.admit_from(request)
        if not hmac.compare_digest(self._brought(request).encode("utf-8", "replace"), self._value.encode()):
            raise Unauthenticated(f"this browser has not shown the control token; {_WAY_IN}")
        if request.method == "POST":
            # To a browser all ports of this machine are one site, so the cookie alone proves little.
            origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
            if not host or origin not in (f"http://{host}", self._origin):
                raise Forbidden(
                    f"a button was pressed from {origin or 'an unnamed page'}, not from a page of http://{host}"
                )

    def _brought(self, request: WireRequest) -> str:
        try:
            found = SimpleCookie(request.headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return ""
        return "" if found is None else found.value


def _origin_of(base_url: str) -> str:
    """The origin of our pages for a browser that comes through a proxy."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"
