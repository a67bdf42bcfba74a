"""Loads the engine with a defect: its modules are read as they are, but for the lines that are changed."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from ..errors import UsageError
from .defect import Change, Defect

ENGINE = "ordergate.harness.sync"
_PROBE = "__ran__"
Rewrite = Callable[[str], tuple[str, Mapping[str, set[int]]]]
"""The source to compile in place of a source, and which of its lines to watch, by what to call them."""


class Finder(MetaPathFinder):
    """Finds modules of the engine that are read otherwise; ``ran`` has the names of lines that ran."""

    def __init__(self, rewrites: Mapping[str, Rewrite]) -> None:
        self._rewrites = {f"{ENGINE}.{module}": rewrite for module, rewrite in rewrites.items()}
        self.ran: set[str] = set()

    def install(self) -> None:
        """Let imports from here on find these modules; UsageError if one is there already."""
        loaded = [name for name in self._rewrites if name in sys.modules]
        if loaded:
            raise UsageError(f"{loaded[0]} is imported already, and cannot be read otherwise any more")
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of such a module; None for all others."""
        rewrite = self._rewrites.get(fullname)
        if rewrite is None:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None:
            raise UsageError(f"there is no module {fullname} to read otherwise")
        spec.loader = _Loader(fullname, spec.origin, rewrite, self.ran)
        return spec


class _Loader(SourceFileLoader):
    """Compiles a module from its changed source, with probes before the statements to watch."""

    def __init__(self, name: str, path: str, rewrite: Rewrite, ran: set[str]) -> None:
        super().__init__(name, path)
        self._rewrite = rewrite
        self._ran = ran

    def get_code(self, fullname: str) -> CodeType:
        """The code of the module; nothing of it is kept for others."""
        assert fullname == self.name, "a loader is for one module"
        source, watched = self._rewrite(self.get_data(self.path).decode("utf-8"))
        tree = ast.parse(source, self.path)
        for name, lines in watched.items():
            _probe_in(tree.body, lines, name)
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, with the way for its probes to tell."""
        vars(module)[_PROBE] = self._ran.add
        super().exec_module(module)


def broken_by(defect: Defect) -> Finder:
    """Finds the engine with a defect; what ran says which of its changes did."""
    by_module: dict[str, list[Change]] = {}
    for change in defect.changes:
        by_module.setdefault(change.module, []).append(change)
    return Finder({module: _changing(changes) for module, changes in by_module.items()})


def watched_for(defects: Iterable[Defect]) -> Finder:
    """Finds the engine as it is; what ran says of which defects the lines ran that they would change."""
    by_module: dict[str, list[tuple[str, Change]]] = {}
    for defect in defects:
        for change in defect.changes:
            by_module.setdefault(change.module, []).append((defect.name, change))
    return Finder({module: _watching(changes) for module, changes in by_module.items()})


def check_all(defects: Iterable[Defect]) -> None:
    """DefectGone when the engine has changed under one of them; nothing of it is imported for that."""
    sources: dict[str, str] = {}
    for defect in defects:
        after: dict[str, str] = {}
        for change in defect.changes:
            before = after.get(change.module) or sources.setdefault(change.module, _source(change.module))
            after[change.module] = change.applied(before)


def _source(module: str) -> str:
    return (Path(__file__).parents[1] / "sync" / f"{module.replace('.', '/')}.py").read_text("utf-8")


def _changing(changes: Sequence[Change]) -> Rewrite:
    def rewrite(source: str) -> tuple[str, Mapping[str, set[int]]]:
        after = source
        for change in changes:
            after = change.applied(after)
        return after, {"changed": changed_lines(source, after)}

    return rewrite


def _watching(changes: Sequence[tuple[str, Change]]) -> Rewrite:
    def rewrite(source: str) -> tuple[str, Mapping[str, set[int]]]:
        watched: dict[str, set[int]] = {}
        for name, change in changes:
            change.applied(source)
            first = source[: source.index(change.old)].count("\n") + 1
            lines = range(first, first + len(change.old.rstrip("\n").splitlines()))
            watched.setdefault(name, set()).update(lines)
        return source, watched

    return rewrite


def changed_lines(before: str, after: str) -> set[int]:
    """The lines of the new source that are not in the old, or stand next to where lines were taken out."""
    matched = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    found: set[int] = set()
    for kind, _, _, begin, end in matched.get_opcodes():
        if kind != "equal":
            found |= set(range(begin + 1, max(end, begin + 1) + 1))
    return found


def _probe_in(body: list[ast.stmt], lines: set[int], name: str) -> None:
    """A call of the probe before the innermost statement of each of these lines."""
    for statement in list(body):
        inner = [part for part in _bodies(statement) if part]
        own = set(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)) & lines
        for part in inner:
            _probe_in(part, lines, name)
            own -= set(range(part[0].lineno, (part[-1].end_lineno or part[-1].lineno) + 1))
        if own and not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            body.insert(body.index(statement), _probe(name, statement))
        elif own and inner and not isinstance(statement, ast.ClassDef):
            inner[0].insert(0, _probe(name, inner[0][0]))


def _probe(name: str, where: ast.stmt) -> ast.stmt:
    call = ast.Call(ast.Name(_PROBE, ast.Load()), [ast.Constant(name)], [])
    return ast.copy_location(ast.Expr(call), where)


def _bodies(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The statements within one: what it does, otherwise, and after trouble."""
    found = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
    found += [handler.body for handler in getattr(statement, "handlers", [])]
    found += [case.body for case in getattr(statement, "cases", [])]
    return found
