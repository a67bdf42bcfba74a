"""``ordergate list invariants``, ``systems``, ``policies``, ``faults``, ``ownership``: a table, or JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ordergate.simulators.faults.catalogue import FAULTS
from ordergate.simulators.faults.crash import Crash
from ordergate.simulators.faults.fault import CallFault, Fault
from ordergate.simulators.faults.profiles import PROFILES
from ordergate.simulators.faults.rule import knobs
from ordergate.simulators.server.topology import POLICIES, TOPOLOGIES

from ..config.model import Policies
from ..judge.catalogue import INVARIANTS
from ..judge.rules.versions import COPIES, ENTITIES, OWNERS, TableName

Row = dict[str, Any]


def invariants() -> list[Row]:
    """The rules of the judge: id, title, and when each has to hold."""
    return [
        {"id": rule.id, "title": rule.title, "when": ["always", "settled"] if rule.always else ["settled"]}
        for rule in INVARIANTS
    ]


def systems() -> list[Row]:
    """The simulated systems, and the topologies that each is part of."""
    names = dict.fromkeys(name for systems in TOPOLOGIES.values() for name in systems)
    return [
        {"name": name, "topologies": [topology for topology, has in TOPOLOGIES.items() if name in has]}
        for name in names
    ]


def policies() -> list[Row]:
    """What is declared of connectors (``[policies]``) and of systems: question, choices, default."""
    fields = Policies.model_json_schema()["properties"]
    of_connectors = [
        {"name": name, "about": one["description"], "choices": _choices(one), "default": one["default"]}
        for name, one in fields.items()
    ]
    of_systems = [
        {"name": one.name, "about": one.about, "choices": list(one.choices), "default": one.default}
        for one in POLICIES
    ]
    return of_connectors + of_systems


def ownership() -> list[Row]:
    """Which system owns which field of master data, and which keep a copy of it."""
    return [
        {"entity": ENTITIES[owner], "field": field, "owner": owner[0], "copies": _copies(owner, field)}
        for owner, fields in OWNERS.items()
        for field in fields
    ]


def _copies(owner: TableName, field: str) -> list[str]:
    return [system for (system, _), copy in COPIES.items() if copy.owner == owner and field in copy.fields]


def faults() -> list[Row]:
    """The faults: what each breaks, its knobs, and where it strikes."""
    return [
        {
            "name": name,
            "about": " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split()),
            "knobs": [f"{knob}={value}" for knob, value in knobs(kind).items()],
            "strikes": _struck_by(kind),
        }
        for name, kind in FAULTS.items()
    ]


def _struck_by(kind: type[Fault]) -> str:
    if issubclass(kind, Crash):
        return "the connector"
    return "calls" if issubclass(kind, CallFault) else "webhooks"


def profiles() -> list[Row]:
    """The profiles of whole runs, with the rules of each."""
    return [{"name": name, "rules": list(rules)} for name, rules in PROFILES.items()]


FACTS: Mapping[str, Callable[[], list[Row]]] = {
    "invariants": invariants, "systems": systems, "policies": policies, "ownership": ownership,
    "faults": faults, "profiles": profiles,
}  # fmt: skip


OTHER_NAMES: Mapping[str, str] = {"rules": "invariants"}
"""Words of users for a list, which is called as in ``--json``."""


def list_facts(what: str, *, as_json: bool) -> int:
    """Print one of them."""
    what = OTHER_NAMES.get(what, what)
    rows = FACTS[what]()
    if as_json:
        print(json.dumps({what: rows}, indent=2, ensure_ascii=False))
        return 0
    if what == "profiles":
        print("\n".join(_profile_lines(rows)))
        return 0
    cells = [list(rows[0]), *([_told(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def _choices(field: Row) -> list[str]:
    if "enum" in field:
        return [str(choice) for choice in field["enum"]]
    return [f"{field['minimum']} to {field['maximum']}"] if "minimum" in field else [str(field["type"])]


def _profile_lines(rows: list[Row]) -> Iterator[str]:
    """Each profile with its rules below it, a line each, as ``--fault`` takes them."""
    for row in rows:
        yield row["name"]
        yield from (f"  {rule}" for rule in row["rules"] or ["no faults"])


def _told(value: Any) -> str:
    return (", ".join(value) if isinstance(value, list) else str(value)).replace("``", "")
