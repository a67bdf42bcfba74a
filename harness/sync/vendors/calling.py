"""One request to a vendor and what comes of it: an answer, Refused, or Unclear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from ...errors import OrdergateError
from ..errors import (
    Deferred,
    Down,
    Garbled,
    LoginRefused,
    Misread,
    NotDone,
    Rejected,
    Resting,
    ServerFailed,
    Stale,
    Throttled,
    Unclear,
    Unreachable,
)
from ..ports import SECOND_US, ClockPort, HttpPort, HttpRequest, HttpResponse
from ..retry import RetryPolicy
from ..times import instant_of
from .access import Access

ReplyT = TypeVar("ReplyT")

_JSON = {"content-type": "application/json"}
_ACCEPTED = 202
_UNAVAILABLE = 503
_NO_ANSWER = (408, 429)
_DETAIL_LENGTH_MAX = 300
READ_AGAIN_US = (SECOND_US, 3 * SECOND_US)
"""The pauses before a question is asked again; an order is not, before it was looked what came of it."""
_PATIENCE = 3
"""So many requests in a row that nobody took (or 503), and the vendor is left alone for a while."""
_SILENCE_US = 1800 * SECOND_US
"""A vendor that has answered nothing at all for so long is down, in however many ways it fails."""


class Caller:
    """The way to one vendor: proves who calls, reads answers, and keeps to the pauses asked for."""

    def __init__(
        self,
        vendor: str,
        port: HttpPort,
        clock: ClockPort,
        access: Access,
        retry: RetryPolicy,
    ) -> None:
        self.vendor = vendor
        self._port = port
        self._clock = clock
        self._access = access
        self._retry = retry
        self._decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
        self._rest_until_us = 0
        self._untaken = 0
        self._silent_since_us: int | None = None

    async def ask(
        self, path: str, form: type[ReplyT], query: Mapping[str, str | int] | None = None
    ) -> ReplyT:
        """The answer to a question (GET), which is asked again at once if nobody knows what came of it."""
        target = urlencode(query) if query else ""
        for pause_us in READ_AGAIN_US:
            try:
                return await self._asked(path, target, form)
            except Unclear:
                if self._untaken:  # Nobody is there: that is no glitch.
                    raise
                await self._clock.sleep_until(self._clock.now_us() + pause_us)
        return await self._asked(path, target, form)

    async def _asked(self, path: str, target: str, form: type[ReplyT]) -> ReplyT:
        response = await self._send("GET", path, target, {}, b"")
        try:
            return self._decoder(form).decode(response.body)
        except msgspec.ValidationError as error:
            raise Misread(f"{self.vendor} answered GET {path} otherwise than known: {error}") from None
        except msgspec.DecodeError:
            raise Garbled(f"{self.vendor} answered GET {path} with no JSON") from None

    async def tell(
        self,
        path: str,
        body: Any,
        form: type[ReplyT],
        *,
        key: str = "",
        method: str = "POST",
        version: int | None = None,
        query: Mapping[str, str] | None = None,
    ) -> ReplyT:
        """The answer to an order (POST, PATCH); ``key`` names its one effect, ``version`` its basis."""
        headers = dict(_JSON)
        if key:
            headers["idempotency-key"] = key
        if version is not None:
            headers["if-match"] = f'"{version}"'
        target = urlencode(query) if query else ""
        with _an_order():
            response = await self._send(method, path, target, headers, msgspec.json.encode(body))
            try:
                self._check_done(f"{method} {path}", response)
                return self._decoder(form).decode(response.body)
            except msgspec.DecodeError as error:
                raise Garbled(
                    f"{self.vendor} answered {method} {path} with {response.status} and a body "
                    f"that cannot be read: {error}"
                ) from None

    async def instruct(self, path: str, body: Any, *, key: str = "") -> None:
        """Give an order whose answer says nothing beyond that it was carried out."""
        headers = {**_JSON, "idempotency-key": key} if key else dict(_JSON)
        with _an_order():
            response = await self._send("POST", path, "", headers, msgspec.json.encode(body))
            try:
                self._check_done(f"POST {path}", response)
                msgspec.json.decode(response.body or b"{}", type=_Answer)
            except msgspec.MsgspecError:
                raise Garbled(f"{self.vendor} answered POST {path} with a body that cannot be read") from None

    def _check_done(self, request: str, response: HttpResponse) -> None:
        """NotDone when the status says yes, and errors in the body say no."""
        if b'"errors"' not in response.body:
            return
        if errors := msgspec.json.decode(response.body, type=_Answer).errors:
            told = str(errors)[:_DETAIL_LENGTH_MAX]
            raise NotDone(f"{self.vendor} answered {request} with {response.status} and errors: {told}")

    def _decoder(self, form: type[ReplyT]) -> msgspec.json.Decoder[ReplyT]:
        if form not in self._decoders:
            self._decoders[form] = msgspec.json.Decoder(form)
        return self._decoders[form]

    async def _send(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> HttpResponse:
        self._refuse_while_resting()
        try:
            return await self._carried_out(method, path, query, headers, body)
        except (Unreachable, Throttled, Unclear) as trouble:
            if self._silent_since_us is None:
                self._silent_since_us = self._clock.now_us()
            if not self._is_silent():
                raise
            self._rest(self._retry.cap_s * SECOND_US)
            text = f"{self.vendor} has answered nothing for long, and is down: {trouble}"
            raise Down(text, until_us=self._rest_until_us) from trouble

    def _is_silent(self) -> bool:
        since_us = self._silent_since_us
        return since_us is not None and self._clock.now_us() - since_us >= _SILENCE_US

    async def _carried_out(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> HttpResponse:
        target = f"{path}?{query}" if query else path
        response = HttpResponse(0)
        for last in (False, True):
            proof = await self._login(method, target, body)
            response = await self._exchange(HttpRequest(method, path, query, {**headers, **proof}, body))
            if response.status != 401 or last or not self._access.refused(proof):
                break
        if response.status == _ACCEPTED:
            raise Deferred(f"{self.vendor} accepted {method} {path} for later, and does it perhaps")
        if 200 <= response.status < 300:
            return response
        raise self._failure(f"{method} {path}", response)

    async def _login(self, method: str, target: str, body: bytes) -> dict[str, str]:
        try:
            return await self._access.headers(method, target, body)
        except (Unreachable, ServerFailed) as nobody:
            self._note_untaken()
            self._leave_alone(nobody)
            raise

    async def _exchange(self, request: HttpRequest) -> HttpResponse:
        try:
            response = await self._port.send(request)
        except Unreachable as nobody:
            self._note_untaken()
            self._leave_alone(nobody)
            raise
        if response.status == _UNAVAILABLE:
            self._note_untaken()
            self._leave_alone(None)
        else:
            self._untaken = 0
        if response.status < 500 and response.status not in _NO_ANSWER:
            self._silent_since_us = None
        return response

    def _note_untaken(self) -> None:
        self._untaken += 1
        if self._untaken >= _PATIENCE:
            pause_us = self._retry.pause_us(self._untaken - _PATIENCE + 1)
            self._rest(pause_us)

    def _rest(self, pause_us: int) -> None:
        """Leave the vendor alone for so long; a shorter pause does not end a longer one."""
        self._rest_until_us = max(self._rest_until_us, self._clock.now_us() + pause_us)

    def _leave_alone(self, nobody: Exception | None) -> None:
        """A vendor that is down as a whole costs no document its attempts."""
        if self._untaken >= _PATIENCE:
            raise Down(f"{self.vendor} is down, and left alone", until_us=self._rest_until_us) from nobody

    def _refuse_while_resting(self) -> None:
        if self._clock.now_us() < self._rest_until_us:
            down = self._untaken >= _PATIENCE or self._is_silent()
            raise Resting(f"{self.vendor} is left alone for now", until_us=self._rest_until_us, down=down)

    def _failure(self, request: str, response: HttpResponse) -> OrdergateError:
        status = response.status
        pause_us = self._asked_pause(response)
        detail, field = _problem(response.body)
        text = f"{self.vendor} refused {request} with {status}: {detail}"
        if status == 429:
            self._rest(pause_us or SECOND_US)
            return Throttled(text, retry_after_us=pause_us)
        if status == 503 and pause_us:
            self._rest(pause_us)
        if status >= 500 or status == 408:
            failed = f"{self.vendor} failed at {request} with {status}: {detail}"
            return ServerFailed(failed, status=status, retry_after_us=pause_us)
        if status == 401:
            return LoginRefused(text)
        if status == 412:
            return Stale(text)
        return Rejected(text, status=status, field=field)

    def _asked_pause(self, response: HttpResponse) -> int | None:
        text = response.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return int(text) * SECOND_US
        try:
            at_us = instant_of(parsedate_to_datetime(text).isoformat())
        except (ValueError, TypeError):
            return None
        return max(0, at_us - self._clock.now_us())


@contextmanager
def _an_order() -> Iterator[None]:
    """What is unclear about an order may have been done and show late, but for what a vendor turned away."""
    try:
        yield
    except ServerFailed as failed:
        failed.may_show_late = failed.status != _UNAVAILABLE
        raise
    except Unclear as unclear:
        unclear.may_show_late = True
        raise


class _Answer(msgspec.Struct, frozen=True):
    errors: list[Any] = []


class _Problem(msgspec.Struct, frozen=True):
    detail: str = ""
    title: str = ""
    field: str | None = None


def _problem(body: bytes) -> tuple[str, str | None]:
    try:
        problem = msgspec.json.decode(body, type=_Problem)
    except msgspec.MsgspecError:
        return "no problem details", None
    text = problem.detail or problem.title or "no problem details"
    return text[:_DETAIL_LENGTH_MAX], problem.field
