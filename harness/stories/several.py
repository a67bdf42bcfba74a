"""What parameters of verbs take that is more than one value: lists, values by item, lines of an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from .kinds import Kind, Name, Schema, Whole, pairs_of, shortened
from .notes import Notes


@dataclass(frozen=True)
class PerName:
    """A value for each of some names that nobody has given before, such as units or sites."""

    name: Kind
    each: Kind
    takes: str

    def read(self, node: yaml.Node, notes: Notes) -> dict[str, Any]:
        """The values by name."""
        found = pairs_of(node, self.takes, notes)
        if not found and isinstance(node, yaml.MappingNode):
            notes.wrong(node, f"nothing is given; it takes {self.takes}")
        return {self.name.read(key, notes): self.each.read(value, notes) for key, value in found}

    def schema(self) -> Schema:
        """Any names."""
        return {"type": "object", "additionalProperties": self.each.schema()}


@dataclass(frozen=True)
class PerItem:
    """A value for each of some items, such as units or prices; ``may_be_empty`` for none at all."""

    each: Kind
    takes: str
    may_be_empty: bool = False

    def read(self, node: yaml.Node, notes: Notes) -> dict[str, Any]:
        """The values by item."""
        found = pairs_of(node, self.takes, notes)
        if not found and isinstance(node, yaml.MappingNode) and not self.may_be_empty:
            notes.wrong(node, f"nothing is given; it takes {self.takes}")
        item = Name("item")
        return {item.read(key, notes): self.each.read(value, notes) for key, value in found}

    def schema(self) -> Schema:
        """Any names."""
        return {"type": "object", "additionalProperties": self.each.schema()}


@dataclass(frozen=True)
class Several:
    """A list of single values; where they are ``distinct``, none may stand there twice."""

    each: Kind
    takes: str
    distinct: bool = False

    def read(self, node: yaml.Node, notes: Notes) -> list[Any]:
        """The values in order."""
        if isinstance(node, yaml.SequenceNode):
            read = [self.each.read(one, notes) for one in node.value]
            for place, value in enumerate(read):
                if self.distinct and value in read[:place]:
                    notes.wrong(node.value[place], f"{shortened(value)} stands there twice; keep one")
            return read
        said = f"{shortened(node.value)!r} stands there; " if isinstance(node, yaml.ScalarNode) else ""
        notes.wrong(node, f"{said}it takes {self.takes}")
        return []

    def schema(self) -> Schema:
        """A list."""
        return {"type": "array", "items": self.each.schema()}


@dataclass(frozen=True, eq=False)  # Its mappings have no hash, which annotations ask for.
class Rows:
    """A list of entries with values by name; where that is enough, units by item instead."""

    needed: Mapping[str, Kind]
    optional: Mapping[str, Kind]
    short: PerItem
    takes: str

    def read(self, node: yaml.Node, notes: Notes) -> list[dict[str, Any]]:
        """The entries; of the short form, one for each item."""
        if not isinstance(node, yaml.SequenceNode):
            units = self.short.read(node, notes)
            return [{"item": item, "quantity": quantity} for item, quantity in units.items()]
        return [self._row(entry, notes) for entry in node.value]

    def schema(self) -> Schema:
        """Either form."""
        fields = {**self.needed, **self.optional}
        row = {
            "type": "object", "required": list(self.needed), "additionalProperties": False,
            "properties": {name: kind.schema() for name, kind in fields.items()},
        }  # fmt: skip
        return {"anyOf": [self.short.schema(), {"type": "array", "items": row}]}

    def _row(self, entry: yaml.Node, notes: Notes) -> dict[str, Any]:
        kinds = {**self.needed, **self.optional}
        takes = f"{', '.join(kinds)} for each line"
        row = {}
        for key, value in pairs_of(entry, takes, notes):
            name = str(key.value)
            if name in kinds:
                row[name] = kinds[name].read(value, notes)
            else:
                notes.wrong(key, f"a line has no {shortened(name)}; it takes {takes}")
        missing = [name for name in self.needed if name not in row]
        if missing and isinstance(entry, yaml.MappingNode):
            notes.wrong(entry, f"a line needs {' and '.join(missing)}")
        return row


ITEM_UNITS = PerItem(Whole(1), "units by item, such as { MUG-01: 4 }")
ANY_UNITS = PerItem(Whole(0), "units by item, such as { MUG-01: 4 }; { } is none", may_be_empty=True)
Lines = Sequence[Mapping[str, Any]]
