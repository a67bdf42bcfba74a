"""Plays a scenario that was read from YAML in a world."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from ..errors import ConnectorTrouble, OrdergateError
from ..world.world import NeverSettled, World
from .expectations import Look
from .scene import Scene
from .story import Step, Story, StoryStopped


def play(story: Story, world: World) -> None:
    """Do what the people of the scenario do, and look at what it expects; StoryStopped names the line.

    All expectations that stand together are looked at before any of them ends the scenario.
    """
    scene = Scene(world)
    acted: Step | None = None
    try:
        for expects, steps in groupby(story.steps, lambda step: step.verb.expects):
            if expects:
                _look(story, list(steps), scene, acted)
                continue
            for acted in steps:
                _act(story, acted, scene)
    finally:
        scene.brings_all_back()


def _act(story: Story, step: Step, scene: Scene) -> None:
    try:
        step.verb.work(scene, **step.values)
    except (NeverSettled, ConnectorTrouble):
        raise
    except OrdergateError as error:
        raise StoryStopped(f"{step.verb.name}: {error} ({story.place(step)})") from None


def _look(story: Story, steps: list[Step], scene: Scene, acted: Step | None) -> None:
    unmet = []
    for step in steps:
        try:
            looks: list[Look] = list(step.verb.work(scene, **step.values))
        except OrdergateError as error:
            unmet.append(f"{step.verb.name}: {error} ({story.place(step)})")
            continue
        unmet += [
            f"expected: {look.what} {in_words(look.expected)}; "
            f"found: {in_words(look.found)} ({story.place(step)})"
            for look in looks
            if look.expected != look.found
        ]
    if unmet and acted is not None and not acted.verb.settles:
        unmet.append(
            f"nobody waited after {acted.verb.name} in line {acted.line}; "
            "add - everything arrives before then, if it should have arrived"
        )
    if unmet:
        raise StoryStopped("\n".join(unmet))


def in_words(value: Any) -> str:
    """A value as people say it: units by item, amounts in a row, or nothing."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        units = [f"{key}: {in_words(one)}" for key, one in value.items()]
        return ", ".join(units) or "nothing"
    if isinstance(value, list):
        return ", ".join(in_words(one) for one in value) or "none"
    return str(value)
