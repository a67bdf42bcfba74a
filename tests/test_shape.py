"""Size limits, annotations, docstrings and forms of import, kept for every file."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("contracts", "harness", "loadtests", "scenarios", "simulators")
FUNCTION_LINES_MAX = 50
FILE_LINES_MAX = 400
POSITIONAL_PARAMETERS_MAX = 5
REASON_LETTERS_MIN = 10

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file of Python, by the path that failures name it with."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def folder(self) -> str:
        return self.path.partition("/")[0]


Measure = Callable[[Source], Iterator[str]]


def sources() -> list[Source]:
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    files += [file for file in [ROOT / "conftest.py"] if file.exists()]
    return [Source(file.relative_to(ROOT).as_posix(), file.read_text("utf-8")) for file in files]


def functions(source: Source) -> Iterator[tuple[Function, bool]]:
    """Every function, and whether a caller leaves out its first parameter."""
    for parent in ast.walk(source.tree):
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, Function):
                static = any(ast.unparse(mark) == "staticmethod" for mark in node.decorator_list)
                yield node, isinstance(parent, ast.ClassDef) and not static


def long_functions(source: Source) -> Iterator[str]:
    for function, _ in functions(source):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > FUNCTION_LINES_MAX:
            yield (
                f"{source.path}:{function.lineno}: {function.name} has {lines} lines; "
                f"the limit is {FUNCTION_LINES_MAX}"
            )


def long_files(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > FILE_LINES_MAX:
        yield f"{source.path}:{lines}: the file has {lines} lines; the limit is {FILE_LINES_MAX}"


def many_parameters(source: Source) -> Iterator[str]:
    for function, bound in functions(source):
        count = len([*function.args.posonlyargs, *function.args.args]) - bound
        if count > POSITIONAL_PARAMETERS_MAX:
            yield (
                f"{source.path}:{function.lineno}: {function.name} takes {count} positional "
                f"parameters; the limit is {POSITIONAL_PARAMETERS_MAX} (make the rest keyword-only)"
            )


def missing_annotations(source: Source) -> Iterator[str]:
    for function, bound in functions(source):
        given = function.args
        parameters = [*given.posonlyargs, *given.args][bound:] + given.kwonlyargs
        parameters += [star for star in (given.vararg, given.kwarg) if star]
        bare = [parameter.arg for parameter in parameters if parameter.annotation is None]
        bare += [] if function.returns else ["return"]
        if bare:
            yield (
                f"{source.path}:{function.lineno}: {function.name} leaves {len(bare)} "
                f"unannotated ({', '.join(bare)}); the limit is 0"
            )


def missing_docstrings(source: Source) -> Iterator[str]:
    private_file = any(part.startswith("_") and not part.startswith("__") for part in source.path.split("/"))
    if not source.text.strip() or private_file:
        return
    if ast.get_docstring(source.tree) is None:
        yield f"{source.path}:1: the file has 0 docstrings; the limit is 1"
    yield from _missing_docstrings_in(source, source.tree)


def _missing_docstrings_in(source: Source, parent: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in parent.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
        if ast.get_docstring(node) is None and not marks & {"overload", "override", "setter"}:
            yield f"{source.path}:{node.lineno}: {node.name} has 0 docstrings; the limit is 1"
        if isinstance(node, ast.ClassDef):
            yield from _missing_docstrings_in(source, node)


SILENCED = re.compile(r"#\s*(noqa\b|type:\s*ignore\b)")
REASON = {
    "noqa": re.compile(r"#\s*noqa:\s*[A-Z]+\d+(?:,?\s*[A-Z]+\d+)*\s+--?\s+(?P<reason>.+)"),
    "type": re.compile(r"#\s*type:\s*ignore\[[\w, -]+\]\s*#\s*(?P<reason>.+)"),
}


def silenced_without_reason(source: Source) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        silenced = SILENCED.search(token.string) if token.type == tokenize.COMMENT else None
        if silenced is None:
            continue
        found = REASON[silenced[1][:4]].search(token.string)
        letters = len(found["reason"]) if found else 0
        if letters < REASON_LETTERS_MIN:
            yield (
                f"{source.path}:{token.start[0]}: {token.string!r} gives a reason of {letters} "
                f"letters; the limit is {REASON_LETTERS_MIN}, written as "
                "'# noqa: CODE - reason' or '# type: ignore[code]  # reason'"
            )


def misplaced_imports(source: Source) -> Iterator[str]:
    """Relative inside a folder, `ordergate.<folder>` across folders, a bare folder name never."""
    depth = source.path.count("/")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.level > depth:
            yield f"{source.path}:{node.lineno}: {node.level} dots lead out of {source.folder}/"
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from _misplaced(source, node, names)
        elif isinstance(node, ast.Import):
            yield from _misplaced(source, node, [name.name for name in node.names])


def _misplaced(source: Source, node: ast.stmt, names: list[str]) -> Iterator[str]:
    # Locust runs a load profile as a script, where a relative import has nothing to be relative to.
    relative_works = source.folder != "loadtests"
    for name in names:
        top, _, rest = name.partition(".")
        if top in FOLDERS:
            yield f"{source.path}:{node.lineno}: {name} is a bare name; write ordergate.{name}"
        elif top == "ordergate" and rest.split(".")[0] == source.folder and relative_works:
            yield f"{source.path}:{node.lineno}: {name} is in the same folder; import it with dots"


MEASURES: list[Measure] = [
    long_functions,
    long_files,
    many_parameters,
    missing_annotations,
    missing_docstrings,
    silenced_without_reason,
    misplaced_imports,
]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
def test_every_file_keeps_the_limits(measure: Measure) -> None:
    failures = [failure for source in sources() for failure in measure(source)]
    _none_of(failures)


def _none_of(failures: list[str]) -> None:
    if failures:
        pytest.fail("\n".join(failures), pytrace=False)


def test_modules_import_each_other_in_one_direction() -> None:
    graph = grimp.build_graph("ordergate", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    cycle = _cycle(imports)
    steps = [
        f"{_file_of(importer)}:{detail['line_number']}: {importer} imports {imported}"
        for importer, imported in zip(cycle, cycle[1:] + cycle[:1], strict=True)
        for detail in graph.get_import_details(importer=importer, imported=imported)
    ]
    _none_of([f"a cycle of {len(cycle)} modules; the limit is 0", *steps] if cycle else [])


def _cycle(imports: dict[str, set[str]]) -> list[str]:
    """One cycle, or nothing: what imports nothing that is left cannot be part of any."""
    left = dict(imports)
    while done := [module for module in left if not left.keys() & left[module]]:
        for module in done:
            del left[module]
    walked: list[str] = []
    module = min(left, default="")
    while module and module not in walked:
        walked.append(module)
        module = min(left.keys() & left[module])
    return walked[walked.index(module) :] if module else []


def _file_of(module: str) -> str:
    path = Path(*module.split(".")[1:])
    package = (ROOT / path / "__init__.py").exists()
    return (path / "__init__.py" if package else path.with_suffix(".py")).as_posix()


def test_the_package_folder_holds_one_link_per_folder_and_nothing_else() -> None:
    package = ROOT / "ordergate"
    links = {entry.name: str(entry.readlink()) for entry in package.iterdir() if entry.is_symlink()}
    files = {entry.name for entry in package.iterdir() if not entry.is_symlink()} - {"__pycache__"}
    assert links == {folder: f"../{folder}" for folder in FOLDERS}
    assert files == {"__init__.py"}


def test_every_ignored_rule_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    ignored = [f'"{code}"' for code in lint["ignore"]]
    ignored += [f'"{pattern}" = [' for pattern in lint["per-file-ignores"]]
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    bare = [
        f"pyproject.toml:{number}: {line} has no reason after it"
        for number, line in lines
        if line.startswith(tuple(ignored)) and not re.search(r"# .{10,}", line)
    ]
    _none_of(bare)


PLANTED = """
def _long(a, b: int, c: int, d: int, e: int, f: int, *, g: int) -> None:
    import harness.world  # noqa: PLC0415
    from ..simulators import kernel
    from ordergate.harness.world import World
    x: int = a  # type: ignore[assignment]
