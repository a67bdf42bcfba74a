"""Whoever reads a verdict is told what was done to the systems, and which policies were in force."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

COMMAND = "from ordergate.harness.cli import main; main()"


def ran(out: Path, *arguments: str) -> str:
    command = [sys.executable, "-c", COMMAND, "run", *arguments, "--topology", "shop-erp", f"--out={out}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout


def test_a_disturbed_run_says_so_wherever_its_verdict_is_read(tmp_path: Path) -> None:
    rule = "latency on erp.place_sales_order nth=1"
    said = ran(tmp_path, "S01", "--profile", "light", "--fault", rule)
    words = f"disturbed by the profile light, '{rule}'"
    assert words in said
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert (run["profile"], run["faults"]) == ("light", [rule])
    assert "disturbed by the profile light" in (tmp_path / "summary.md").read_text("utf-8")
    for page in ("report.html", "uat.html"):
        assert "disturbed by the profile light" in (tmp_path / page).read_text("utf-8")


def test_a_calm_run_says_nothing_of_it_and_names_its_policies(tmp_path: Path) -> None:
    assert "disturbed" not in ran(tmp_path, "S10")
    (first, *_) = [
        one for one in json.loads((tmp_path / "run.json").read_text("utf-8"))["scenarios"] if one["policies"]
    ]
    name, choice = next(iter(first["policies"].items()))
    report = (tmp_path / "report.html").read_text("utf-8")
    assert re.search(rf"Policies</span> <code>[^<]*{re.escape(name)}={re.escape(choice)}", report)
