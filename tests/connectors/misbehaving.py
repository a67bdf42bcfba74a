"""``python misbehaving.py MODE FOLDER``: a connector that goes wrong; it needs the standard library alone.

Several modes are joined by a plus sign.

It writes the port that it listens on, and the worlds that it was told of, into files of the folder.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time  # noqa: TID251 - it stands for code of somebody else's, on the wall
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread  # noqa: TID251 - it works beside answering
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

LISTING = {"sku": "PEN-01", "title": "a pen", "price": "1.0000", "active": True}
LATE = 4
"""How many times it is asked for its status before it goes wrong."""


class Connector:
    """What all of them have in common: probes, and a way to the shop."""

    def __init__(self, mode: str, folder: Path) -> None:
        self.modes = mode.split("+")
        self.folder = folder
        self.asked = count(1)
        self.port = int(os.environ.get("PORT", "0"))
        self.shop = os.environ.get("SHOP_URL", "")

    def answer(self, method: str, path: str) -> tuple[int, Any]:
        """The answer to a probe, a webhook or a reset."""
        if path == "/healthz":
            return (503 if "never_ready" in self.modes else 200), "soon"
        if path == "/status":
            self.misbehave_late(next(self.asked))
            if "nests" in self.modes:
                return 200, b"[" * 100_000 + b"]" * 100_000
            return 200, {"pending": -5 if "owes_less_than_nothing" in self.modes else 0}
        if path == "/reset":
            self.note("resets", method)
            return 200, {}
        return (500 if "webhooks_500" in self.modes else 200), {}

    def misbehave_late(self, asked: int) -> None:
        """Go wrong in the middle of a scenario."""
        if asked >= LATE and "exits_mid_way" in self.modes:
            sys.stderr.write("out of memory in the mapper\n")
            sys.stderr.flush()
            os._exit(9)
        if asked >= LATE and "hangs" in self.modes:
            time.sleep(600)
        if asked >= LATE and "restarted" in self.modes and not (self.folder / "restarts").exists():
            self.note("restarts", asked)
            os._exit(1)

    def drips(self, path: str) -> bool:
        """Whether an answer comes drop by drop, and never ends."""
        if path == "/healthz":
            return "drips_at_start" in self.modes
        return path == "/status" and "drips" in self.modes and next(self.asked) > LATE

    def note(self, name: str, text: object) -> None:
        """Add a line to a file of the folder."""
        with (self.folder / name).open("a") as file:
            file.write(f"{text}\n")

    def works(self) -> None:
        """What it does beside answering."""
        deeds: dict[str, Callable[[], None]] = {
            "leaves_grandchild": self.has_a_child, "leaves_daemon": self.has_a_daemon,
            "webhooks_500": self.subscribes, "floods": self.floods,
            "lists": self.lists, "never_settles": self.never_settles, "asks_in_vain": self.asks_in_vain,
        }  # fmt: skip
        for name, deed in deeds.items():
            if name in self.modes:
                deed()

    def floods(self) -> None:
        """Ask for the orders again and again."""
        while True:
            self.send("GET", "/orders")

    def lists(self) -> None:
        """Offer one item, which is called like the world."""
        self.send("POST", "/listings/bulk", {"listings": [{**LISTING, "sku": os.environ["WORLD"]}]})

    def never_settles(self) -> None:
        """Change a price for ever."""
        for cents in count(100):
            price = f"{cents / 100:.4f}"
            self.send("POST", "/listings/bulk", {"listings": [{**LISTING, "price": price}]})
            time.sleep(0.1)

    def asks_in_vain(self) -> None:
        """Ask for something that is refused, for ever."""
        while True:
            self.send("POST", "/listings/bulk", {"listings": "none"})
            time.sleep(0.02)

    def subscribes(self) -> None:
        """Ask for webhooks that it will refuse."""
        self.send("POST", "/webhooks", {"url": f"http://127.0.0.1:{self.port}/webhooks/marketplace"})

    def has_a_child(self) -> None:
        """Start a process that nobody ends."""
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        self.note("children", child.pid)

    def has_a_daemon(self) -> None:
        """Start a process that leaves the session and is nobody's child."""
        sleeper = "import os, time; os.fork() and os._exit(0); os.setsid(); time.sleep(600)"
        subprocess.run([sys.executable, "-c", sleeper], check=True)
        self.note("daemons", "one")

    def send(self, method: str, path: str, body: Any = None) -> None:
        """Ask the shop, whatever it answers."""
        data = None if body is None else json.dumps(body).encode()
        try:
            headers = {"authorization": f"Bearer {self.token()}", "content-type": "application/json"}
            with urlopen(Request(self.shop + path, data, headers, method=method), timeout=5) as reply:
                reply.read()
        except OSError:
            self.__dict__.pop("_token", None)  # It may be one of a world that is gone.
            time.sleep(0.05)

    def token(self) -> str:
        """An access token of the shop."""
        if not hasattr(self, "_token"):
            given = {"client_id": os.environ["SHOP_CLIENT_ID"], "grant_type": "client_credentials",
                     "client_secret": os.environ["SHOP_CLIENT_SECRET"]}  # fmt: skip
            with urlopen(f"{self.shop}/oauth/token", urlencode(given).encode(), timeout=5) as reply:
                self._token = str(json.loads(reply.read())["access_token"])
        return self._token


def serve(connector: Connector) -> None:
    """Answer until it is ended."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            if connector.drips(self.path):
                return self.drip()
            status, body = connector.answer(self.command, self.path)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
            return None

        def drip(self) -> None:
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                while True:
                    self.wfile.write(b" ")
                    time.sleep(0.2)

        do_POST = do_GET  # noqa: N815 - the standard library calls it so

        def log_message(self, format: str, *args: Any) -> None:
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", connector.port), Handler) as server:
        connector.port = server.server_port
        connector.note("ports", connector.port)
        Thread(target=connector.works, daemon=True).start()
        server.serve_forever()


def main(mode: str, folder: str) -> None:
    """Go wrong in one way."""
    if "exits_at_start" in mode:
        sys.exit("there is no licence for this host")
    while "restarts" in mode:  # It watches over another process, and starts it again when it ends.
        subprocess.run([sys.executable, __file__, mode.replace("restarts", "restarted"), folder], check=False)
        time.sleep(0.5)
    if "ignores_sigterm" in mode:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    serve(Connector(mode, Path(folder)))


if __name__ == "__main__":
    main(*sys.argv[1:])
