"""A connector in any language, as a served world sees it: it runs, answers its probes, and makes requests."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec

from ..config.model import Settle
from ..errors import ConnectorTrouble, UsageError
from ..judge.scope import Accounts
from ..world.accounts import in_words_of_the_judge
from ..world.edges import Stopwatch, wait
from .asking import AnswerTooLong, answer_from
from .program import Program

_ANSWER_LIMIT_S = 5.0
_LAST_WORDS_LENGTH = 600
_LOOK_EVERY_S = 0.1
_BROKEN = (httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError)


class ForeignConnector:
    """The adapter of RemoteConnector for a black box.

    Nothing is known of its inside but what its optional probes say, so it is taken to be done when
    its polls have certainly come round without bringing anything new. One that has answered a probe
    and cannot be reached while its process lives is taken to restart, for ``restart_limit_s``.
    """

    def __init__(
        self, program: Program, settle: Settle, *, requests_max: int, restart_limit_s: float = 0.0
    ) -> None:
        self._program = program
        self._settle = settle
        self._requests_max = requests_max
        self._restart_limit_s = restart_limit_s
        self._reached: set[str] = set()
        self._unreached: Stopwatch | None = None

    def pending(self) -> int:
        """What its probe says; 0 without one. To restart is work too."""
        if not self._settle.probe:
            return 0
        try:
            said = self._asked("connector.settle.probe", self._settle.probe)
        except _Restarting:
            return 1
        pending = said.get("pending") if isinstance(said, dict) else None
        if not isinstance(pending, int) or isinstance(pending, bool) or pending < 0:
            raise UsageError(
                f"connector.settle.probe {self._settle.probe} answers {_short(said)}; "
                'it has to be a JSON object with an integer of 0 or more, such as {"pending": 0}'
            )
        return pending

    def news(self, calm_s: float) -> str | None:
        """Why its polls may still bring something; None when they have come round often enough."""
        needed_s = self._settle.cycles * self._settle.poll_every_s
        if calm_s >= needed_s:
            return None
        return f"the connector's polls may still bring news: calm for {calm_s:.1f} of {needed_s:g} s"

    def accounts(self) -> Accounts:
        """What it says that it ignored or set aside; nothing if it does not tell."""
        if not self._settle.accounts:
            return Accounts()
        said = self._asked_patiently("connector.settle.accounts", self._settle.accounts)
        try:
            told = msgspec.convert(said, _Told)
        except msgspec.ValidationError as error:
            raise UsageError(
                f"connector.settle.accounts {self._settle.accounts} does not answer "
                f'{{"ignored": [[kind, key]], "quarantined": [[kind, key]]}}: {error}'
            ) from None
        return in_words_of_the_judge(told.ignored, told.quarantined)

    def requeue(self) -> int:
        """Have it try again what it set aside; how many documents it says that is."""
        url = self._settle.requeue
        if not url:
            raise UsageError(
                "the connector cannot be told to try again what it set aside; name the URL for it in "
                "connector.settle.requeue, or leave requeue out of connector.features"
            )
        said = self._asked_patiently("connector.settle.requeue", url, method="POST")
        count = said.get("requeued") if isinstance(said, dict) else None
        if not isinstance(count, int) or isinstance(count, bool):
            raise UsageError(
                f"connector.settle.requeue {url} answers {_short(said)}; "
                'it has to be a JSON object with an integer, such as {"requeued": 1}'
            )
        return count

    def check(self, partner_calls: int) -> None:
        """ConnectorTrouble when it has ended, or has made more requests than it may."""
        if (code := self._program.ended()) is not None:
            raise ConnectorTrouble(f"the connector ended with code {code}: {self.last_words()}")
        if partner_calls > self._requests_max:
            raise ConnectorTrouble(
                f"the connector made {partner_calls} requests in one scenario, and "
                f"connector.requests_max is {self._requests_max}"
            )

    def last_words(self) -> str:
        """The end of what it wrote."""
        return self._program.last_words()[-_LAST_WORDS_LENGTH:]

    def stop(self) -> None:
        """End it, and leave nothing behind."""
        self._program.stop()

    def _asked(self, setting: str, url: str, method: str = "GET") -> Any:
        try:
            reply = answer_from(url, _ANSWER_LIMIT_S, method=method)
        except httpx.HTTPError as error:
            raise self._silence(setting, url, error) from None
        self._reached.add(url)
        self._unreached = None
        if not reply.is_success:
            raise ConnectorTrouble(f"the connector answers {setting} {url} with {reply.status}")
        try:
            return msgspec.json.decode(reply.body)
        except (msgspec.DecodeError, RecursionError):
            raise UsageError(f"{setting} {url} does not answer JSON: {_short(reply.text)}") from None

    def _asked_patiently(self, setting: str, url: str, method: str = "GET") -> Any:
        while True:
            try:
                return self._asked(setting, url, method)
            except _Restarting:
                wait(_LOOK_EVERY_S)

    def _silence(self, setting: str, url: str, error: httpx.HTTPError) -> Exception:
        # A connection breaks a moment before its process has ended.
        code = self._program.ended(within_s=1.0)
        if code is not None:
            return ConnectorTrouble(f"the connector ended with code {code}: {self.last_words()}")
        if isinstance(error, httpx.TimeoutException):
            return ConnectorTrouble(
                f"the connector hangs: {setting} {url} gave no answer within {_ANSWER_LIMIT_S:g} s"
            )
        if isinstance(error, AnswerTooLong):
            return UsageError(f"{setting} {url} does not answer JSON: {error}")
        if isinstance(error, _BROKEN) and url in self._reached:
            self._unreached = self._unreached or Stopwatch()
            if self._unreached.elapsed_s < self._restart_limit_s:
                return _Restarting()
        return ConnectorTrouble(f"{setting} {url} cannot be reached: {error}")


class _Restarting(Exception):
    """It cannot be reached just now, though it could before."""


class _Told(msgspec.Struct):
    ignored: list[tuple[str, str]] = []
    quarantined: list[tuple[str, str]] = []


def _short(said: object) -> str:
    text = repr(said)
    return text if len(text) <= 120 else f"{text[:117]}..."
