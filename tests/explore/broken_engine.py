"""An engine with one defect, for stories to find: it forgets every second line of a shipment."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec

from ordergate.harness.sync.engine import Engine
from ordergate.harness.sync.ports import HttpPort, HttpRequest, HttpResponse, Ports
from ordergate.harness.sync.settings import Settings


class Forgetful:
    """The way to the shop, on which the lines of a shipment after the first are lost."""

    def __init__(self, way: HttpPort) -> None:
        self._way = way

    async def send(self, request: HttpRequest) -> HttpResponse:
        """The answer to what was left of a request."""
        if request.method == "POST" and request.path.endswith("/shipments"):
            body = json.loads(request.body)
            body["lines"] = body["lines"][:1]
            request = msgspec.structs.replace(request, body=json.dumps(body).encode())
        return await self._way.send(request)


def make(settings: Settings, ports: Ports) -> Engine:
    """The reference engine over a way that forgets."""
    http = {**ports.http, "marketplace": Forgetful(ports.http["marketplace"])}
    return Engine(settings, replace(ports, http=http))


NAME = "tests.explore.broken_engine:make"
