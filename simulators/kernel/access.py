"""Who may call: OAuth2 client credentials, an API key, or requests signed with HMAC.

Secrets are derived from the world's seed. A caller that is let in is named; the name goes into
the journal and the audit trail.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import parse_qs

import msgspec

from .chance import Chance
from .clock import SECOND_US
from .fields import Body
from .problems import Malformed, Unauthenticated
from .wire import Call, Operation, Reply, Surface, WireRequest

CONNECTOR = "connector"


class Access(Protocol):
    """Decides who a caller is."""

    def caller(self, request: WireRequest) -> str:
        """The caller's name; Unauthenticated when it proves nothing."""

    def signed_anew(self, request: WireRequest) -> WireRequest:
        """A request that was changed on its way, as if its caller had sent it so."""

    def credentials(self) -> Mapping[str, str]:
        """What a connector is given to get in, by setting name."""

    def operations(self) -> list[Operation]:
        """The operations that access itself needs, such as a token endpoint."""

    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """What a request has to carry, all of it, as security schemes of OpenAPI by their names."""


class TokenRequest(Body, frozen=True):
    """Client credentials, sent as a form."""

    grant_type: Literal["client_credentials"]
    client_id: str
    client_secret: str


@dataclass
class ApiKey:
    """A fixed key in a header."""

    key: str
    header: str = "x-api-key"

    def caller(self, request: WireRequest) -> str:
        """The connector, if the key is right."""
        given = request.headers.get(self.header, "")
        if not hmac.compare_digest(given.encode(), self.key.encode()):
            raise Unauthenticated(f"the header {self.header} does not hold the key of this system")
        return CONNECTOR

    def signed_anew(self, request: WireRequest) -> WireRequest:
        """The key is about no request."""
        return request

    def credentials(self) -> Mapping[str, str]:
        """The key."""
        return {"api_key": self.key}

    def operations(self) -> list[Operation]:
        """None are needed."""
        return []

    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """The key in its header."""
        return {"apiKey": _header(self.header, "The key of this system.")}


