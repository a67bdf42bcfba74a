"""A server of worlds in a process of its own; one can hold all worlds of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import msgspec

from ..errors import OrdergateError, UsageError
from .child_process import ChildProcess
from .control_client import ControlClient
from .edges import drawn_token

TOKEN_VARIABLE = "ORDERGATE_CONTROL_TOKEN"
JOURNALS_VARIABLE = "ORDERGATE_JOURNALS"
PORT_VARIABLE = "ORDERGATE_SERVER_PORT"
DATA_VARIABLE = "ORDERGATE_SERVER_DATA"
ALSO_ON_VARIABLE = "ORDERGATE_SERVER_ALSO_ON"
_MODULE = "ordergate.harness.commands.up"
_START_LIMIT_S = 30.0


class _Announcement(msgspec.Struct, frozen=True):
    base_url: str


class ServerProcess:
    """``ordergate up`` without a first world; ``directory`` takes its journals, port 0 is any free one.

    With ``data`` its worlds are kept in that folder, and go on if it holds some already. ``also_on``
    is an address of this machine beside loopback that it serves on.
    """

    def __init__(
        self, directory: Path, *, token: str | None = None, port: int = 0, data: Path | None = None,
        also_on: str | None = None,
    ) -> None:  # fmt: skip
        self.token = token or drawn_token()
        environment = {
            TOKEN_VARIABLE: self.token,
            JOURNALS_VARIABLE: str(directory),
            PORT_VARIABLE: str(port),
            DATA_VARIABLE: "" if data is None else str(data),
            ALSO_ON_VARIABLE: also_on or "",
        }
        self._process = ChildProcess.of_module(_MODULE, environment, directory / "server.log")
        try:
            self.base_url = self._announced()
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def control(self) -> ControlClient:
        """A way to its control surface."""
        return ControlClient(self.base_url, self.token)

    def stop(self) -> None:
        """End it and all its worlds."""
        self._process.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _announced(self) -> str:
        line = self._process.first_line(_START_LIMIT_S)
        if line is None:
            # Its output ends a moment before the process does.
            code = self._process.ended(within_s=1.0)
            if code == UsageError.exit_code:
                raise UsageError(self._process.last_words())
            trouble = (
                f"did not start within {_START_LIMIT_S:g} s" if code is None else f"ended with code {code}"
            )
            raise OrdergateError(f"the server of worlds {trouble}: {self._process.last_words()}")
        return msgspec.json.decode(line, type=_Announcement).base_url
