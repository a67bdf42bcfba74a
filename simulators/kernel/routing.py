"""Finds the operation for a method and a path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from .problems import MethodRefused, NotFound
from .wire import Operation

_ANY = "/"  # No segment of a path can be that.


class Routes:
    """A tree of path segments with the operations at its leaves; a literal wins over a placeholder."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.operations = list(operations)
        self._root: dict[str, Any] = {}
        for operation in self.operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        node = self._root
        names = []
        for segment in operation.path.strip("/").split("/"):
            placeholder = segment.startswith("{")
            if placeholder:
                names.append(segment.strip("{}"))
            node = node.setdefault(_ANY if placeholder else segment, {})
        methods = node.setdefault("", {})
        assert operation.method not in methods, f"{operation.method} {operation.path} stands twice"
        methods[operation.method] = (operation, names)

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The operation and the values of its placeholders."""
        values: list[str] = []
        node = self._root
        for segment in path.strip("/").split("/"):
            if segment and segment in node:
                node = node[segment]
            elif segment and _ANY in node:
                node = node[_ANY]
                values.append(unquote(segment))
            else:
                raise NotFound(f"there is nothing at {path}")
        methods = node.get("")
        if methods is None:
            raise NotFound(f"there is nothing at {path}")
        if method not in methods:
            raise MethodRefused(f"{path} does not take {method}; it takes: {', '.join(methods)}")
        operation, names = methods[method]
        return operation, dict(zip(names, values, strict=True))
