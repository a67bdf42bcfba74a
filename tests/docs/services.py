"""What docs/own-api-services.md says, made from the services themselves.

``python -m tests.docs.services`` writes the page again, with the other one that is made from signatures.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, get_type_hints

from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import WallClock
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.settings import Settings
from ordergate.simulators.kernel.tables import Table
from ordergate.simulators.server.topology import BUILDERS, fresh_system

PAGE = Path(__file__).resolve().parents[2] / "docs" / "own-api-services.md"
# What parts of a service do for each other; an API that called them would go past the rules.
INNER = {
    "marketplace": (
        "context", "numbers", "check_rates", "check_priced", "taxed", "taxes_on", "currency_of",
        "tax_mode_of",
    ),
    "oms": ("context", "announce_order"),
    "erp": (
        "accounting.owe", "prices.explain", "price_rules_desk.explain",
        "accounting.post", "credit_control.check_delivery", "hold_desk.paid",
        "warehouse.check_sellable", "warehouse.commit", "warehouse.move",
        "substitution.credited", "substitution.priced", "substitution.taken", "taxes.check",
        "exchange.rate_of",
    ),
    "wms": (
        "tables", "room.covers", "floor.hand_over", "floor.load", "room.record", "room.settle",
        "room.shelves",
    ),
}  # fmt: skip
_QUOTED = re.compile(r"(: |-> )'([^']*)'")  # Annotations are texts, and shown as such.
ENTRIES = {"marketplace": "shop", "oms": "oms", "erp": "erp", "wms": "wms"}
INTRODUCTION = """# What a service can do

Everything that an [API of your own](own-api.md) can call, by system. The first word of each call is
the service that your function `operations` was handed. Some calls are what people do (a buyer orders,
a picker ships), which an API for connectors rarely offers. Import the types from
`ordergate.simulators.apis.<system>`. A method that refuses raises a `Refusal`, which your callers get
as problem+json; let it pass.

A table is read with `find(key)` (or None), `get(key)` and `row(key)` (404 when there is none),
`first(index, value)`, `by(index, value)`, and by iterating. Documents are never changed in place, and
only the methods below write them.

This page is made from the code: `python -m tests.docs.services`.
"""


def face(system: str) -> ModuleType:
    """The module from which a team imports the types of a system."""
    return import_module(f"ordergate.simulators.apis.{system}")


def service(system: str) -> Any:
    """A service that holds nothing."""
    clock = WallClock()
    settings = Settings()
    return fresh_system(system, clock, Chance(0), Journal(clock.now_us), settings=settings).service


def methods(system: str, held: Any) -> Iterator[tuple[str, Any]]:
    """The methods that an API may call, by the path from the service."""
    parts = {name: part for name, part in vars(held).items() if not name.startswith("_")}
    owners = {"": held} | {name: part for name, part in parts.items() if not isinstance(part, Table)}
    for owner, part in owners.items():
        for name, method in inspect.getmembers(part, inspect.ismethod):
            path = f"{owner}.{name}".removeprefix(".")
            if not name.startswith("_") and not {owner, path} & {*INNER[system]}:
                yield path, method


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(_section(system) for system in BUILDERS)])


def _section(system: str) -> str:
    held, entry = service(system), ENTRIES[system]
    lines = [f"## {system}", "", f"`{type(held).__name__}`, here called `{entry}`.", ""]
    lines += ["| Call | What it does |", "|---|---|"]
    for path, method in methods(system, held):
        signature = _QUOTED.sub(r"\1\2", str(inspect.signature(method))).replace("|", "\\|")
        lines.append(f"| `{entry}.{path}{signature}` | {_first_line(method)} |")
    tables = {f"{entry}.{name}": part for name, part in vars(held).items() if isinstance(part, Table)}
    lines += ["", "Tables, with their indexes:", ""]
    lines += [f"* `{name}`{_indexes(table)}" for name, table in tables.items()]
    lines += ["", "What methods are handed and answer:", ""]
    lines += [f"* `{_form(name, made)}`: {_first_line(made)}" for name, made in _types(system)]
    return "\n".join(lines) + "\n"


def _indexes(table: Table[Any]) -> str:
    names = ", ".join(f"`{name}`" for name in table._indexes)
    return f" by {names}" if names else ""


def _types(system: str) -> Iterator[tuple[str, Any]]:
    module, own = face(system), type(service(system))
    for name in module.__all__:
        made = getattr(module, name)
        if inspect.isclass(made) and made is not own:
            yield name, made


def _form(name: str, made: Any) -> str:
    if inspect.isclass(made) and issubclass(made, Enum):
        return f"{name}: {', '.join(member.value for member in made)}"
    hints = get_type_hints(made, include_extras=False) if hasattr(made, "__annotations__") else {}
    fields = getattr(made, "_fields", None) or getattr(made, "__struct_fields__", ())
    if not fields:
        needed = [each for each, part in inspect.getmembers(made) if isinstance(part, property)]
        return f"{name}({', '.join(needed)})"
    return f"{name}({', '.join(f'{field}: {_spoken(hints[field])}' for field in fields)})"


def _spoken(hint: Any) -> str:
    if isinstance(hint, TypeVar):
        return "..."
    return hint.__name__ if inspect.isclass(hint) else _bare(str(hint))


def _bare(text: str) -> str:
    words = text.replace("[", " [ ").replace("]", " ] ").replace(",", " , ").split()
    joined = " ".join(word.rpartition(".")[2] or word for word in words)
    for spaced, close in ((" [ ", "["), (" ]", "]"), (" ,", ",")):
        joined = joined.replace(spaced, close)
    return joined.replace(", ]", ", ...]")


def _first_line(documented: Any) -> str:
    return (inspect.getdoc(documented) or "").splitlines()[0]


if __name__ == "__main__":
    from tests.docs import people

    PAGE.write_text(page(), "utf-8")
    people.PAGE.write_text(people.page(), "utf-8")
