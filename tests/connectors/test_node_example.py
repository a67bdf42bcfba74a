"""The connector in Node.js that users copy from comes through trouble, over HTTP and by webhooks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .gate import Gate

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "node"
TROUBLE = (
    "S03/an-erp-that-takes-duplicates-gets-one-order",
    "S28/of-a-batch-of-items-a-part-is-done:-short",
    "S28/the-oms-says-200-and-has-errors-in-it:-ship_fulfilment",
    "S57/the-oms-and-its-warehouse-tell-more-than-before",
)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node on this machine")
def test_it_comes_through_trouble(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    run = gate.run(*TROUBLE, "--topology", "full", "--parallel", "2")
    assert run.code == 0, run.said
    assert [one["verdict"] for one in gate.scenarios()] == ["passed"] * len(TROUBLE)
