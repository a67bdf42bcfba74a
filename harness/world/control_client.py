"""The control surface of a server of worlds, as a program asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from ordergate.simulators.kernel.settings import PLAIN, Layout

from ..errors import OrdergateError, UsageError

_LIMIT_S = 30.0
_DETAIL_LENGTH_MAX = 300


class ServerGone(OrdergateError):
    """The server of the worlds does not answer any more."""


class ControlRefused(UsageError):
    """The control surface refused what it was asked; the text is its own."""

    def __init__(self, asked: str, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = dict(problem)
        super().__init__(f"{asked} was refused with {status}: {problem.get('detail')}")


@dataclass(frozen=True)
class ServedSystem:
    """Where a system is found, and what lets a connector in."""

    base_url: str
    credentials: Mapping[str, str]


@dataclass(frozen=True)
class OpenedWorld:
    """A world that a server made; ``apis`` are further APIs of its systems, which packages brought."""

    name: str
    topology: str
    seed: int
    scale: int
    now_us: int
    systems: Mapping[str, ServedSystem]
    apis: Mapping[str, ServedSystem] = field(default_factory=dict)
    layout: Layout = PLAIN


class ControlClient:
    """Asks one server for worlds; ``close`` lets go of its connections."""

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url = base_url
        self._headers = {b"authorization": f"Bearer {token}".encode()}
        self._http = httpx.Client(timeout=_LIMIT_S, trust_env=False)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer of the control surface; ControlRefused when it says no."""
        reply = self.send(method, f"{self.base_url}/_control{path}", body)
        answer = answer_in(reply)
        if reply.status_code >= 400:
            raise ControlRefused(f"{method} /_control{path}", reply.status_code, answer)
        return answer

    def ask_raw(self, path: str) -> bytes:
        """The answer to a question as bytes."""
        reply = self.send("GET", f"{self.base_url}/_control{path}")
        if reply.status_code >= 400:
            raise ControlRefused(f"GET /_control{path}", reply.status_code, answer_in(reply))
        return reply.content

    def send(self, method: str, url: str, body: Any = None, *, who: str = "") -> httpx.Response:
        """Send a request with the control token, in the name of a person of the world if one is named."""
        headers = dict(self._headers)
        if who:
            # Names are not ASCII, and a line break in one must not end the header.
            headers[b"x-actor"] = " ".join(who.split()).encode()
        content = None
        if body is not None:
            headers[b"content-type"] = b"application/json"
            content = msgspec.json.encode(body)
        try:
            return self._http.request(method, url, headers=list(headers.items()), content=content)
        except httpx.HTTPError as error:
            raise ServerGone(
                f"{method} {url} got no answer ({error}); is the server of the worlds still running?"
            ) from error

    def open(
        self,
        topology: str,
        seed: int,
        *,
        name: str | None = None,
        start: str | None = None,
        scale: int = 1,
        layout: Layout = PLAIN,
    ) -> OpenedWorld:
        """Make a world; ``start`` is an instant as RFC 3339 text, None is now."""
        asked: dict[str, Any] = {"topology": topology, "seed": seed, "scale": scale}
        asked |= {
            "sites": layout.sites, "warehouse_only": layout.warehouse_only, "policies": dict(layout.policies),
        }  # fmt: skip
        asked |= {key: value for key, value in (("name", name), ("start", start)) if value is not None}
        made = self.ask("POST", "/worlds", asked)
        systems, apis = (
            {name: ServedSystem(row["base_url"], row["credentials"]) for name, row in made[group].items()}
            for group in ("systems", "apis")
        )
        return OpenedWorld(made["name"], topology, seed, scale, made["now_us"], systems, apis, layout)

    def close(self) -> None:
        """Let go of all connections."""
        self._http.close()


def answer_in(reply: httpx.Response) -> Any:
    """The JSON of a reply, nothing for an empty one; what is no JSON becomes the detail of a problem."""
    if not reply.content:
        return {}
    try:
        return msgspec.json.decode(reply.content)
    except msgspec.DecodeError:
        return {"detail": reply.text[:_DETAIL_LENGTH_MAX]}
