"""What a task of the proof asks for, with the engine that there is in this process."""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

from ...config.model import Config
from ...config.reading import read_config
from ...evidence.records import ScenarioRecord
from ...explore.exploring import Broken, Plan, explore
from ...running.choosing import full_name
from ...running.session import Selection, Session
from ...running.wall import stopwatch
from ..breaking import Finder
from .task import FAILED, Met, Outcome, StoryFound, Task
from .watch import Watch

NOT_BEGUN = "not begun"
TRIES_MAX = 150
"""So many shorter stories are tried for a broken engine."""
SHRINK_S = 30.0


def done(task: Task, finder: Finder) -> Outcome:
    """Everything that a task asks for, with the engine that there is now."""
    began = stopwatch()
    outcome = Outcome(task=task, executed=False)
    if task.worlds != ():
        outcome = _with_scenarios(task, finder, outcome)
    failed = sorted((met for met in outcome.met if met.verdict == FAILED), key=lambda met: met.wall_s)
    if task.unrepaired and failed:
        again = replace(task, worlds=(failed[0].world,), files=(failed[0].file,))
        met, _ = _met(again, finder, reconciliation="off")
        outcome = replace(outcome, met_without_repair=met)
    if task.seeds:
        outcome = _with_stories(task, outcome)
    return replace(outcome, executed=bool(finder.ran), wall_s=stopwatch() - began)


def _with_scenarios(task: Task, finder: Finder, outcome: Outcome) -> Outcome:
    met, unexplained = _met(task, finder)
    return replace(outcome, met=met, unexplained=unexplained)


def _met(task: Task, finder: Finder, reconciliation: str = "on") -> tuple[tuple[Met, ...], tuple[str, ...]]:
    """What the scenarios of a task say of the engine, and what nobody can explain."""
    watch = Watch(task, finder)
    flags = ["--seed=1", f"--connector={_settings_file(task, reconciliation)}"]
    if task.minutes:
        flags.append(f"--time-budget={task.minutes}")
    chosen = Selection(flags=flags, folders=[Path(file) for file in task.files])
    session = Session(chosen, None, plugins=(watch,))
    with redirect_stdout(StringIO()):
        session.run()
    begun = [record for record in session.records.scenarios if not record.reason.startswith(NOT_BEGUN)]
    return tuple(_told(record, watch) for record in begun), tuple(session.records.unexplained)


def _told(record: ScenarioRecord, watch: Watch) -> Met:
    world = full_name(record.id, record.title), record.topology
    rules = tuple(dict.fromkeys(finding.rule for finding in record.findings))
    return Met(
        scenario=world[0], topology=world[1], verdict=record.verdict.value, wall_s=record.wall_s,
        rules=rules, ran=watch.ran.get(world, ()), file=watch.files[world],
    )  # fmt: skip


def _with_stories(task: Task, outcome: Outcome) -> Outcome:
    plan = Plan(
        _config(task), first=task.first, seeds=task.seeds, shrink=task.stop,
        found_max=int(task.stop), chunk=1, tries_max=TRIES_MAX, shrink_s=SHRINK_S,
        seconds=task.minutes * 60,
    )  # fmt: skip
    explored = explore(plan)
    return replace(
        outcome, stories=explored.stories, orders=explored.orders,
        found=tuple(_story(task, broken) for broken in explored.broken),
    )  # fmt: skip


def _story(task: Task, broken: Broken) -> StoryFound:
    """A story that broke a rule, and whether its file does so too."""
    first = broken.short.findings[0]
    return StoryFound(
        seed=broken.drawn.seed, rule=first.rule, text=first.text, steps=len(broken.drawn.lines),
        shortest=len(broken.short.lines), fails_again=task.stop and _fails(task, broken),
    )  # fmt: skip


def _fails(task: Task, broken: Broken) -> bool:
    """Whether the file of a story fails when it is run like any scenario."""
    file = Path(task.directory) / f"story_{task.name}_{broken.drawn.seed}.py"
    file.write_text(broken.text, "utf-8")
    flags = [f"--seed={broken.drawn.seed}", f"--connector={_settings_file(task)}"]
    session = Session(Selection(flags=flags, folders=[file]), None)
    with redirect_stdout(StringIO()):
        session.run()
    return any(
        finding.rule == broken.rule for record in session.records.scenarios for finding in record.findings
    )


def _config(task: Task) -> Config:
    return read_config(_settings_file(task), {})


def _settings_file(task: Task, reconciliation: str = "on") -> Path:
    """The settings of the connector, in the folder of the task."""
    file = Path(task.directory) / f"{task.name}-{reconciliation}.toml"
    engine = f'engine = "{task.engine}"\n' if task.engine else ""
    file.write_text(
        f'[connector]\nkind = "reference"\n{engine}\n[policies]\nreconciliation = "{reconciliation}"\n',
        "utf-8",
    )
    return file
