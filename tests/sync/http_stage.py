"""Clients of vendors over mocked HTTP, with a clock that tests set."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from ordergate.harness.sync.edges.http import HttpxPort, pooled_client
from ordergate.harness.sync.retry import RetryPolicy
from ordergate.harness.sync.vendors.access import Access, KeyAccess, TokenAccess
from ordergate.harness.sync.vendors.calling import Caller

ResultT = TypeVar("ResultT")
SECOND_US = 1_000_000
BASE_URL = "https://vendor.example/api"


@dataclass
class SetClock:
    """Time stands still until a test moves it."""

    at_us: int = 1_291_192_000 * SECOND_US

    def now_us(self) -> int:
        return self.at_us

    async def sleep_until(self, at_us: int) -> None:
        self.at_us = max(self.at_us, at_us)

    def advance(self, seconds: int) -> None:
        self.at_us += seconds * SECOND_US


class Stage:
    """One vendor over HTTP."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.client = pooled_client(5.0)
        self.port = HttpxPort("erp", self.client, BASE_URL)

    def caller(self, access: Access | None = None) -> Caller:
        """The way to the vendor, with a key unless told otherwise."""
        return Caller("erp", self.port, self.clock, access or KeyAccess("key"), RetryPolicy())

    def tokens(self) -> TokenAccess:
        """OAuth2 client credentials."""
        return TokenAccess("erp", self.port, self.clock, client_id="me", client_secret="mine")

    def run(self, coroutine: Coroutine[Any, Any, ResultT]) -> ResultT:
        """What the coroutine comes to, on a loop of its own."""

        async def whole() -> ResultT:
            try:
                return await coroutine
            finally:
                await self.client.aclose()

        return asyncio.run(whole())
