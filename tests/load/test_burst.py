"""A short burst against live connectors: what it prints, leaves, and ends with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from ordergate.harness.commands.load import LoadOptions, load
from ordergate.harness.load.generator import Generator, GeneratorFailed
from ordergate.harness.load.profile import read_profile
from tests.server.processes import environment

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
CARELESS = """
[connector]
name = "careless"
kind = "command"
command = ["{python}", "-m", "tests.load.careless_engine"]

[connector.environment]
PYTHONPATH = "{root}"
ORDERGATE_ENGINE_TOPOLOGY = "{{world.topology}}"
ORDERGATE_ENGINE_LISTEN = "127.0.0.1:{{connector.port}}"
ORDERGATE_ENGINE_WEBHOOK_URL = "{{connector.url}}/webhooks"
ORDERGATE_ENGINE_STORE_PATH = "{{connector.directory}}/store.sqlite"
ORDERGATE_ENGINE_POLLS__ERP_S = "1"
ORDERGATE_ENGINE_POLLS__STOCK_S = "1"
ORDERGATE_ENGINE_MARKETPLACE__BASE_URL = "{{marketplace.base_url}}"
ORDERGATE_ENGINE_MARKETPLACE__CLIENT_ID = "{{marketplace.client_id}}"
ORDERGATE_ENGINE_MARKETPLACE__CLIENT_SECRET = "{{marketplace.client_secret}}"
ORDERGATE_ENGINE_ERP__BASE_URL = "{{erp.base_url}}"
ORDERGATE_ENGINE_ERP__CLIENT_ID = "{{erp.client_id}}"
ORDERGATE_ENGINE_ERP__CLIENT_SECRET = "{{erp.client_secret}}"

[connector.start]
probe = "{{connector.url}}/healthz"

[connector.settle]
poll_every_s = 1
probe = "{{connector.url}}/status"

[sla]
order_in_erp_max_s = 2
"""


def test_a_burst_that_arrives_in_time_passes_and_leaves_its_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(LoadOptions(profile="burst", duration_s=6, seed=5, out=tmp_path)) == 0
    said = capsys.readouterr().out
    assert said.startswith("seed 5\n")
    assert "passed: 1 scenario passed" in said
    assert "repeat: ordergate load burst --duration 6 --seed 5\n" in said
    told = json.loads((tmp_path / "load.json").read_text("utf-8"))
    assert told["orders_placed"] == told["orders_in_erp"] == len(told["measured"]["orders"]) > 10
    assert (told["orders_lost"], told["findings"], told["verdict"]) == ([], [], "passed")
    assert {limit["kept"] for limit in told["limits"]} == {True}
    left = {path.name for path in tmp_path.iterdir()}
    assert {"report.html", "load.html", "locust.html", "locust_stats.csv", "journal.ndjson"} <= left
    assert "order in ERP" in (tmp_path / "locust_stats.csv").read_text("utf-8")
    page = (tmp_path / "load.html").read_text("utf-8")
    assert page.count("<svg") == 2
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_limit_that_nobody_keeps_ends_with_99_and_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = tmp_path / "ordergate.toml"
    limits.write_text("[sla]\norder_in_erp_p95_s = 0.001\n", "utf-8")
    options = LoadOptions(
        profile="burst", connector=limits, topology="shop-erp", duration_s=5, out=tmp_path, as_json=True
    )
    assert load(options) == 99
    told = json.loads(capsys.readouterr().out)
    assert [finding["rule"] for finding in told["findings"]] == ["SLA"]
    assert told["findings"][0]["text"].endswith("; the limit order_in_erp_p95_s is 0.001")
    assert told["exit_code"] == 99


def test_a_connector_that_loses_orders_fails_whatever_the_limits_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ordergate.toml"
    file.write_text(CARELESS.format(python=sys.executable, root=ROOT), "utf-8")
    options = LoadOptions(
        profile="burst", connector=file, topology="shop-erp", duration_s=5, out=tmp_path, as_json=True
    )
    assert load(options) == 1
    told = json.loads(capsys.readouterr().out)
    lost = told["orders_lost"]
    assert len(lost) == told["orders_placed"] - told["orders_in_erp"] > 0
    found = {finding["text"] for finding in told["findings"]}
    assert {f"order {order} never reached the erp; once is right" for order in lost} <= found


def test_an_interrupted_run_ends_with_130_a_report_and_no_process_left(tmp_path: Path) -> None:
    command = "from ordergate.harness.cli import main; main()"
    run = subprocess.Popen(
        [sys.executable, "-c", command, "load", "burst", "--duration", "30", "--out", str(tmp_path)],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout is not None
    assert any("in the ERP" in line for line in run.stdout)
    started = psutil.Process(run.pid).children(recursive=True)
    assert len(started) == 3  # The systems, the connector, the load generator.
    os.kill(run.pid, signal.SIGINT)
    run.communicate(timeout=20)
    assert run.returncode == 130
    assert psutil.wait_procs(started, timeout=5)[1] == []
    told = json.loads((tmp_path / "load.json").read_text("utf-8"))
    assert (told["interrupted"], told["verdict"]) == (True, "indeterminate")
    assert "interrupted" in (tmp_path / "report.html").read_text("utf-8")


def a_plan(**changes: Any) -> dict[str, Any]:
    shape = read_profile("burst").changed(duration_s=4).shape.model_dump()
    return {
        "seed": 1, "marketplace_url": "http://127.0.0.1:1", "world_url": "http://127.0.0.1:1/w",
        "token": "t", "server_pid": os.getpid(), "after": 0, "skus": ["A"], "buyers": 1, "lines_max": 1,
        "units_max": 1, "orders_per_s": 1, "shape": shape, "limits": {}, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"skus": 7}, r"ended with 1: [\s\S]*Expected `array`"),
        ({}, r"broke: GET http://127\.0\.0\.1:1/w/clock was answered with 0"),
    ],
)
def test_a_load_generator_that_breaks_is_quoted_and_is_no_verdict(
    tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    generator = Generator(a_plan(**wrong), tmp_path)
    with pytest.raises(GeneratorFailed, match=said) as failed:
        generator.results(lambda progress: None)
    generator.close()
    assert failed.value.exit_code == 4
    assert not psutil.pid_exists(generator.pid)
