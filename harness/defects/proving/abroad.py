"""The proof over the wire: broken variants of connectors in other languages, each in a process of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

from ...errors import UsageError
from ...evidence.records import Verdict
from ...explore.pool import as_done
from ...running.session import Selection, Session
from ..foreign.node import VARIANTS as OF_NODE
from ..foreign.python import VARIANTS as OF_PYTHON
from ..foreign.variant import Variant

VARIANTS = (*OF_NODE, *OF_PYTHON)
"""All of them."""
SETTINGS = "ordergate.toml"


@dataclass(frozen=True)
class Abroad:
    """What a scenario said of a variant, or of the connector as it is where ``broken`` is empty."""

    variant: Variant
    broken: str
    verdict: str
    rules: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def killed(self) -> bool:
        """Whether the scenario failed."""
        return self.verdict == Verdict.FAILED


def abroad(variants: Sequence[Variant], examples: Path, directory: Path, *, jobs: int) -> Iterator[Abroad]:
    """Each variant in its scenario, and each right connector in the same ones; as soon as they are done."""
    for example in dict.fromkeys(variant.example for variant in variants):
        if not (examples / example / SETTINGS).exists():
            raise UsageError(
                f"there is no {examples / example / SETTINGS}; the connectors whose variants are tried come "
                "with the sources: name the folder with --examples"
            )
    right = {(one.example, one.scenario, one.topology): (one, False) for one in variants}
    pieces = [*right.values(), *((one, True) for one in variants)]
    yield from as_done(partial(_met, examples=examples, directory=directory), pieces, jobs=jobs)


def changed(variant: Variant, examples: Path, folder: Path) -> Path:
    """A copy of the example with the changes of a variant; DefectGone when they can no longer be made."""
    shutil.copytree(examples / variant.example, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for change in variant.defect.changes:
        file = folder / change.module
        file.write_text(change.applied(file.read_text("utf-8")), "utf-8")
    return folder / SETTINGS


def _met(piece: tuple[Variant, bool], *, examples: Path, directory: Path) -> Abroad:
    variant, broken = piece
    name = variant.defect.name if broken else ""
    settings = examples / variant.example / SETTINGS
    if broken:
        settings = changed(variant, examples, directory / name)
    chosen = Selection([variant.scenario], [variant.topology], ["--seed=1", f"--connector={settings}"])
    session = Session(chosen, None)
    with redirect_stdout(StringIO()):
        session.run()
    found = session.records.scenarios
    if len(found) != 1:
        trouble = "; ".join(session.records.unexplained) or f"{len(found)} scenarios ran"
        return Abroad(variant, name, Verdict.NOT_PROVEN, trouble=trouble)
    rules = tuple(dict.fromkeys(finding.rule for finding in found[0].findings))
    return Abroad(variant, name, found[0].verdict, rules, found[0].reason)
