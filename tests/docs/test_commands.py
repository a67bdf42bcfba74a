"""Every command and flag that a page or an example names exists, and the examples for builds can be read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml

from ordergate.harness.cli import app
from ordergate.harness.config.model import Config
from ordergate.harness.config.reading import read_config
from ordergate.harness.config.starting_file import starter
from ordergate.harness.running.baseline import read_baseline

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "docs" / "ci").iterdir()),
]
_COMMAND = re.compile(r"(?:^|[\s`'/])ordergate ((?:[a-z][a-z-]*)(?:[^`'#\n|>&]|\\\n)*)")


def commands_in(page: Path) -> Iterator[list[str]]:
    """The command lines of a page, without the program."""
    text = re.sub(r"\\\n\s*|(?<=--strict)\n\s*", " ", page.read_text("utf-8"))
    for found in _COMMAND.finditer(text):
        try:
            yield shlex.split(found[1])
        except ValueError:
            continue


def test_every_command_and_flag_that_is_named_exists() -> None:
    commands = vars(typer.main.get_command(app))["commands"]
    seen = 0
    for page in PAGES:
        for words in commands_in(page):
            command = commands.get(words[0])
            if command is None:
                continue
            if (within := vars(command).get("commands")) is not None:
                assert words[1] in within, f"{page.name}: {words}"
                command = within[words[1]]
            known = {
                name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)
            }
            flags = [word.partition("=")[0].rstrip(".,;:)") for word in words[1:] if word.startswith("--")]
            assert set(flags) <= {*known, "--help"}, f"{page.name}: {words}"
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_the_examples_for_builds_are_yaml(name: str) -> None:
    assert yaml.safe_load((ROOT / "docs" / "ci" / name).read_text("utf-8"))


def test_the_known_findings_of_the_page_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "gate.md").read_text("utf-8")
    sample = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)[0]
    (tmp_path / "known.toml").write_text(sample, "utf-8")
    [known] = read_baseline(tmp_path / "known.toml").known
    assert (known.rule, known.scenario) == ("I14", "S16")


def test_the_defaults_that_the_starter_shows_are_those_of_the_settings(tmp_path: Path) -> None:
    defaults = {
        section: getattr(field.annotation, "model_fields", {})
        for section, field in Config.model_fields.items()
    }
    section, shown = "", 0
    for line in starter().splitlines():
        if header := re.match(r"\[([a-z.]+)\]", line):
            section = header[1]
        setting = re.match(r"# ([a-z_]+) = (true|false|\d+|\"[^\"]*\")(?=\s|$)", line)
        if (
            setting is None
            or section not in ("run", "world", "connector")
            or setting[1] in ("data", "baseline")
        ):
            continue
        field = defaults[section].get(setting[1])
        if field is not None and setting[1] != "time_budget_min":
            assert str(field.default).lower() == setting[2].strip('"'), line
            shown += 1
    assert shown >= 6


@pytest.mark.parametrize("example", ["node", "python"])
def test_the_settings_of_the_examples_can_be_read(example: str) -> None:
    config = read_config(ROOT / "docs" / "examples" / example / "ordergate.toml", {})
    assert config.connector.environment["SHOP_URL"] == "{marketplace.base_url}"


def test_the_node_example_takes_the_variables_that_the_starter_gives(tmp_path: Path) -> None:
    (tmp_path / "ordergate.toml").write_text(starter(), "utf-8")
    given = read_config(tmp_path / "ordergate.toml", {}).connector.environment
    asked = read_config(ROOT / "docs" / "examples" / "node" / "ordergate.toml", {}).connector.environment
    assert asked.items() <= given.items()
