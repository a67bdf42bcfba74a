"""Connectors of kind python, as somebody else might write them: each function makes one for a site."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from ordergate.harness.connectors.site import Site
from ordergate.harness.judge.scope import Accounts
from ordergate.harness.sync.edges.http import HttpxPort
from ordergate.harness.sync.engine import Engine
from ordergate.harness.sync.ports import Ports
from ordergate.harness.sync.settings import Polls, Settings
from ordergate.harness.world.reference import POLLS, ReferenceConnector

SECOND_US = 1_000_000
sites: list[Site] = []
"""Where idle connectors were made."""


@dataclass
class Idle:
    """Takes every webhook and does nothing."""

    site: Site

    async def start(self) -> None:
        """There is nothing to begin."""

    async def stop(self) -> None:
        """There is nothing to end."""

    async def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        return 200

    def pending(self) -> int:
        return 0

    def quiet_us(self) -> int:
        return 500 * SECOND_US

    def accounts(self) -> Accounts:
        return Accounts()


@dataclass
class Lister(Idle):
    """Carries items from the ERP to the shop every few minutes, and nothing else."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        self.http = httpx.AsyncClient(transport=self.site.transport)
        self.tasks.append(asyncio.create_task(self.goes_round()))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await self.http.aclose()

    async def goes_round(self) -> None:
        while True:
            items = (await self.ask("erp", "GET", "/Items"))["Value"]
            rows = [self.listing(item) for item in items]
            if rows:
                await self.ask("marketplace", "POST", "/listings/bulk", {"listings": rows})
            await asyncio.sleep(240)  # noqa: TID251 - a stranger does not know our clock

    @staticmethod
    def listing(item: Mapping[str, Any]) -> dict[str, Any]:
        return {"sku": item["Item"], "title": item["Description"], "price": "3.06", "active": True}

    async def ask(self, system: str, method: str, path: str, body: Any = None) -> Any:
        at = self.site.systems[system]
        form = {"grant_type": "client_credentials", **at.credentials}
        token = (await self.http.post(f"{at.base_url}/oauth/token", data=form)).json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        reply = await self.http.request(method, at.base_url + path, json=body, headers=headers)
        reply.raise_for_status()
        return reply.json()


@dataclass
class Clock:
    """Time as the engine asks for it."""

    site: Site

    def now_us(self) -> int:
        return self.site.now_us()

    async def sleep_until(self, at_us: int) -> None:
        wait_us = max(0, at_us - self.now_us())
        await asyncio.sleep(wait_us / SECOND_US)  # noqa: TID251 - a stranger does not know our clock


def engine(site: Site) -> ReferenceConnector:
    """The reference engine with a client of httpx, as a stranger would connect it."""
    settings = Settings.model_validate(
        {
            "topology": site.topology,
            "webhook_url": site.webhook_url,
            "polls": Polls.model_dump(POLLS),
            **{name: dict(system.credentials) for name, system in site.systems.items()},
        }
    )
    client = httpx.AsyncClient(transport=site.transport)
    http = {name: HttpxPort(name, client, system.base_url) for name, system in site.systems.items()}
    return ReferenceConnector(Engine(settings, Ports(http, Clock(site))), POLLS)


def idle(site: Site) -> Idle:
    """One that does nothing."""
    sites.append(site)
    return Idle(site)


def lister(site: Site) -> Lister:
    """One that carries items alone."""
    return Lister(site)


class Broken(Idle):
    """Cannot start."""

    async def start(self) -> None:
        raise RuntimeError("no licence for this host")


def broken(site: Site) -> Broken:
    """One that raises when it is started."""
    return Broken(site)


def unmade(site: Site) -> Idle:
    """One that cannot be made."""
    raise KeyError("acme_url")


def halfway(site: Site) -> object:
    """Something that is no connector."""
    return site


async def later(site: Site) -> Idle:
    """A coroutine where a function is called for."""
    return Idle(site)


class Stumbling(Idle):
    """Raises whenever a webhook comes."""

    async def start(self) -> None:
        http = httpx.AsyncClient(transport=self.site.transport)
        at = self.site.systems["marketplace"]
        form = {"grant_type": "client_credentials", **at.credentials}
        token = (await http.post(f"{at.base_url}/oauth/token", data=form)).json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        hook = {"url": f"{self.site.webhook_url}/marketplace"}
        (await http.post(f"{at.base_url}/webhooks", json=hook, headers=headers)).raise_for_status()

    async def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        raise RuntimeError("no column buyer")


def stumbling(site: Site) -> Stumbling:
    """One that cannot take webhooks."""
    return Stumbling(site)


NOT_A_FUNCTION = "engine"
