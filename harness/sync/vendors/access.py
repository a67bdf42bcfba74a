"""How the engine proves to a vendor who it is: a token that expires, a key, or a signature."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlencode

import msgspec

from ..errors import Garbled, LoginRefused, ServerFailed, Unreachable
from ..ports import SECOND_US, ClockPort, HttpPort, HttpRequest

_RENEWED_BEFORE_US = 30 * SECOND_US


class Access(Protocol):
    """Makes the headers that let a request in."""

    async def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """The headers for one request; ``target`` is the path with its query."""

    def refused(self, headers: Mapping[str, str]) -> bool:
        """Take note that these headers were refused; whether asking again makes sense."""


class KeyAccess:
    """A fixed key in a header."""

    def __init__(self, key: str, header: str = "x-api-key") -> None:
        self._headers = {header: key}

    async def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """The key."""
        del method, target, body
        return dict(self._headers)

    def refused(self, headers: Mapping[str, str]) -> bool:
        """A key does not change: no."""
        del headers
        return False


class SignedAccess:
    """An HMAC-SHA256 over method, path with query, epoch milliseconds and digest of the body."""

    def __init__(self, key_id: str, secret: str, clock: ClockPort) -> None:
        self._key_id = key_id
        self._secret = secret.encode()
        self._clock = clock

    async def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """Key id, time and signature."""
        stamp = str(self._clock.now_us() // 1000)
        text = "\n".join([method, target, stamp, hashlib.sha256(body).hexdigest()])
        signature = hmac.digest(self._secret, text.encode(), "sha256").hex()
        return {"x-key-id": self._key_id, "x-timestamp": stamp, "x-signature": signature}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """Another signature with the same secret would be refused as well: no."""
        del headers
        return False


class _Token(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int


class TokenAccess:
    """A bearer token for client credentials, kept until shortly before it expires."""

    def __init__(
        self, vendor: str, port: HttpPort, clock: ClockPort, *, client_id: str, client_secret: str
    ) -> None:
        self._vendor = vendor
        self._port = port
        self._clock = clock
        self._form = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": client_id,
                "client_secret": client_secret,
            }
        ).encode()
        self._authorization = ""
        self._good_until_us = 0
        self._renewal = asyncio.Lock()

    async def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """The token; a new one is fetched when it is about to expire, by one caller for all."""
        del method, target, body
        if self._clock.now_us() >= self._good_until_us:
            async with self._renewal:
                if self._clock.now_us() >= self._good_until_us:
                    await self._renew()
        return {"authorization": self._authorization}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """Forget the token, unless it was renewed meanwhile; a fresh one may be let in."""
        if headers.get("authorization") == self._authorization:
            self._good_until_us = 0
        return True

    async def _renew(self) -> None:
        asked_us = self._clock.now_us()
        response = await self._port.send(
            HttpRequest(
                "POST", "/oauth/token", "",
                {"content-type": "application/x-www-form-urlencoded"}, self._form,
            )
        )  # fmt: skip
        if response.status in (429, 503):
            raise Unreachable(f"{self._vendor} gives out no tokens now (status {response.status})")
        if response.status >= 500:
            raise ServerFailed(f"{self._vendor} failed to give out a token ({response.status})")
        if response.status != 200:
            raise LoginRefused(
                f"{self._vendor} gave no token (status {response.status}); "
                "see whether client_id and client_secret are those of this vendor"
            )
        try:
            token = msgspec.json.decode(response.body, type=_Token)
        except msgspec.MsgspecError:
            raise Garbled(f"{self._vendor} answered POST /oauth/token without a token") from None
        lifetime_us = token.expires_in * SECOND_US
        self._authorization = f"Bearer {token.access_token}"
        # A lifetime shorter than the margin still has to be good for something.
        self._good_until_us = asked_us + max(lifetime_us - _RENEWED_BEFORE_US, lifetime_us // 2)
