"""``ordergate contracts`` at the command line: what it says, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.ordergate import ordergate

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "contracts"


def changed(folder: Path, *, version: str) -> Path:
    """The contracts, of which the ERP's lacks an operation and bears this version."""
    for kind in ("openapi", "asyncapi", "canonical"):
        (folder / kind).mkdir(parents=True)
        for file in (CONTRACTS / kind).glob("*.json"):
            (folder / kind / file.name).write_bytes(file.read_bytes())
    path = folder / "openapi" / "erp.json"
    erp = json.loads(path.read_text("utf-8"))
    del erp["paths"]["/Invoices"]["post"]
    erp["info"]["version"] = version
    path.write_text(json.dumps(erp), "utf-8")
    return folder


def test_nothing_has_changed() -> None:
    run = ordergate("contracts", "check", "--base", str(CONTRACTS))
    assert (run.returncode, run.stdout.startswith("0 changes since ")) == (0, True), run.stdout


def test_what_breaks_partners_ends_with_one(tmp_path: Path) -> None:
    now = changed(tmp_path / "now", version="1")
    run = ordergate("contracts", "check", "--base", str(CONTRACTS), "--now", str(now))
    assert run.returncode == 1, run.stderr
    assert run.stdout.splitlines() == [
        "breaking: openapi/erp.json: POST /Invoices: operation is gone",
        f"1 changes since {CONTRACTS}, 1 break partners without a new version",
    ]


def test_a_new_version_may_break_them(tmp_path: Path) -> None:
    now = changed(tmp_path / "now", version="2")
    run = ordergate("contracts", "check", "--base", str(CONTRACTS), "--now", str(now), "--json")
    told = json.loads(run.stdout)
    assert (run.returncode, told["breaking"]) == (0, 0)
    assert [one["class"] for one in told["changes"]] == ["breaking, with a new version"]


def test_what_is_written_is_what_is_there(tmp_path: Path) -> None:
    first, again = (ordergate("contracts", "write", str(tmp_path / "new")) for _ in range(2))
    assert (first.returncode, again.stdout) == (0, "every file was right\n")
    run = ordergate("contracts", "check", "--base", str(CONTRACTS), "--now", str(tmp_path / "new"))
    assert (run.returncode, "0 changes" in run.stdout) == (0, True)


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    for base, said in (
        (str(tmp_path), "holds no contracts"),
        ("no-such-commit", "--base is a folder or a commit"),
    ):
        run = ordergate("contracts", "check", "--base", base)
        assert (run.returncode, said in run.stderr) == (2, True), run.stderr
    (tmp_path / "openapi").mkdir()
    (tmp_path / "openapi" / "x.json").write_text("{", "utf-8")
    run = ordergate("contracts", "check", "--base", str(tmp_path))
    assert (run.returncode, "is no JSON" in run.stderr) == (2, True), run.stderr


def test_a_place_that_takes_no_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for words in (
        ("contracts", "write", str(tmp_path / "file" / "x")),
        ("explore", "--seeds", "1", "--out", str(tmp_path / "file" / "x")),
        ("prove", "--page", str(tmp_path)),
    ):
        run = ordergate(*words)
        assert (run.returncode, "Traceback" in run.stderr) == (2, False), run.stderr
