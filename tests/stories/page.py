"""The tables of verbs in docs/yaml-scenarios.md, made from the verbs themselves.

``python -m tests.stories.page`` writes them again.
"""

from __future__ import annotations

from pathlib import Path

from ordergate.harness.config.features import FEATURES
from ordergate.harness.stories.expectations import EXPECTATIONS
from ordergate.harness.stories.table import Verb, Verbs
from ordergate.harness.stories.verbs import ACTIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "yaml-scenarios.md"
_BEGIN = "<!-- verbs: python -m tests.stories.page writes this part anew -->\n"
_END = "<!-- end of verbs -->\n"


def page() -> str:
    """The whole page, with tables that are up to date."""
    before, _, rest = PAGE.read_text("utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    tables = _table("Under `given` and `when`", ACTIONS) + "\n" + _table("Under `then`", EXPECTATIONS)
    return f"{before}{_BEGIN}\n{tables}\n{_features()}\n{_END}{after}"


def _features() -> str:
    rows = [
        "### What to name under `needs`", "",
        "What a connector has to offer (`connector.features`) for a verb, or for something that it takes.",
        "",
        "| Feature | What the connector does | Verbs |", "|---|---|---|",
    ]  # fmt: skip
    verbs = [*ACTIONS.values(), *EXPECTATIONS.values()]
    for feature, about in FEATURES.items():
        named = [
            f"`{verb.name}`" + (f" with `{parameter}`" if parameter else "")
            for verb in verbs
            for parameter, needed in verb.features.items()
            if needed == feature
        ]
        rows.append(f"| `{feature}` | {about} | {', '.join(named) or 'none of its own'} |")
    return "\n".join(rows) + "\n"


def _table(heading: str, verbs: Verbs) -> str:
    rows = [f"### {heading}", "", "| Line | What it says | What it takes |", "|---|---|---|"]
    return "\n".join([*rows, *map(_row, verbs.values())]) + "\n"


def _row(verb: Verb) -> str:
    takes = "<br>".join(f"`{one.name}`: {one.help}" for one in verb.parameters.values())
    return f"| `{verb.line}` | {verb.help} | {takes} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
