"""The example of docs/own-api.md is built, installed beside Ordergate, and used over HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.erp.company import customer_body
from tests.server.own_packages import ACCOUNT, EXAMPLE, ORDER
from tests.server.processes import first_output
from tests.test_packaging import PIP, ROOT, WITHOUT_A_NETWORK, run


@pytest.fixture(scope="module")
def ordergate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment into which both wheels were installed."""
    folder = tmp_path_factory.mktemp("wheels")
    for project in (ROOT, EXAMPLE):
        run(*PIP, "wheel", *WITHOUT_A_NETWORK, "--wheel-dir", folder, project, cwd=folder)
    venv.create(folder / "environment", with_pip=False, symlinks=os.name != "nt")
    (python,) = (folder / "environment").glob("*/python")
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site.strip(), "dependencies.pth").write_text("\n".join(sorted(dependencies)), "utf-8")
    wheels = sorted(folder.glob("*.whl"))
    assert len(wheels) == 2
    run(*PIP, "--python", python, "install", "--no-deps", "--no-index", *wheels, cwd=folder)
    return python.with_name("ordergate")


@pytest.fixture
def told(ordergate: Path, tmp_path: Path) -> Iterator[Any]:
    """What ``ordergate up --json`` says first, while it serves."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    flags = ["--json", "--port", "0", "--topology", "shop-erp", "--seed", "7"]
    server = subprocess.Popen(
        [ordergate, "up", *flags], cwd=tmp_path, env=environment, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        yield json.loads(first_output(server.stdout))
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=10)
    assert server.returncode == 0


@pytest.mark.slow
def test_an_order_is_booked_through_an_api_that_was_installed(told: Any) -> None:
    (world,) = told["worlds"]
    acme, erp = world["apis"]["acme-erp"], world["systems"]["erp"]
    operator = {"authorization": f"Bearer {told['control_token']}"}
    item = {"item": "MUG", "description": "a mug", "list_price": "2.55"}
    with httpx.Client(trust_env=False) as http:
        items = http.post(f"{erp['base_url']}/_world/items", json={"items": [item]}, headers=operator)
        customer, token = customer_body(ACCOUNT), signed_in(http, erp)
        opened = http.post(f"{erp['base_url']}/Customers", json=customer, headers=token)
        headers = signed_in(http, acme)
        made = http.post(f"{acme['base_url']}/orders", json=ORDER, headers=headers)
        slip = {"slip_no": "S-1", "units": {"10": 2}}
        sent = http.post(f"{acme['base_url']}/orders/0100000001/deliveries", json=slip, headers=headers)
        listed = http.get(f"{acme['base_url']}/orders", headers=headers)
        described = http.get(f"{acme['base_url']}/openapi.json")
    assert [reply.status_code for reply in (items, opened, made, sent)] == [201, 201, 201, 201]
    assert [(order["no"], order["state"]) for order in listed.json()["orders"]] == [
        ("0100000001", "delivered")
    ]
    assert "/orders/{no}/deliveries" in described.json()["paths"]


@pytest.mark.slow
def test_it_comes_from_the_installed_wheel(ordergate: Path, tmp_path: Path) -> None:
    where = run(
        ordergate.with_name("python"), "-c", "import acme_erp.api as it; print(it.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(ordergate.parents[1])


def signed_in(http: httpx.Client, system: Any) -> dict[str, str]:
    form = {"grant_type": "client_credentials", **system["credentials"]}
    token = http.post(f"{system['base_url']}/oauth/token", data=form).json()["access_token"]
    return {"authorization": f"Bearer {token}"}
