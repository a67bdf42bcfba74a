"""``ordergate trade`` closes to the penny, says what it cannot read, and repeats byte for byte."""

from __future__ import annotations

import contextlib
import csv
import json
import lzma
import os
import signal
import subprocess
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from .ordergate import ROOT, ordergate, started

DATA = Path(os.environ.get("ORDERGATE_ORDERS", ROOT.parent / "shared" / "data")) / "online-retail.csv.xz"
needs_data = pytest.mark.skipif(
    not DATA.exists(), reason=f"{DATA} is not there: the year of real orders is not tested"
)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "orders.csv"
    assert ordergate("sample-trade", path, "--seed", "4").returncode == 0
    return path


def accounted(found: dict[str, dict[str, str]]) -> tuple[int, Decimal]:
    parts = [found[name] for name in ("applied", "ignored", "quarantined")]
    return sum(int(part["rows"]) for part in parts), sum(
        (Decimal(part["amount"]) for part in parts), Decimal(0)
    )


def test_the_sample_is_accounted_for_row_by_row_and_penny_by_penny(sample: Path) -> None:
    ended = ordergate("trade", sample, "--json")
    found = json.loads(ended.stdout)
    assert found["findings"] == []
    assert found["control_mismatches"] == []
    assert accounted(found) == (found["rows"], Decimal(found["amount"]))
    assert ended.returncode == 0
    assert found["orders_shipped_in_parts"] > 0


def test_the_same_seed_gives_the_same_journal_byte_for_byte(sample: Path, tmp_path: Path) -> None:
    journals = []
    for number, hash_seed in enumerate(("1", "77")):
        folder = tmp_path / f"folder{number}"
        folder.mkdir()
        ordergate("trade", sample, "--seed", "9", "--out", folder / "out", folder=folder, hash_seed=hash_seed)
        journals.append((folder / "out" / "journal.ndjson").read_bytes())
    assert journals[0] == journals[1]
    assert len(journals[0]) > 100_000


def test_another_seed_gives_another_journal(sample: Path, tmp_path: Path) -> None:
    journals = []
    for seed in ("9", "10"):
        ordergate("trade", sample, "--seed", seed, "--out", tmp_path / seed)
        journals.append((tmp_path / seed / "journal.ndjson").read_bytes())
    assert journals[0] != journals[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.csv"], "nowhere.csv"),
        (["empty.csv"], "empty"),
        (["short.csv"], "column Description"),
        (["orders.csv", "--from", "2010-13-01"], "2010-13-01"),
        (["orders.csv", "--from", "2031-01-01"], "2031-01-01"),
        (["orders.csv", "--tax-rate", "much"], "much"),
        (["orders.csv", "--columns", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(
    sample: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "short.csv").write_text("InvoiceNo,StockCode\n1,2\n")
    (tmp_path / "orders.csv").write_bytes(sample.read_bytes())
    ended = ordergate("trade", *arguments, "--out", "out", folder=tmp_path)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("out", ["orders.csv", "orders.csv/below", "/proc/x"])
def test_a_place_that_cannot_hold_the_evidence_is_named_before_the_work_starts(
    sample: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "orders.csv").write_bytes(sample.read_bytes())
    ended = ordergate("trade", "orders.csv", "--out", out, folder=tmp_path)
    assert ended.returncode == 2
    assert f"evidence cannot be written to {out}: " in ended.stderr
    assert "seed" not in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("folder", [".", "/"])
def test_a_sample_is_not_written_over_a_folder(tmp_path: Path, folder: str) -> None:
    ended = ordergate("sample-trade", folder, folder=tmp_path)
    assert ended.returncode == 2
    assert f"sample {folder} cannot be written: is a directory" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_tax_rate_of_minus_nothing_is_nothing(sample: Path, tmp_path: Path) -> None:
    found = []
    for number, rate in enumerate(("-0", "0")):
        out = tmp_path / str(number)
        assert ordergate("trade", sample, f"--tax-rate={rate}", "--out", out).returncode == 0
        found.append((out / "journal.ndjson").read_bytes())
    assert found[0] == found[1]


def test_ctrl_c_says_so_and_leaves_nothing_half_written(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = started("trade", sample, "--out", out)
    while running.poll() is None and not any(out.glob(".journal*")):
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(timeout=0.01)
    running.send_signal(signal.SIGINT)
    _, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "interrupted" in error
    assert "Traceback" not in error
    assert list(out.iterdir()) == []


@needs_data
def test_december_2010_closes_row_by_row_penny_by_penny_customer_by_customer() -> None:
    ended = ordergate("trade", DATA, "--from", "2010-12-01", "--to", "2010-12-31", "--json")
    found = json.loads(ended.stdout)
    with lzma.open(DATA, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["InvoiceDate"] < "2011"]
    amounts = [Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in rows]
    assert (
        (found["rows"], Decimal(found["amount"]))
        == (len(rows), sum(amounts))
        == (42_481, Decimal("748957.02"))
    )
    assert accounted(found) == (found["rows"], Decimal(found["amount"]))
    assert found["findings"] == []
    assert found["orders_shipped_in_parts"] > found["orders"] // 5
    by_customer: dict[str, Decimal] = defaultdict(Decimal)
    for row, amount in zip(rows, amounts, strict=True):
        by_customer[row["CustomerID"].removesuffix(".0") or "GUEST"] += amount
    closed = {
        line["customer"]: Decimal(line["accounted"])
        for line in found["control"]
        if line["month"] == "2010-12"
    }
    assert closed == by_customer
