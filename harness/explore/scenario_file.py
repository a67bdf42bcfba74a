"""A story as a file that runs like any scenario, and fails for the same reason."""

from __future__ import annotations

import re
from textwrap import indent

from ..running.trial import EXPECTATION
from .playing import NOTHING_SET_ASIDE, Told
from .telling import WORDS

_PAGE = '''"""A story that breaks {rule}; run it with --seed {seed}."""

{standard}import pytest

{ours}


@pytest.mark.scenario("X01", {mark})
def test_story_{seed}(world: World) -> None:
    """{sentence}"""
{body}
'''


def scenario_text(told: Told, rule: str) -> str:
    """The file of a story that breaks a rule."""
    lines = list(told.lines)
    if not lines or lines[-1] != "world.settle()":
        lines.append("world.settle()")
    if rule == EXPECTATION:
        lines.append(NOTHING_SET_ASIDE)
    text = "\n".join(lines)
    named = sorted(word for word in WORDS if re.search(rf"\b{word}\b", text))
    found = next((finding for finding in told.findings if finding.rule == rule), None)
    sentence = "It breaks a rule." if found is None else " ".join(found.text.split())
    sentence = sentence.replace("\\", " ").replace('"', "'")
    return _PAGE.format(
        rule=rule, seed=told.seed, mark=told.setting.mark, body=indent(text, "    "),
        sentence=sentence, ours="\n".join(_imports([*named, "World"])),
        standard="from decimal import Decimal\n\n" if "Decimal" in named else "",
    )  # fmt: skip


def _imports(names: list[str]) -> list[str]:
    """The lines that import these words, sorted by module."""
    modules: dict[str, list[str]] = {}
    for name in names:
        if name != "Decimal":
            module = "ordergate.harness.world" if name == "World" else WORDS[name].__module__
            modules.setdefault(module, []).append(name)
    return [f"from {module} import {', '.join(held)}" for module, held in sorted(modules.items())]
