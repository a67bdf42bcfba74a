"""The ways to the four systems: credentials, errors, change feeds."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import requests
from requests.auth import AuthBase

Document = dict[str, Any]
log = logging.getLogger("connector")

_TIMEOUT_S = 10
_PAUSE_FIRST_S = 0.5
_PAUSE_MAX_S = 30.0


class Unavailable(Exception):
    """A system cannot answer now, or its answer was lost: look what happened, and try again later."""


class Refused(Exception):
    """A system said no: it did not happen, and asking again will not help."""

    def __init__(self, asked: str, status: int, detail: str) -> None:
        super().__init__(f"{asked} was refused with {status}: {detail}")
        self.status = status


class Token(AuthBase):
    """OAuth2 client credentials; a token is fetched when one is needed, and again when it expired."""

    def __init__(self, base_url: str, client_id: str, client_secret: str) -> None:
        self._url = f"{base_url}/oauth/token"
        self._form = {
            "grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret,
        }  # fmt: skip
        self._token = ""

    def expire(self) -> None:
        """Forget the token."""
        self._token = ""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if not self._token:
            reply = requests.post(self._url, data=self._form, timeout=_TIMEOUT_S)
            reply.raise_for_status()
            self._token = reply.json()["access_token"]
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class ApiKey(AuthBase):
    """A key in a header."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["x-api-key"] = self._key
        return request


