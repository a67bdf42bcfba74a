"""The file to begin with and its schema: what `ordergate init` writes works, and editors can check it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from ordergate.harness.commands.init import SCHEMA_NAME, init
from ordergate.harness.config.reading import read_config
from ordergate.harness.config.starting_file import schema, starter
from ordergate.harness.errors import UsageError

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "docs" / "examples").rglob("ordergate.toml"))


def commented_in() -> str:
    """The starter with the defaults that it shows in comments."""
    lines = (line for line in starter().splitlines() if not line.startswith("# kind ="))
    return "\n".join(re.sub(r"^# (?=[a-z_]+ = )", "", line) for line in lines)


def complaints(text: str) -> list[str]:
    checker = jsonschema_rs.Draft202012Validator(schema())
    return [error.message for error in checker.iter_errors(tomllib.loads(text))]


@pytest.mark.parametrize("text", [starter(), commented_in(), *(file.read_text("utf-8") for file in EXAMPLES)])
def test_the_schema_takes_the_starter_and_the_examples(text: str) -> None:
    assert complaints(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[conector]", "'conector' was unexpected"),
        ("[connector.settle]\npoll_every = 1", "'poll_every' was unexpected"),
        ('[connector]\nkind = "ftp"', '"ftp" is not one of'),
        ('[run]\nseed = "many"', '"many" is not of type "integer"'),
        ('file = "x"', "'file' was unexpected"),
    ],
)
def test_the_schema_refuses_what_the_command_refuses(text: str, words: str) -> None:
    assert any(words in said for said in complaints(text)), complaints(text)


def test_every_setting_explains_itself() -> None:
    def settings(part: dict[str, Any]) -> list[dict[str, Any]]:
        named = [*part.get("$defs", {}).values(), part]
        return [row for one in named for row in one.get("properties", {}).values() if "$ref" not in row]

    assert [row for row in settings(schema()) if not row.get("description")] == []


def flat(part: Mapping[str, Any], name: str = "") -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for key, value in part.items():
        path = f"{name}.{key}".removeprefix(".")
        rows |= flat(value, path) if isinstance(value, dict) else {path: value}
    return rows


def test_the_defaults_that_the_starter_shows_are_the_defaults(tmp_path: Path) -> None:
    shown, plain = tmp_path / "shown.toml", tmp_path / "plain.toml"
    plain.write_text('[connector]\nname = "my connector"\nkind = "command"\ncommand = ["./my-connector"]\n')
    shown.write_text(commented_in(), "utf-8")
    meant = flat(read_config(plain, {}).model_dump())
    other = {name for name, value in flat(read_config(shown, {}).model_dump()).items()
             if meant.get(name, value) != value and not name.startswith(("sla.", "uat."))}  # fmt: skip
    assert other == {  # What can only be shown by an example.
        "connector.start.probe", "connector.settle.probe", "connector.settle.accounts",
        "connector.settle.requeue", "world.data",
        "run.tags", "run.time_budget_min", "run.baseline",
    }  # fmt: skip


def test_init_writes_the_starter_and_its_schema_and_replaces_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ordergate.toml"
    assert init(file, force=False) == 0
    assert f"wrote {file}" in capsys.readouterr().out
    assert read_config(file, {}).connector.command == ("./my-connector",)
    assert (tmp_path / SCHEMA_NAME).is_file()
    file.write_text("mine")
    with pytest.raises(UsageError, match=r"ordergate\.toml is there already; --force replaces it"):
        init(file, force=False)
    assert file.read_text() == "mine"
    assert init(file, force=True) == 0
    assert file.read_text() == starter()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (".", "is a folder; name a file in it, such as"),
        ("no/such/folder.toml", "cannot be written: no such file"),
    ],
)
def test_init_says_where_it_cannot_write(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        init(tmp_path / name, force=True)
