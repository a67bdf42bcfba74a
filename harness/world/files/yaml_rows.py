"""Rows of a YAML file; every value is taken as the text that was written, so no number is a float."""

from __future__ import annotations

import yaml

from .mistakes import Mistakes
from .tables import TABLES, Row, Rows, Table, text_of

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def yaml_rows(raw: bytes, file: str, mistakes: Mistakes) -> Rows:
    """The rows of each table in the file."""
    text = text_of(raw, file, mistakes)
    if text is None:
        return {}
    root = _composed(text, file, mistakes)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        mistakes.add(f"{file} line {_line(root)}", f"it takes a mapping of {', '.join(TABLES)}")
        return {}
    rows: Rows = {}
    for key, value in root.value:
        name = str(key.value)
        if name not in TABLES:
            mistakes.add(
                f"{file} line {_line(key)}", f"there is no list {name!r}; it takes {', '.join(TABLES)}"
            )
        elif name in rows:
            mistakes.add(f"{file} line {_line(key)}", f"the list {name} stands there twice; keep one")
        else:
            rows[name] = _entries(value, file, TABLES[name], mistakes)
    return rows


def _composed(text: str, file: str, mistakes: Mistakes) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f" line {error.problem_mark.line + 1}"
        said = ", ".join(part for part in (error.context, error.problem) if part)
        mistakes.add(f"{file}{line}", f"it is not YAML: {said}")
    except yaml.YAMLError as error:
        mistakes.add(file, f"it is not YAML: {' '.join(str(error).split())}")
    except RecursionError:
        mistakes.add(file, "its lists lie too deep inside each other; it takes lists of mappings")
    return None


def _entries(node: yaml.Node, file: str, table: Table, mistakes: Mistakes) -> list[Row] | None:
    if isinstance(node, yaml.ScalarNode) and _is_nothing(node):
        return []
    if not isinstance(node, yaml.SequenceNode):
        mistakes.add(f"{file} {table.name} (line {_line(node)})", "it takes a list: a dash before each entry")
        return None
    rows = []
    for index, entry in enumerate(node.value):
        place = f"{file} {table.name}[{index}] (line {_line(entry)})"
        if isinstance(entry, yaml.MappingNode):
            rows.append(Row(place, _cells(entry, place, table, mistakes)))
        else:
            mistakes.add(place, f"it takes a mapping of {', '.join(table.columns)}")
    return rows


def _cells(entry: yaml.MappingNode, place: str, table: Table, mistakes: Mistakes) -> dict[str, str]:
    names = [str(key.value) for key, _ in entry.value]
    for trouble in table.strange(names):
        mistakes.add(place, trouble)
    cells = {}
    for name, (_, value) in zip(names, entry.value, strict=True):
        if isinstance(value, yaml.ScalarNode):
            cells[name] = "" if _is_nothing(value) else str(value.value)
        else:
            mistakes.add(place, f"{name} takes one value, and has a list or a mapping of them")
            cells[name] = ""
    return cells


def _is_nothing(node: yaml.ScalarNode) -> bool:
    return node.style is None and node.value in _NOTHING


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
