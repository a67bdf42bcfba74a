"""A full disk: nothing is answered as written, and everything goes on when there is room again."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import httpx
import pytest

from ordergate.harness.world.edges import wait
from tests.server.hall import BUYER
from tests.server.processes import Up

TOKEN = "the-token-of-the-disk"
HEADERS = {"authorization": f"Bearer {TOKEN}"}
TRIES = 100


class Shop:
    """The buyers of a served shop, whose server writes no file longer than it is told."""

    def __init__(self, folder: Path) -> None:
        self.server = Up(folder, data=folder / "data", as_json=True, token=TOKEN, seed=1)
        self._http = httpx.Client(base_url=self.server.json()["base_url"], headers=HEADERS, trust_env=False)

    def limit(self, length: int) -> None:
        limits = (length, resource.RLIM_INFINITY)
        resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE, limits)

    def registers(self, key: str) -> httpx.Response:
        """Somebody registers under a key."""
        headers = {"idempotency-key": key}
        return self._http.post("/worlds/main/marketplace/_world/buyers", json=BUYER, headers=headers)

    def asked(self, path: str) -> httpx.Response:
        return self._http.get(path)

    def registered(self) -> list[Any]:
        changes = self.asked("/_control/worlds/main/changes").json()["changes"]
        return [change["key"] for change in changes]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits the files of another process")
def test_what_a_full_disk_does_not_take_is_not_answered_as_written(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    try:
        first = shop.registers("first").json()["id"]
        shop.limit(1000)
        refused = [shop.registers(key) for key in ("second", "third")]
        assert [reply.status_code for reply in refused] == [503, 503]
        assert refused[0].headers["content-type"] == "application/problem+json"
        assert refused[0].json()["type"] == "urn:problem:storage-unavailable"
        assert shop.asked("/worlds/main/marketplace/openapi.json").status_code == 503
        assert shop.asked("/_control/health").status_code == 200
        assert shop.asked("/_control/ready").status_code == 503
        shop.limit(resource.RLIM_INFINITY)
        for _ in range(TRIES):
            if shop.asked("/_control/ready").status_code == 200:
                break
            wait(0.05)
        second, third = shop.registers("second"), shop.registers("third")
        assert (second.status_code, third.status_code) == (201, 201)
        assert second.headers["idempotent-replayed"] == "true"  # It had happened, and is safe only now.
        assert shop.registered() == [first, second.json()["id"], third.json()["id"]]
    finally:
        shop.server.kill()
    again = Shop(tmp_path)
    try:
        assert again.registered() == [first, second.json()["id"], third.json()["id"]]
    finally:
        again.server.kill()
