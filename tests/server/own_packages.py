"""Packages that bring APIs of their own, installed for one test as pip would leave them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ordergate.simulators.server.own_apis import GROUP, installed_apis
from tests.erp.company import SHIP_TO
from tests.server.hall import Answer, Hall

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "own-api"
ACME = {"acme-erp": "acme_erp.api:api"}
PRELUDE = "from ordergate.simulators.apis import *\n"
ACCOUNT = "B-1"
POSITION = {
    "id": "L1", "sku": "MUG", "qty": 2, "price": "2.5500", "net": "5.10", "vat_rate": "0.20", "vat": "1.02",
}  # fmt: skip
ORDER = {
    "shop_order": "main/1", "account": ACCOUNT, "currency": "GBP", "ship_to": SHIP_TO,
    "positions": [POSITION],
}  # fmt: skip


class Packages:
    """Installs packages; ``forget`` leaves nothing of them behind."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._directory = directory
        self._patch = monkeypatch
        installed_apis.cache_clear()

    def acme(self) -> None:
        """The example of the tutorial."""
        self._reach(EXAMPLE)
        self.install("acme-erp", ACME)

    def install(self, name: str, apis: Mapping[str, str], source: str | None = None) -> None:
        """A package with these entry points; its module, if it has a source, is called like it."""
        site = self._directory / f"site of {name}"
        information = site / f"{name.replace('-', '_')}-1.0.dist-info"
        information.mkdir(parents=True)
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        points = "\n".join(f"{api} = {target}" for api, target in apis.items())
        (information / "entry_points.txt").write_text(f"[{GROUP}]\n{points}\n")
        if source is not None:
            (site / f"{name}.py").write_text(PRELUDE + source)
        self._reach(site)
        installed_apis.cache_clear()

    def _reach(self, folder: Path) -> None:
        """Have this process, and those that it starts, find what is in a folder."""
        self._patch.syspath_prepend(folder)
        self._patch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")

    def forget(self) -> None:
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None) or ""
            if file.startswith((str(self._directory), str(EXAMPLE))):
                del sys.modules[name]
        installed_apis.cache_clear()


class Acme:
    """A connector of Acme's ERP in one world of a hall; ``as_api`` asks another API the same way."""

    def __init__(self, hall: Hall, world: str = "w", name: str = "acme-erp") -> None:
        self._hall = hall
        self.told = hall.ask("GET", f"/worlds/{world}")["apis"][name]
        self._url = f"/worlds/{world}/{name}"
        self.headers: dict[str, str] = {}

    def signs_in(self) -> Acme:
        form = "&".join(f"{key}={value}" for key, value in self.told["credentials"].items())
        raw = f"grant_type=client_credentials&{form}".encode()
        made = self._hall.send("POST", f"{self._url}/oauth/token", raw)
        self.headers = {"authorization": f"Bearer {made.body['access_token']}"}
        return self

    def asks(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        return self._hall.send(method, self._url + path, body, headers={**self.headers, **headers})
