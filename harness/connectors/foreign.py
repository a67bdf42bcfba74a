"""A connector in any language, as a served world sees it: it runs, answers its probes, and makes requests."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec

from ..config.model import Settle
from ..errors import ConnectorTrouble, UsageError
from ..judge.scope import Accounts
from ..world.accounts import in_words_of_the_judge
from .program import Program

_ANSWER_LIMIT_S = 5.0
_LAST_WORDS_LENGTH = 600


class ForeignConnector:
    """The adapter of RemoteConnector for a black box.

    Nothing is known of its inside but what its optional probes say, so it is taken to be done when
    its polls have certainly come round without bringing anything new.
    """

    def __init__(self, program: Program, settle: Settle, *, requests_max: int) -> None:
        self._program = program
        self._settle = settle
        self._requests_max = requests_max
        self._http = httpx.Client(timeout=_ANSWER_LIMIT_S, trust_env=False)

    def pending(self) -> int:
        """What its probe says; 0 without one."""
        if not self._settle.probe:
            return 0
        said = self._asked("connector.settle.probe", self._settle.probe)
        pending = said.get("pending") if isinstance(said, dict) else None
        if not isinstance(pending, int) or isinstance(pending, bool):
            raise UsageError(
                f"connector.settle.probe {self._settle.probe} answers {_short(said)}; "
                'it has to be a JSON object with an integer, such as {"pending": 0}'
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
        said = self._asked("connector.settle.accounts", self._settle.accounts)
        try:
            told = msgspec.convert(said, _Told)
        except msgspec.ValidationError as error:
            raise UsageError(
                f"connector.settle.accounts {self._settle.accounts} does not answer "
                f'{{"ignored": [[kind, key]], "quarantined": [[kind, key]]}}: {error}'
            ) from None
        return in_words_of_the_judge(told.ignored, told.quarantined)

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
        self._http.close()
        self._program.stop()

    def _asked(self, setting: str, url: str) -> Any:
        try:
            reply = self._http.get(url)
        except httpx.HTTPError as error:
            raise self._silence(setting, url, error) from None
        if not reply.is_success:
            raise ConnectorTrouble(f"the connector answers {setting} {url} with {reply.status_code}")
        try:
            return msgspec.json.decode(reply.content)
        except msgspec.DecodeError:
            raise UsageError(f"{setting} {url} does not answer JSON: {_short(reply.text)}") from None

    def _silence(self, setting: str, url: str, error: httpx.HTTPError) -> ConnectorTrouble:
        # A connection breaks a moment before its process has ended.
        code = self._program.ended(within_s=1.0)
        if code is not None:
            return ConnectorTrouble(f"the connector ended with code {code}: {self.last_words()}")
        if isinstance(error, httpx.TimeoutException):
            return ConnectorTrouble(
                f"the connector hangs: {setting} {url} gave no answer within {_ANSWER_LIMIT_S:g} s"
            )
        return ConnectorTrouble(f"{setting} {url} cannot be reached: {error}")


class _Told(msgspec.Struct):
    ignored: list[tuple[str, str]] = []
    quarantined: list[tuple[str, str]] = []


def _short(said: object) -> str:
    text = repr(said)
    return text if len(text) <= 120 else f"{text[:117]}..."
