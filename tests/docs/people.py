"""What docs/people.md says, made from the world, its people and what they say, and from the samples.

``python -m tests.docs.people`` writes the page again, and so does ``python -m tests.docs.services``.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from ordergate.harness.actors import orders
from ordergate.harness.world import Wait, World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.views import OrderView, StockView

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "people.md"
SAMPLES = DOCS / "examples" / "people" / "test_people.py"
# What people and the plugin need of a world; a scenario has the people themselves.
INNER = ("books", "call", "case", "judged", "say", "wait_until_changed")
_QUOTED = re.compile(r"(: |-> )'([^']*)'")  # Annotations are texts, and shown as such.
INTRODUCTION = """# People and wishes

Everything that a scenario in Python can say. A test asks for the fixture `world`; the people of the world
act in it through verbs, and views show what stands in the systems afterwards. Verbs that wait (a picker for
the order, a receiver for the return, an approver for the hold) let time pass until there is something to
do; everybody else acts at once, and `world.settle()` lets everything arrive.

The samples are one file, [test_people.py](examples/people/test_people.py), and run as they stand:
`ordergate run --scenarios-in docs/examples/people`. Most of these verbs in YAML:
[scenarios without Python](yaml-scenarios.md).

This page is made from the code: `python -m tests.docs.people`.
"""


def people() -> dict[str, Any]:
    """The people of a world, by the name under which a scenario finds them."""
    world = World(InProcessWorld(Blueprint("full", 1), None))
    with closing(world.port):
        return {
            name: held
            for name, held in vars(world).items()
            if type(held).__module__.startswith("ordergate.harness.actors.") and not name.startswith("_")
        }


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "## The world\n", _paragraph(World), "", *_verbs("world", World, leave_out=INNER)]
    parts += ["", "## People", ""]
    samples = _samples()
    for name, person in people().items():
        parts += [f"### world.{name}", "", _paragraph(type(person)), ""]
        parts += ["```python", samples[name], "```", ""] if name in samples else []
        parts += [*_verbs(f"world.{name}", type(person)), ""]
    parts += ["## Wishes", "", "From `ordergate.harness.actors.orders`.", ""]
    for wish in _wishes():
        parts += [f"* `{wish.__name__}{_signature(wish)}`: {_paragraph(wish)}"]
    parts += [f"* `{Wait.__name__}{_signature(Wait)}` of `ordergate.harness.world`: {_paragraph(Wait)}", ""]
    parts += ["## What stands in the systems", ""]
    for call, view in (("world.order(order)", OrderView), ("world.stock(sku)", StockView)):
        parts += [f"### {call}", "", _paragraph(view), "", *_verbs(call, view), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _verbs(path: str, owner: type, leave_out: tuple[str, ...] = ()) -> Iterator[str]:
    yield "| Call | What it says |"
    yield "|---|---|"
    for name, method in inspect.getmembers(owner, inspect.isfunction):
        if not name.startswith("_") and name not in leave_out:
            signature = _signature(method).replace("|", "\\|")
            yield f"| `{path}.{name}{signature}` | {_paragraph(method)} |"


def _signature(made: Any) -> str:
    """Without self, and without the quotes that annotations as text have."""
    text = _QUOTED.sub(r"\1\2", str(inspect.signature(made)))
    text = re.sub(r"^\(self(, )?", "(", text)
    return re.sub(r"<factory>", "...", text).removesuffix(" -> None")


def _paragraph(documented: Any) -> str:
    """The docstring in one line, in Markdown."""
    return " ".join((inspect.getdoc(documented) or "").split()).replace("``", "`")


def _wishes() -> Iterator[type]:
    """What people hold in their hands, in the order in which it is declared."""
    for _, made in sorted(vars(orders).items(), key=lambda item: _line(item[1])):
        if inspect.isclass(made) and is_dataclass(made) and made.__module__ == orders.__name__:
            yield made


def _line(made: Any) -> int:
    return inspect.getsourcelines(made)[1] if inspect.isclass(made) and is_dataclass(made) else 0


def _samples() -> dict[str, str]:
    """The sample of each person: the scenario that is called after it."""
    text = SAMPLES.read_text("utf-8")
    lines, found = text.splitlines(), {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_the_"):
            first = min(each.lineno for each in node.decorator_list) - 1
            found[node.name.removeprefix("test_the_").partition("_")[0]] = "\n".join(
                lines[first : node.end_lineno]
            )
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
