"""The keeper of durable worlds: whatever happens in them is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ..kernel.journal import Journal
from .disk import JOURNALS, ClearSlot, CopySlot, Deed, Disk
from .group_commit import GroupCommit
from .hosted import HostedWorld
from .journal_files import LastingFile, mend
from .keeping import AnswerKeeper, Statement, SystemKeeper


@dataclass
class Kept:
    """How one world is kept: in which slots, by whom, and which deed was its last."""

    world: HostedWorld
    slot: int
    keepers: list[SystemKeeper | AnswerKeeper] = field(default_factory=list)
    snapshots: dict[str, int] = field(default_factory=dict)
    last_deed: int = 0


class Archive:
    """Keeps worlds in a folder; DataUnusable when that cannot be used."""

    def __init__(self, directory: Path) -> None:
        self.disk = Disk(directory)
        self.journals = directory / JOURNALS
        self.commits = GroupCommit(self.disk, self._flush_journals)
        self.kept: dict[str, Kept] = {}
        self.slots = 0

    def journal(self, now_us: Callable[[], int], path: Path) -> Journal:
        """The journal of a world that begins or goes on."""
        entries = mend(path)
        return Journal(now_us, LastingFile(path), entries=entries)

    def began(self, world: HostedWorld) -> None:
        """A world was made, perhaps in the place of another."""
        name, plan = world.plan.name, msgspec.json.encode(world.plan).decode()
        before = self.kept.get(name)
        if before is not None:
            self._drop(before)
        kept = self.adopt(world, self._free_slot())
        unmoved = msgspec.json.encode(world.unmoved.position()).decode()
        self._put(kept, Statement(
            "INSERT OR REPLACE INTO worlds VALUES (?, ?, ?, ?, ?, ?, ?)",
            (name, kept.slot, plan, world.feed.generation, world.journal_path.name, unmoved, ""),
        ))  # fmt: skip
        self._put(kept, Statement("DELETE FROM snapshots WHERE world = ?", (name,)))
        self.attach(kept)
        self.moved(world)

    def ended(self, world: HostedWorld) -> None:
        """A world is gone for good."""
        name = world.plan.name
        self._drop(self.kept.pop(name))
        for table, column in (("worlds", "name"), ("snapshots", "world")):
            self.commits.put(Statement(f"DELETE FROM {table} WHERE {column} = ?", (name,)))

    def moved(self, world: HostedWorld) -> None:
        """A world's clock was moved, or goes at another pace."""
        clock = msgspec.json.encode({"position": world.clock.position(), "pace": world.pace}).decode()
        kept = self.kept[world.plan.name]
        self._put(kept, Statement("UPDATE worlds SET clock = ? WHERE name = ?", (clock, world.plan.name)))

    def snapshot_taken(self, world: HostedWorld, name: str) -> None:
        """A snapshot was taken of a world as it stands."""
        kept, slot = self.kept[world.plan.name], self._free_slot()
        kept.snapshots[name] = slot
        self._put(kept, CopySlot(kept.slot, slot), heavy=True)
        self._put(kept, Statement("INSERT INTO snapshots VALUES (?, ?, ?, ?)",
                                  (world.plan.name, name, slot, world.feed.last)))  # fmt: skip

    def snapshot_forgotten(self, world: HostedWorld, name: str) -> None:
        """A snapshot is gone."""
        kept = self.kept[world.plan.name]
        self._put(kept, ClearSlot(kept.snapshots.pop(name)), heavy=True)
        self._put(kept, Statement("DELETE FROM snapshots WHERE world = ? AND name = ?",
                                  (world.plan.name, name)))  # fmt: skip

    def restored(self, world: HostedWorld, name: str) -> None:
        """A world stands as a snapshot did, with new systems."""
        kept = self.kept[world.plan.name]
        self._put(kept, ClearSlot(kept.slot), heavy=True)
        self._put(kept, CopySlot(kept.snapshots[name], kept.slot), heavy=True)
        self._put(kept, Statement("UPDATE worlds SET generation = ? WHERE name = ?",
                                  (world.feed.generation, world.plan.name)))  # fmt: skip
        self.attach(kept)

    def adopt(self, world: HostedWorld, slot: int) -> Kept:
        """Keep a world in this slot from now on."""
        kept = self.kept[world.plan.name] = Kept(world, slot)
        return kept

    def attach(self, kept: Kept) -> None:
        """Write down what the world's systems do from now on, and no more what those before them do."""

        def put(deed: Deed) -> None:
            self._put(kept, deed)

        _detach(kept)
        world, slot = kept.world, kept.slot
        for system in world.systems.systems.values():
            kept.keepers.append(SystemKeeper(put, slot, system, feed_last=lambda: world.feed.last))
        for name, served in world.systems.served.items():
            kept.keepers.append(AnswerKeeper(put, slot, name, served))

    def last_deed(self, world: str) -> int:
        """The number of the last deed that has to do with a world; of all deeds when it is unknown."""
        kept = self.kept.get(world)
        return self.commits.taken if kept is None else kept.last_deed

    def _put(self, kept: Kept, deed: Deed, *, heavy: bool = False) -> None:
        self.commits.put(deed, heavy=heavy)
        kept.last_deed = self.commits.taken

    def _drop(self, kept: Kept) -> None:
        _detach(kept)
        for slot in (kept.slot, *kept.snapshots.values()):
            self.commits.put(ClearSlot(slot), heavy=True)

    def _free_slot(self) -> int:
        self.slots += 1
        return self.slots

    def _flush_journals(self) -> None:
        for kept in self.kept.values():
            kept.world.journal.flush()


def _detach(kept: Kept) -> None:
    for keeper in kept.keepers:
        keeper.detached = True
    kept.keepers.clear()