class Signature(AuthBase):
    """HMAC over method, path below the base URL, time and body."""

    def __init__(self, base_url: str, key_id: str, secret: str) -> None:
        self._base_url = base_url
        self._key_id = key_id
        self._secret = secret.encode()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        assert isinstance(body, bytes), "requests encodes JSON itself"
        now_ms = str(time.time_ns() // 1_000_000)
        path = str(request.url).removeprefix(self._base_url)
        digest = hashlib.sha256(body).hexdigest()
        signed = "\n".join([str(request.method), path, now_ms, digest]).encode()
        request.headers["x-key-id"] = self._key_id
        request.headers["x-timestamp"] = now_ms
        request.headers["x-signature"] = hmac.new(self._secret, signed, "sha256").hexdigest()
        return request


class Api:
    """One system over HTTP. One that is in trouble is left alone for a while, and longer each time."""

    def __init__(self, name: str, base_url: str, auth: AuthBase) -> None:
        self.name = name
        self._base_url = base_url
        self._auth = auth
        self._http = requests.Session()
        self._paused_until = 0.0
        self._pause_s = _PAUSE_FIRST_S

    def get(self, path: str, **query: Any) -> Any:
        """What stands there."""
        return self._send("GET", path, query=query)

    def post(self, path: str, body: Document) -> Any:
        """Ask for something to happen."""
        return self._send("POST", path, body=body)

    def patch(self, path: str, body: Document, version: int) -> Any:
        """Change a document, if it still has this version."""
        return self._send("PATCH", path, body=body, headers={"If-Match": f'"{version}"'})

    def _send(
        self, method: str, path: str, *, body: Document | None = None,
        query: Document | None = None, headers: dict[str, str] | None = None,
    ) -> Any:  # fmt: skip
        asked = f"{method} {path} of the {self.name}"
        if time.monotonic() < self._paused_until:
            raise Unavailable(f"{asked} waits until the {self.name} is better")
        for last_try in (False, True):
            try:
                reply = self._http.request(
                    method, self._base_url + path, params=query, json=body, headers=headers,
                    auth=self._auth, timeout=_TIMEOUT_S,
                )  # fmt: skip
            except requests.RequestException as error:
                raise self._trouble(asked, str(error)) from error
            if reply.status_code != 401 or last_try or not isinstance(self._auth, Token):
                break
            self._auth.expire()
        if reply.status_code in (401, 408, 425, 429) or reply.status_code >= 500:
            raise self._trouble(asked, str(reply.status_code), reply.headers.get("Retry-After", ""))
        self._pause_s = _PAUSE_FIRST_S
        if reply.status_code >= 400:
            raise Refused(asked, reply.status_code, reply.text)
        try:
            return reply.json()
        except ValueError as error:
            raise self._trouble(asked, "an answer that is no JSON") from error

    def _trouble(self, asked: str, what: str, retry_after: str = "") -> Unavailable:
        pause_s = float(retry_after) if retry_after.isdecimal() else self._pause_s
        self._paused_until = time.monotonic() + pause_s
        self._pause_s = min(2 * self._pause_s, _PAUSE_MAX_S)
        return Unavailable(f"{asked} came to {what}; the next try is in {pause_s:g} s")


Page = tuple[list[Document], Any]
"""Documents in order of change, and the place to go on from."""
Read = Callable[[Any], Page]


class Feed:
    """The documents of one kind that changed since they were read last.

    It goes on from one pass before the last: paging over rows that change while they are read can
    skip one, timestamps are coarse, and a document that was seen costs nothing.
    """

    def __init__(self, name: str, read: Read, version: Callable[[Document], Any]) -> None:
        self.name = name
        self._read = read
        self._version = version
        self._places: tuple[Any, Any] = (None, None)
        self._seen: dict[str, Any] = {}

    def news(self) -> Iterator[tuple[str, Document]]:
        """Identifiers and documents that are new, or have another version than before."""
        before, last = self._places
        rows, place = self._read(before)
        self._places = (last, place)
        for row in rows:
            key, version = str(row.get("id") or row["Number"]), self._version(row)
            if self._seen.get(key) != version:
                self._seen[key] = version
                yield key, row


def shop_feed(shop: Api, table: str) -> Feed:
    """Marketplace: a time to start from, then tokens that can be used once."""

    def read(since: str | None) -> Page:
        query = {"updatedAfter": since} if since else {}
        rows: list[Document] = []
        while True:
            page = shop.get(f"/{table}", **query)
            rows += page[table]
            if "nextToken" not in page:
                newest = max((row["updatedAt"] for row in rows), key=datetime.fromisoformat, default=since)
                return rows, newest
            query = {"nextToken": page["nextToken"]}

    return Feed(f"shop {table}", read, lambda row: row["updatedAt"])


def erp_feed(erp: Api, table: str) -> Feed:
    """ERP: whole seconds, and offsets into rows that move to the end when they change."""

    def read(since: str | None) -> Page:
        query: Document = {"ChangedSince": since} if since else {}
        rows: list[Document] = []
        while True:
            page = erp.get(f"/{table}", **query)
            rows += page["Value"]
            if "NextOffset" not in page:
                return rows, max((row["ChangedAt"] for row in rows), default=since)
            query["Offset"] = page["NextOffset"]

    return Feed(f"erp {table}", read, lambda row: row["Version"])


def oms_feed(oms: Api, table: str) -> Feed:
    """OMS: a cursor that is given even when there is nothing more."""

    def read(cursor: str | None) -> Page:
        rows: list[Document] = []
        while True:
            page = oms.get(f"/{table}", **({"cursor": cursor} if cursor else {}))
            rows += page[table]
            cursor = page["next_cursor"] or cursor
            if not page[table] or page["next_cursor"] is None:
                return rows, cursor

    return Feed(f"oms {table}", read, lambda row: row["version"])


def wms_feed(wms: Api, table: str) -> Feed:
    """WMS: numbered pages, milliseconds."""

    def read(since: int | None) -> Page:
        query: Document = {} if since is None else {"changed_since_ms": since}
        name = table.replace("-", "_")
        rows: list[Document] = []
        while True:
            page = wms.get(f"/{table}", **query)
            rows += page[name]
            if page["page"] >= page["pages"]:
                return rows, max((row["changed_ms"] for row in rows), default=since)
            query["page"] = page["page"] + 1

    return Feed(f"wms {table}", read, lambda row: row["version"])
