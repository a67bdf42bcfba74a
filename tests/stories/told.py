"""Scenarios in YAML as texts of tests: read, and played in a world in process."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.config.reading import config_without_file
from ordergate.harness.findings import Finding
from ordergate.harness.running.worlds import Worlds
from ordergate.harness.stories.playing import play
from ordergate.harness.stories.reading import read_stories
from ordergate.harness.stories.story import StoriesWrong, Story
from ordergate.simulators.kernel.settings import Layout

HEADER = "scenario: X01\ntitle: a test\nrule: a rule\ntopologies: [{topology}]\n"
"""Four lines, so that what follows begins in line 5."""
STOCK = "given:\n  - stock: { item: MUG-01, quantity: 20, price: 5.00 }\n"
"""Two lines more."""


def written(folder: Path, text: str) -> Path:
    file = folder / "mine.scenario.yaml"
    file.write_text(text, "utf-8")
    return file


def read(folder: Path, text: str) -> Story:
    [story] = read_stories(written(folder, text))
    return story


def mistakes(folder: Path, text: str) -> list[str]:
    """What is wrong with a file, without its name."""
    file = written(folder, text)
    with pytest.raises(StoriesWrong) as wrong:
        read_stories(file)
    assert wrong.value.exit_code == 2
    return [line.removeprefix(f"{file}:") for line in str(wrong.value).splitlines()]


def story_of(when: Sequence[str], then: Sequence[str] = (), *, topology: str = "full") -> str:
    """A scenario with 20 MUG-01 at 5.00 (6.00 with tax); when begins in line 7."""
    text = HEADER.format(topology=topology) + STOCK
    text += "".join(["when:\n", *(f"  - {step}\n" for step in when)])
    return text + ("".join(["then:\n", *(f"  - {one}\n" for one in then)]) if then else "")


def declared(story: Story) -> dict[str, Any]:
    """The policies of the connector, and the layout that a run would give the world."""
    own = {name: value for name, value in story.policies.items() if "." not in name}
    of_systems = {name: value for name, value in story.policies.items() if "." in name}
    return {"policies": own, "layout": Layout(story.sites, policies=of_systems)}


def played(story: Story, *, seed: int = 1) -> list[Finding]:
    """What the standing rules say of a scenario after it was played; StoryStopped when it cannot be."""
    [topology] = story.topologies
    worlds = Worlds(config_without_file({}))
    world = worlds.open(topology, seed=seed, journal=None, repeat="", **declared(story))
    with closing(world.port):
        play(story, world)
        world.settle()
        return list(world.judged().findings)
