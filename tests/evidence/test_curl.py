from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
from pathlib import Path

import pytest

from ordergate.harness.evidence.curl import curl
from ordergate.harness.evidence.journal_reader import Exchange
from ordergate.harness.evidence.masking import Masker

SENT = json.dumps({"email": "ann@b.example", "ref": 'it\'s "1" $HOME `id` \\n'})
ASKED = Exchange(
    number=1,
    at_us=0,
    system="oms",
    operation="create",
    caller="connector",
    method="POST",
    path="/api/orders",
    query="email=a%40b.example&x[a]=1",
    request=SENT,
)


def run(line: str, tmp_path: Path, **variables: str) -> list[str]:
    """What a curl would be given when a tester runs the line with these variables."""
    fake = tmp_path / "curl"
    fake.write_text('#!/bin/sh\nfor each; do printf "%s\\0" "$each"; done\n')
    fake.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", line], env={"PATH": path, **variables}, capture_output=True, check=True, cwd=tmp_path
    )
    return done.stdout.decode().split("\0")[:-1]


def test_a_command_has_a_variable_for_everything_that_is_secret_or_masked() -> None:
    assert curl(ASKED, Masker(), data_max=500) == (
        "curl -i -g -X POST \"$OMS_URL\"'/api/orders?email='\"$EMAIL_1\"'&x[a]=1' "
        "-H \"x-api-key: $OMS_API_KEY\" -H 'content-type: application/json' --data-binary "
        '\'{"email": "\'"$EMAIL_2"\'", "ref": "it\'"\'"\'s \\"1\\" $HOME `id` \\\\n"}\''
    )


def test_a_shell_makes_the_same_request_of_it_once_the_variables_are_filled_in(tmp_path: Path) -> None:
    filled = {"OMS_URL": "http://oms", "EMAIL_1": "a%40b.example", "EMAIL_2": "ann@b.example"}
    given = run(curl(ASKED, Masker(), data_max=500), tmp_path, OMS_API_KEY="k 1", **filled)
    assert given == [
        "-i", "-g", "-X", "POST", "http://oms/api/orders?email=a%40b.example&x[a]=1",
        "-H", "x-api-key: k 1", "-H", "content-type: application/json", "--data-binary", SENT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("system", "header"),
    [
        ("marketplace", "authorization: Bearer t-1"),
        ("erp", "authorization: Bearer t-1"),
        ("crm", "t-1"),
    ],
)
def test_each_system_is_let_in_to_by_what_it_asks_for(tmp_path: Path, system: str, header: str) -> None:
    asked = Exchange(1, 0, system, "list", "connector", "GET", "/orders")
    name = system.upper()
    filled = {f"{name}_URL": "http://x", f"{name}_TOKEN": "t-1", f"{name}_ACCESS": "t-1"}
    given = run(curl(asked, Masker(), data_max=500), tmp_path, **filled)
    assert given == ["-i", "-X", "GET", "http://x/orders", "-H", header]


def test_a_request_that_has_to_be_signed_is_signed_by_the_command(tmp_path: Path) -> None:
    asked = Exchange(1, 0, "wms", "ship", "connector", "POST", "/outbound", query="a=1", request='{"a":1.50}')
    filled = {"WMS_URL": "http://wms", "WMS_KEY_ID": "wms-key", "WMS_SECRET": "s3cret"}
    given = run(curl(asked, Masker(), data_max=500), tmp_path, **filled)
    headers = dict(each.split(": ") for each in given if each.startswith("x-"))
    body = given[given.index("--data-binary") + 1].encode()
    digest = hashlib.sha256(body).hexdigest()
    text = f"POST\n/outbound?a=1\n{headers['x-timestamp']}\n{digest}"
    assert body == b'{"a": 1.50}'
    assert headers["x-key-id"] == "wms-key"
    assert headers["x-signature"] == hmac.new(b"s3cret", text.encode(), hashlib.sha256).hexdigest()


def test_somebody_in_the_world_is_named_and_a_real_name_is_masked(tmp_path: Path) -> None:
    asked = Exchange(1, 0, "wms", "ship", "picker", "POST", "/_world/shipments")
    by_name = Exchange(1, 0, "wms", "ship", "Ann Bo", "POST", "/_world/shipments")
    assert curl(asked, Masker(), data_max=9).endswith("-H 'x-actor: picker'")
    assert curl(by_name, Masker(), data_max=9).endswith("""-H 'x-actor: '"$NAME_1\"""")


def test_a_token_is_asked_for_with_credentials_to_fill_in() -> None:
    asked = Exchange(1, 0, "erp", "issue_token", "connector", "POST", "/oauth/token")
    assert curl(asked, Masker(), data_max=9) == (
        'curl -i -X POST "$ERP_URL"/oauth/token -d grant_type=client_credentials '
        '-d "client_id=$ERP_CLIENT_ID" -d "client_secret=$ERP_CLIENT_SECRET"'
    )
