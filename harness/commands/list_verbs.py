"""``ordergate list verbs``: what scenarios in YAML can say, with an example line for each verb."""

from __future__ import annotations

import json
from typing import Any

from ..stories.expectations import EXPECTATIONS
from ..stories.schema import schema
from ..stories.table import Verb
from ..stories.verbs import ACTIONS

_HEADINGS = ((ACTIONS, "under given and when"), (EXPECTATIONS, "under then"))


def list_verbs(*, as_json: bool) -> int:
    """Print the verbs with their parameters."""
    if as_json:
        verbs = [_as_data(verb) for table, _ in _HEADINGS for verb in table.values()]
        print(json.dumps({"verbs": verbs}, indent=2, ensure_ascii=False))
        return 0
    for table, heading in _HEADINGS:
        print(f"{heading}:\n")
        for verb in table.values():
            print(_as_text(verb))
    return 0


def print_schema() -> int:
    """Print the JSON Schema by which editors complete and check files."""
    print(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0


def _as_text(verb: Verb) -> str:
    wide = max((len(name) for name in verb.parameters), default=0)
    lines = [f"  {verb.line}", f"      {verb.help}"]
    lines += [f"      {one.name:<{wide}}  {one.help}" for one in verb.parameters.values()]
    return "\n".join(lines) + "\n"


def _as_data(verb: Verb) -> dict[str, Any]:
    return {
        "verb": verb.name,
        "under": ["then"] if verb.expects else ["given", "when"],
        "help": verb.help,
        "example": verb.line,
        "needs": verb.needs or None,
        "features": dict(verb.features),
        "parameters": [
            {"name": one.name, "takes": one.help, "required": one.required}
            for one in verb.parameters.values()
        ],
    }
