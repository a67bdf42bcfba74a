"""Whatever a connector says before it ends, the evidence holds no secrets and nobody's data."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from .ordergate import ordergate

CONNECTOR = """
import http.server, json, os, sys, threading, time, urllib.parse, urllib.request

URL, SECRET = os.environ["SHOP_URL"], os.environ["SHOP_SECRET"]
seen = []

def asked(path, body=None, **headers):
    with urllib.request.urlopen(urllib.request.Request(URL + path, body, headers)) as reply:
        return json.load(reply)

def leak():
    form = {"grant_type": "client_credentials", "client_id": os.environ["SHOP_ID"], "client_secret": SECRET}
    token = asked("/oauth/token", urllib.parse.urlencode(form).encode())["access_token"]
    buyers = []
    while not buyers:
        time.sleep(0.1)
        buyers = asked("/buyers", Authorization="Bearer " + token)["buyers"]
    seen.append(1)
    live = os.environ["SK_LIVE"]
    for path in (f"/orders?api_key={live}&x={token}", f"/x/{SECRET}", f"/orders?who={buyers[0]['email']}"):
        try:
            asked(path, Authorization="Bearer " + token)
        except OSError:
            pass
    one = buyers[0]
    words = [SECRET, os.environ["ERP_SECRET"], live, os.environ["PLAIN"], token, one["email"], one["phone"],
             one["address"]["line"], one["company"]]
    open("canaries.txt", "w").write("\\n".join(words))
    print("leak", *words, json.dumps(words), file=sys.stderr, flush=True)
    os._exit(3)

class Answer(http.server.BaseHTTPRequestHandler):
    def log_message(self, *a):
        pass
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"pending": len(seen)}).encode())

threading.Thread(target=leak, daemon=True).start()
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
"""
SETTINGS = """
[connector]
name = "leaky"
kind = "command"
command = ["python3", "leak.py"]
topologies = ["shop-erp"]
links = ["payments"]
[connector.environment]
PORT = "{connector.port}"
SHOP_URL = "{marketplace.base_url}"
SHOP_ID = "{marketplace.client_id}"
SHOP_SECRET = "{marketplace.client_secret}"
ERP_SECRET = "{erp.client_secret}"
SK_LIVE = "canary/of/the/environment"
PLAIN = "canary4without8a15telling16name23"
[connector.start]
probe = "{connector.url}/healthz"
[connector.settle]
poll_every_s = 0.2
limit_s = 8
probe = "{connector.url}/status"
"""
Leaked = tuple[subprocess.CompletedProcess[str], Path]
LEAK = "S01/an-order-is-shipped-invoiced-and-paid"


@pytest.fixture(scope="module", params=[1, 2], ids=["in one process", "in workers"])
def leaked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Leaked:
    folder = tmp_path_factory.mktemp("leak")
    (folder / "leak.py").write_text(CONNECTOR)
    (folder / "leak.toml").write_text(SETTINGS)
    ended = ordergate(
        "run", LEAK, "--connector", "leak.toml", "--out", "run", "--har", "--ctrf", "run/ctrf.json",
        "--parallel", str(request.param), folder=folder,
    )  # fmt: skip
    return ended, folder


def test_no_file_of_the_evidence_and_no_line_on_the_console_holds_a_secret_or_a_buyers_data(
    leaked: Leaked,
) -> None:
    ended, folder = leaked
    assert ended.returncode == 1, ended.stdout + ended.stderr
    canaries = (folder / "canaries.txt").read_text().splitlines()
    assert len(canaries) == 9
    files = [path for path in (folder / "run").rglob("*") if path.is_file()]
    left = {str(path.relative_to(folder)): path.read_text() for path in files}
    left |= {"stdout": ended.stdout, "stderr": ended.stderr}
    assert {"run/traffic.har", "run/ctrf.json", "run/journal.ndjson", "run/uat.html"} <= set(left)
    shown = {(name, canary) for name, text in left.items() for canary in canaries if canary in text}
    assert shown == set()


def test_what_was_hidden_says_what_it_was(leaked: Leaked) -> None:
    said = leaked[0].stdout
    for name in (
        "marketplace.client_secret",
        "erp.client_secret",
        "environment.SK_LIVE",
        "marketplace.token",
    ):
        assert f"[{name}]" in said
    assert re.search(r"\[email-\d+\] \[phone-\d+\] \[address-\d+\] \[name-\d+\]", said)
