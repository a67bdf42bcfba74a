"""A connector with one defect, for the machine to find: it forgets a line of a shipment in the shop."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx

from ordergate.harness.connectors.site import Site
from ordergate.harness.world.reference import ReferenceConnector
from tests.connectors import in_virtual_time


class Forgetful(httpx.AsyncBaseTransport):
    """Carries requests, and of a shipment with several lines all but the last."""

    def __init__(self, carrier: httpx.AsyncBaseTransport) -> None:
        self._carrier = carrier

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The system's answer to what was left of the request."""
        to_the_shop = request.url.host.startswith("marketplace")
        if to_the_shop and request.method == "POST" and request.url.path.endswith("/shipments"):
            body = json.loads(request.content)
            body["lines"] = body["lines"][:-1] or body["lines"]
            kept = {name: value for name, value in request.headers.items() if name != "content-length"}
            request = httpx.Request("POST", request.url, headers=kept, json=body)
        return await self._carrier.handle_async_request(request)


def engine(site: Site) -> ReferenceConnector:
    """The reference engine over a way that forgets."""
    return in_virtual_time.engine(replace(site, transport=Forgetful(site.transport)))