"""
NAMED: dict[Measure, list[str]] = {
    long_functions: ["bad.py:2: _long has 405 lines; the limit is 50"],
    long_files: ["bad.py:406: the file has 406 lines; the limit is 400"],
    many_parameters: ["bad.py:2: _long takes 6 positional parameters; the limit is 5"],
    missing_annotations: ["bad.py:2: _long leaves 1 unannotated (a); the limit is 0"],
    missing_docstrings: ["bad.py:1: the file has 0 docstrings; the limit is 1"],
    silenced_without_reason: [
        "bad.py:3: '# noqa: PLC0415' gives a reason of 0 letters; the limit is 10",
        "bad.py:6: '# type: ignore[assignment]' gives a reason of 0 letters; the limit is 10",
    ],
    misplaced_imports: [
        "bad.py:3: harness.world is a bare name; write ordergate.harness.world",
        "bad.py:4: 2 dots lead out of harness/",
        "bad.py:5: ordergate.harness.world.World is in the same folder; import it with dots",
    ],
}


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
def test_a_planted_breakage_is_named_with_its_place_measure_and_limit(
    measure: Measure,
) -> None:
    planted = Source("harness/bad.py", PLANTED + "    pass\n" * FILE_LINES_MAX)
    starts = [f"harness/{start}" for start in NAMED[measure]]
    failures = [failure[: len(start)] for failure, start in zip(measure(planted), starts, strict=True)]
    assert failures == starts


def test_a_cycle_is_found_and_a_chain_is_not() -> None:
    assert _cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == ["b", "c"]
    assert _cycle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
