"""The outermost layer: finds the world and the system that a path is about.

    / and /orders/...                  pages for the browser
    /_control/...                      the control surface
    /worlds/<world>/<system>/...       a system of a world: its API, and its world surface /_world
    /worlds/<world>/<api>/...          a further API of a system, which a package brought

A system sees the path below ``/worlds/<world>/<system>`` and does not know its world.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from ..kernel.problems import NotFound, Refusal
from ..kernel.system import System
from ..kernel.wire import Surface, WireReply, WireRequest
from .gate import ControlToken
from .pages.desk import Pages
from .worlds import WorldHost

_WORLDS = "worlds"
_CONTROL = "_control"


class Router:
    """Hands each request to the system of the world that its path names, or to the control surface."""

    def __init__(self, host: WorldHost, control: System, token: ControlToken) -> None:
        self._host = host
        self._control = control
        self._token = token
        self._pages = Pages(host, token)

    async def answer(self, request: WireRequest) -> WireReply:
        """Answer a request to any world; LostConnection when a disturbance swallows the answer."""
        if self._pages.covers(request.path):
            return await self._pages.answer(request)
        try:
            system, below = self._found(request)
        except Refusal as refusal:
            return _refused(refusal)
        return await system.answer(below)

    def _found(self, request: WireRequest) -> tuple[System, WireRequest]:
        first, _, rest = request.path.removeprefix("/").partition("/")
        if first == _CONTROL:
            self._token.admit_from(request)
            return self._control, request
        if first != _WORLDS:
            raise NotFound(
                f"there is nothing at {request.path}; systems are at /worlds/<world>/<system>, "
                "the control surface at /_control"
            )
        name, _, rest = rest.partition("/")
        system_name, _, rest = rest.partition("/")
        world = self._host.worlds.get(name)
        if world is None:
            raise NotFound(f"there is no world {name} at {request.path}")
        system = world.systems.served.get(system_name)
        if system is None:
            raise NotFound(
                f"there is no {system_name or 'system'} at {request.path}; "
                f"the world has: {', '.join(world.systems.served)}"
            )
        below = replace(request, path=f"/{rest}")
        return system, self._admitted(system, below)

    def _admitted(self, system: System, request: WireRequest) -> WireRequest:
        """The request, if it is not for the people of the world or comes from someone who plays them."""
        try:
            operation, _ = system.routes.find(request.method, request.path)
        except Refusal:
            return request  # The system refuses it in its own words.
        if operation.surface is not Surface.WORLD:
            return request
        self._token.admit_from(request)
        self._token.caller(request)
        return replace(request, headers=_with_readable_actor(request.headers))


def _with_readable_actor(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers with the actor's name as it was written: clients send it in UTF-8."""
    actor = headers.get("x-actor")
    if actor is None or actor.isascii():
        return headers
    return {**headers, "x-actor": actor.encode("latin-1", "replace").decode("utf-8", "replace")}


def _refused(refusal: Refusal) -> WireReply:
    body = msgspec.json.encode(refusal.as_problem())
    return WireReply(refusal.status, {"content-type": "application/problem+json"}, body)
