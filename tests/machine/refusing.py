"""What has to be refused: a move that no system may make, and that leaves everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import msgspec

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.world import World
from ordergate.harness.world.in_process import InProcessWorld
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.kernel.wire import WireReply, WireRequest


class Partner:
    """Somebody with the connector's access to the marketplace or the ERP, and without its care."""

    def __init__(self, world: World) -> None:
        self._port = _in_process(world)

    def asks(self, system: str, path: str, body: dict[str, Any]) -> None:
        """Post something to a system; RefusedByWorld when it answers 4xx."""
        headers = {"authorization": f"Bearer {self._token(system)}"}
        reply = self._sent(system, WireRequest("POST", path, "", headers, msgspec.json.encode(body)))
        if reply.status >= 400:
            raise RefusedByWorld("partner", f"POST {path} of the {system}", msgspec.json.decode(reply.body))

    def _token(self, system: str) -> str:
        credentials = self._port.vendors[system].access.credentials()
        form = urlencode({"grant_type": "client_credentials", **credentials}).encode()
        reply = self._sent(system, WireRequest("POST", "/oauth/token", "", {}, form))
        return str(msgspec.json.decode(reply.body)["access_token"])

    def _sent(self, system: str, request: WireRequest) -> WireReply:
        return self._port.complete(self._port.vendors.answer(system, request))


@contextmanager
def refused(world: World, system: str) -> Iterator[None]:
    """What is asked of the system here has to be answered 4xx, and must leave its documents as they were."""
    port = _in_process(world)
    store = port.vendors[system].context.store
    changes: list[Change] = []
    store.listen(changes.extend)
    before = store.snapshot()
    try:
        yield
    except RefusedByWorld as refusal:
        status = refusal.problem.get("status")
        assert status in range(400, 500), f"the {system} answered {status}: {refusal}"
    else:
        raise AssertionError(f"the {system} granted what it has to refuse")
    # At the same instant the connector may have been granted something of its own.
    others = [change for change in changes if change.who == "connector"]
    assert changes == others, f"the {system} refused, and changed {changes[0].table} {changes[0].key}"
    assert others or store.snapshot() == before, f"the {system} refused, and changed its documents"


def _in_process(world: World) -> InProcessWorld:
    assert isinstance(world.port, InProcessWorld), "what a system holds can be seen in process only"
    return world.port
