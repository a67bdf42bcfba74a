"""Collects files of scenarios in YAML as pytest collects modules, so that everything else is shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pytest

from ..stories.playing import play
from ..stories.reading import read_stories
from ..stories.story import ENDINGS, StoriesWrong, Story
from ..world.world import World


def is_story_file(path: Path) -> bool:
    """Whether a file holds scenarios in YAML, by its name."""
    return path.name.endswith(ENDINGS)


class StoryFile(pytest.Module):
    """A YAML file as the module that it stands for: one test function for each scenario."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """The scenarios; mistakes of the file are told by line, without a traceback."""
        try:
            stories = read_stories(self.path)
        except StoriesWrong as wrong:
            raise self.CollectError(str(wrong)) from None
        self.obj = ModuleType(self.path.name)
        for story in stories:
            function = _function(story)
            setattr(self.obj, function.__name__, function)
        return super().collect()


def _function(story: Story) -> Callable[[World], None]:
    """What a scenario would be in Python: a marked function that asks for the world."""

    def played(world: World) -> None:
        play(story, world)

    played.__name__ = played.__qualname__ = f"test_{story.name}"
    played.__doc__ = story.rule
    # pytest says where a test stands by its code; here that is the file that users write.
    played.__code__ = played.__code__.replace(co_filename=str(story.file), co_firstlineno=story.line)
    vars(played).update(story=story, __test__=True)
    mark = pytest.mark.scenario(
        story.id, *story.topologies, tags=story.tags, needs=story.needs, sites=story.sites
    )
    return mark(played)
