"""What docs/fidelity.md says, read from the systems themselves.

``python -m tests.docs.fidelity`` writes the page again.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from ordergate.simulators.kernel.lifecycle import Lifecycle
from ordergate.simulators.server.topology import POLICIES, TOPOLOGIES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "fidelity.md"
DIFFERENCES = ROOT / "contracts" / "fidelity.toml"
OURS = "our choice"
_LAYERS = ("model", "lifecycle", "service", "policy")
_URL = re.compile(r"https://[^\s)\"'>]+")
INTRODUCTION = """# Fidelity

How far to trust the simulated systems: what each models, by which rules, and where it is known to differ
from real ones. A rule that comes from a vendor's page, a standard or a public bug names it in the code, and
here; the others are our choice among what the trade does, declared as [policies](policies.md) where more
than one is right. This page is read from the code by `python -m tests.docs.fidelity`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(line for system in TOPOLOGIES["full"] for line in _of(system))])


def _of(system: str) -> Iterator[str]:
    rules = [(path, *_told(path)) for path in _sources(system)]
    cited = sum(bool(urls) for _, _, urls in rules)
    yield f"## {system}\n"
    yield f"{len(rules)} parts of its rules, {cited} of them with a source that is named.\n"
    yield from ("| Documents that have a state | States | Moves |", "|---|---|---|")
    for cycle in _cycles(system):
        moves = sum(len(found) for found in cycle.table.values())
        yield f"| {cycle.document} | {', '.join(str(state) for state in cycle.table)} | {moves} |"
    yield from ("", "| What it models | Where | Source |", "|---|---|---|")
    for path, says, urls in rules:
        where = path.relative_to(ROOT / "simulators").as_posix()
        yield f"| {says} | {where} | {', '.join(urls) or OURS} |"
    chosen = [policy for policy in POLICIES if policy.name.partition(".")[0] == system]
    if chosen:
        yield from ("", "Declared, because more than one is right: "
                    + ", ".join(f"`{policy.name}`" for policy in chosen) + ".")  # fmt: skip
    yield from ("", "Known to differ:", "")
    yield from (f"* {text}" for text in tomllib.loads(DIFFERENCES.read_text("utf-8"))[system]["differs"])
    yield ""


def _sources(system: str) -> list[Path]:
    """The files with rules of a system, its wire form left out."""
    folder = ROOT / "simulators" / system
    return sorted(
        path
        for path in folder.rglob("*.py")
        if path.relative_to(folder).parts[0].removesuffix(".py") in _LAYERS and path.name != "__init__.py"
    )


def _told(path: Path) -> tuple[str, list[str]]:
    """What the file is for, in its own words, and the pages that it names."""
    text = path.read_text("utf-8")
    said = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0]
    urls = dict.fromkeys(found.rstrip(".,;:") for found in _URL.findall(text))
    return " ".join(_URL.sub("", said).split()).replace("|", "/"), list(urls)


def _cycles(system: str) -> list[Lifecycle]:  # type: ignore[type-arg] # of any states
    module = import_module(f"ordergate.simulators.{system}.lifecycle")
    return [held for held in vars(module).values() if isinstance(held, Lifecycle)]


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
