"""``ordergate contracts``: what the systems publish, and what a change of it breaks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..contracting import folder as files
from ..contracting.changes import ContractChange, changes, version_of
from ..contracting.published import Json, contracts
from .places import make

UNBROKEN, BROKEN = 0, 1


@dataclass(frozen=True)
class CheckOptions:
    """What is compared with what, and how that is told."""

    base: str
    now: Path | None = None
    folder: str = "contracts"
    json: bool = False


@dataclass(frozen=True)
class Difference:
    """A change of a contract; ``stepped`` if the contract has got another version for it."""

    contract: str
    change: ContractChange
    stepped: bool

    @property
    def kind(self) -> str:
        """Compatible, breaking, or breaking with a step of the version."""
        if not self.change.breaking:
            return "compatible"
        return "breaking, with a new version" if self.stepped else "breaking"


def write_contracts(folder: Path) -> int:
    """Write all contracts into a folder, and say which of the files are other ones now."""
    make(folder, "folder", "contracts")
    changed = files.write(folder, contracts())
    for name in changed:
        print(folder / name)
    print(f"{len(changed)} files are other ones now" if changed else "every file was right")
    return UNBROKEN


def check_contracts(options: CheckOptions) -> int:
    """Compare; 1 when something breaks partners and bears no new version."""
    base = Path(options.base)
    before = files.read(base) if base.is_dir() else files.read_at(options.base, options.folder)
    now = contracts() if options.now is None else files.read(options.now)
    found = differences(before, now)
    broken = [one for one in found if one.kind == "breaking"]
    if options.json:
        rows = [
            {
                "contract": one.contract,
                "where": one.change.where,
                "change": one.change.text,
                "class": one.kind,
            }
            for one in found
        ]
        print(json.dumps({"changes": rows, "breaking": len(broken)}))
    else:
        for one in found:
            print(f"{one.kind}: {one.contract}: {one.change.where}: {one.change.text}")
        print(
            f"{len(found)} changes since {options.base}, {len(broken)} break partners without a new version"
        )
    return BROKEN if broken else UNBROKEN


def differences(before: Mapping[str, Json], now: Mapping[str, Json]) -> list[Difference]:
    """All changes, contract by contract; a contract that is gone breaks whoever kept to it."""
    found = []
    for name in sorted({*before, *now}):
        if name not in now:
            found.append(
                Difference(name, ContractChange("contract", "is gone", breaking=True), stepped=False)
            )
        elif name not in before:
            found.append(
                Difference(name, ContractChange("contract", "is new", breaking=False), stepped=False)
            )
        else:
            stepped = version_of(before[name]) != version_of(now[name])
            found += [Difference(name, one, stepped) for one in changes(before[name], now[name])]
    return found
