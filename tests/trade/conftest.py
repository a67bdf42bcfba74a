"""The real file of orders, where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ordergate.harness.trade.documents import TradeFile, read_trade

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def real_file() -> Path:
    folder = Path(os.environ.get("ORDERGATE_ORDERS", ROOT.parent / "shared" / "data"))
    path = folder / "online-retail.csv.xz"
    if not path.exists():
        pytest.skip(f"REAL ORDERS NOT TESTED: no {path}; ORDERGATE_ORDERS names the folder it is in")
    return path


@pytest.fixture(scope="session")
def year(real_file: Path) -> TradeFile:
    return read_trade(real_file)