class OAuth2:
    """Client credentials for a bearer token that expires (RFC 6749, section 4.4)."""

    def __init__(self, system: str, chance: Chance, now_us: Callable[[], int], *, lifetime_s: int) -> None:
        self._chance = chance
        self._now_us = now_us
        self._system = system
        self.lifetime_s = lifetime_s
        self.client_id = f"{system}-client"
        self.client_secret = chance.hexadecimal(system, "client_secret")
        self._expires_us: dict[str, int] = {}
        self._issued = 0

    def caller(self, request: WireRequest) -> str:
        """The connector, if its token is one of ours and has not expired."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        expires_us = self._expires_us.get(token) if scheme.lower() == "bearer" else None
        if expires_us is None:
            raise Unauthenticated("no bearer token of this system; get one at POST /oauth/token")
        if self._now_us() >= expires_us:
            raise Unauthenticated("the token has expired; get a new one at POST /oauth/token")
        return CONNECTOR

    def signed_anew(self, request: WireRequest) -> WireRequest:
        """The token is about no request."""
        return request

    def credentials(self) -> Mapping[str, str]:
        """Client id and secret."""
        return {"client_id": self.client_id, "client_secret": self.client_secret}

    def operations(self) -> list[Operation]:
        """The token endpoint."""
        token = Operation(
            "issue_token", "POST", "/oauth/token", self._issue, TokenRequest,
            surface=Surface.OPEN, form=True, secret=True,
            summary="A bearer token for client credentials (RFC 6749, section 4.4).",
        )  # fmt: skip
        return [token]

    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """The flow of client credentials; the token's URL is relative to the document."""
        flow = {"tokenUrl": "oauth/token", "scopes": {}}
        return {"oauth2": {"type": "oauth2", "flows": {"clientCredentials": flow}}}

    def expire_all(self) -> None:
        """Forget every token, as a vendor's restart does."""
        self._expires_us.clear()

    def _issue(self, call: Call) -> Reply:
        try:
            form = {name: values[-1] for name, values in parse_qs(call.raw.decode()).items()}
        except UnicodeDecodeError:
            raise Malformed("the token request is not a form in UTF-8") from None
        if form.get("grant_type") != "client_credentials":
            raise Malformed("grant_type has to be client_credentials", field="grant_type")
        given = (form.get("client_id", ""), form.get("client_secret", ""))
        expected = (self.client_id, self.client_secret)
        if not hmac.compare_digest("\0".join(given).encode(), "\0".join(expected).encode()):
            raise Unauthenticated("client_id and client_secret are not those of this system")
        now_us = self._now_us()
        self._expires_us = {t: at for t, at in self._expires_us.items() if at > now_us}
        self._issued += 1
        token = self._chance.hexadecimal(self._system, "token", self._issued)
        self._expires_us[token] = now_us + self.lifetime_s * SECOND_US
        body = {"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime_s}
        return Reply(body, headers={"cache-control": "no-store"})


class SignedRequests:
    """Every request carries an HMAC-SHA256 of what it asks, and the time of asking.

    The signature is the lower-case hexadecimal digest of method, path with query, timestamp in
    milliseconds and the SHA-256 of the body in hexadecimal, joined with line feeds. The path is
    the one below the base URL.

    ``tolerance_s`` is how far the timestamp may be away from the system's time. None switches
    this check off: where the world's time is moved or scaled, a connector that reads a real clock
    could never be right.
    """

    def __init__(
        self,
        system: str,
        chance: Chance,
        now_us: Callable[[], int],
        *,
        tolerance_s: int | None = 300,
    ) -> None:
        self._now_us = now_us
        self._tolerance_s = tolerance_s
        self.key_id = f"{system}-key"
        self.secret = chance.hexadecimal(system, "signing_secret")

    def caller(self, request: WireRequest) -> str:
        """The connector, if the signature fits the request and is fresh."""
        stamp = request.headers.get("x-timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 15):
            raise Unauthenticated("x-timestamp has to hold epoch milliseconds")
        if not self._fresh(int(stamp) * 1000):
            raise Unauthenticated(
                f"x-timestamp is more than {self._tolerance_s} s away from this system's time"
            )
        expected = signature(self.secret, request, stamp)
        given = request.headers.get("x-signature", "")
        right_key = request.headers.get("x-key-id") == self.key_id
        if not hmac.compare_digest(given.encode(), expected.encode()) or not right_key:
            raise Unauthenticated("x-key-id and x-signature do not fit this request")
        return CONNECTOR

    def _fresh(self, at_us: int) -> bool:
        if self._tolerance_s is None:
            return True
        return abs(at_us - self._now_us()) <= self._tolerance_s * SECOND_US

    def signed_anew(self, request: WireRequest) -> WireRequest:
        """Its signature is that of what it asks now."""
        stamp = request.headers.get("x-timestamp", "")
        headers = {**request.headers, "x-signature": signature(self.secret, request, stamp)}
        return msgspec.structs.replace(request, headers=headers)

    def credentials(self) -> Mapping[str, str]:
        """Key id and signing secret."""
        return {"key_id": self.key_id, "secret": self.secret}

    def operations(self) -> list[Operation]:
        """None are needed."""
        return []

    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """Three headers that only together let anybody in."""
        return {
            "keyId": _header("x-key-id", "The name of the signing key."),
            "timestamp": _header("x-timestamp", "The time of asking, in epoch milliseconds."),
            "signature": _header(
                "x-signature",
                "HMAC-SHA256 in lower-case hexadecimal of method, path with query, x-timestamp and "
                "the hexadecimal SHA-256 of the body, joined with line feeds; the path is the one "
                "below the base URL.",
            ),
        }


def _header(name: str, description: str) -> dict[str, str]:
    return {"type": "apiKey", "in": "header", "name": name, "description": description}


def signature(secret: str, request: WireRequest, stamp: str) -> str:
    """The signature that SignedRequests expects."""
    target = f"{request.path}?{request.query}" if request.query else request.path
    body_digest = hashlib.sha256(request.body).hexdigest()
    text = f"{request.method}\n{target}\n{stamp}\n{body_digest}"
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()
