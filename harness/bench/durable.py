"""What ``--data`` costs: orders placed a second with worlds kept on disk, and without, side by side.

``python -m ordergate.harness.bench.durable`` prints both, their ratio, and the slowest answers.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx

from ..running.wall import stopwatch
from ..world.server_process import ServerProcess

_CLIENTS = 16
_ORDERS = 2_000
_ROUNDS = 5
_LINES = 5
_BUYER = {
    "company": "Archer", "email": "a@example.com", "phone": "1",
    "address": {"name": "Ann", "line": "1 High Street", "city": "Leeds", "postcode": "LS1 1AA",
                "country": "United Kingdom"},
}  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """How many orders were answered a second, and how long the slowest hundredth took at least."""

    orders_per_s: float
    p99_ms: float


def measured() -> tuple[list[Pace], list[Pace]]:
    """Rounds without and with ``--data``, taken in turns."""
    with TemporaryDirectory(prefix="ordergate-bench-") as folder:
        plain, durable = Path(folder) / "plain", Path(folder) / "durable"
        with ServerProcess(plain) as fleeting, ServerProcess(durable, data=durable / "data") as lasting:
            stands = [_stand(server) for server in (fleeting, lasting)]
            rounds = [[asyncio.run(_round(*stand)) for stand in stands] for _ in range(_ROUNDS)]
    return [one for one, _ in rounds], [other for _, other in rounds]


def _stand(server: ServerProcess) -> tuple[str, bytes]:
    """A server's address, and a request that places an order in a world of its own."""
    with closing(server.control()) as control:
        shop = control.open("shop-erp", 7, name="bench").systems["marketplace"]
    key = {"authorization": f"Bearer {server.token}"}
    form = {"grant_type": "client_credentials", **shop.credentials}
    with httpx.Client(trust_env=False) as http:
        token = http.post(f"{shop.base_url}/oauth/token", data=form).json()["access_token"]
        skus = [f"MUG-{number}" for number in range(_LINES)]
        listings = [{"sku": sku, "title": "a mug", "price": "3.0600", "active": True} for sku in skus]
        http.post(
            f"{shop.base_url}/listings/bulk", json={"listings": listings},
            headers={"authorization": f"Bearer {token}"},
        ).raise_for_status()  # fmt: skip
        buyer = http.post(f"{shop.base_url}/_world/buyers", json=_BUYER, headers=key).json()["id"]
    lines = [{"sku": sku, "quantity": 2, "tax_rate": "0.20"} for sku in skus]
    body = json.dumps({"buyer_id": buyer, "lines": lines}).encode()
    head = (
        f"POST {urlsplit(shop.base_url).path}/_world/orders HTTP/1.1\r\nhost: bench\r\n"
        f"authorization: {key['authorization']}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return server.base_url, head.encode() + body


async def _round(base_url: str, request: bytes) -> Pace:
    """Clients that place orders as fast as they are answered, each over one connection."""
    took_s: list[float] = []
    started = stopwatch()
    async with asyncio.TaskGroup() as clients:
        for _ in range(_CLIENTS):
            clients.create_task(_client(base_url, request, took_s))
    spent_s = stopwatch() - started
    return Pace(len(took_s) / spent_s, sorted(took_s)[len(took_s) * 99 // 100] * 1000)


async def _client(base_url: str, request: bytes, took_s: list[float]) -> None:
    parts = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    for _ in range(_ORDERS // _CLIENTS):
        asked = stopwatch()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 201"), head
        length = head.lower().split(b"content-length:")[1].split(b"\r\n")[0]
        await reader.readexactly(int(length))
        took_s.append(stopwatch() - asked)
    writer.close()


def main() -> None:
    """Measure and print."""
    plain, durable = measured()
    for name, rounds in (("in memory", plain), ("with --data", durable)):
        print(
            f"{name:<12} {median(one.orders_per_s for one in rounds):7.0f} orders/s, "
            f"p99 {median(one.p99_ms for one in rounds):5.1f} ms"
        )
    ratio = median(
        kept.orders_per_s / fleeting.orders_per_s for fleeting, kept in zip(plain, durable, strict=True)
    )
    print(f"with --data a server answers {ratio:.2f} times as many; {_CLIENTS} clients, {_LINES} lines each")


if __name__ == "__main__":
    main()
