"""The commands that tell stories, repeat runs, and prove that broken connectors are caught."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from .cli_options import AnotherEngine, Connector, end

app = typer.Typer()


@app.command()
def explore(
    *,
    seeds: Annotated[int | None, typer.Option(min=1, help="How many stories; 100 by default.")] = None,
    from_: Annotated[int, typer.Option("--from", min=0, help="The seed of the first story.")] = 1,
    minutes: Annotated[float, typer.Option(min=0, help="Begin no story after so many minutes.")] = 0.0,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many at once; all cores by default.")] = None,
    engine: AnotherEngine = None,
    connector: Connector = None,
    over: Annotated[str, typer.Option(help="process (virtual time) or http (served).")] = "process",
    shrink: Annotated[bool, typer.Option(help="Make what breaks a rule as short as it gets.")] = True,
    out: Annotated[Path | None, typer.Option(help="Directory for the stories that break a rule.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Tell stories drawn from seeds, and the shortest one for each that breaks a rule."""
    from .commands.explore import ExploreOptions, explore_stories

    options = ExploreOptions(
        connector=connector, engine=engine, first=from_, seeds=seeds, minutes=minutes, jobs=jobs,
        out=out, json=json, over=over, shrink=shrink,
    )  # fmt: skip
    end(lambda: explore_stories(options))


@app.command()
def prove(
    defects: Annotated[list[str] | None, typer.Argument(help="Names; all by default.")] = None,
    *,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many at once; all cores by default.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Half, by what caught them before.")] = False,
    stories: Annotated[int | None, typer.Option(min=0, help="Stories of each right engine.")] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Stories only of what no scenario caught; all with repair.")
    ] = False,
    page: Annotated[Path | None, typer.Option(help="Write the page of the proof here.")] = None,
    over: Annotated[
        str, typer.Option(help="http: broken variants of the example connectors alone, over the wire.")
    ] = "process",
    examples: Annotated[
        Path | None, typer.Option(help="Where the example connectors are; docs/examples by default.")
    ] = None,
    list_them: Annotated[bool, typer.Option("--list", help="Say which there are.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Have broken connectors meet scenarios and stories: each has to be caught, and no right one accused."""
    from .commands.prove import ProveOptions, prove_it

    options = ProveOptions(
        defects=defects or (),
        jobs=jobs,
        sample=sample,
        json=json,
        page=page,
        list=list_them,
        stories=stories,
        brief=brief,
        over=over,
        examples=examples,
    )
    end(lambda: prove_it(options))


@app.command()
def tamper(
    scenarios: Annotated[list[str] | None, typer.Argument(help="Ids such as S07; all by default.")] = None,
    *,
    connector: Connector = None,
    engine: AnotherEngine = None,
    topology: Annotated[list[str] | None, typer.Option(help="Only in this topology; repeatable.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only with this tag; repeatable.")] = None,
    scenarios_in: Annotated[
        list[Path] | None, typer.Option(help="Folder or file with scenarios of your own; repeatable.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Decides what is broken; 1 by default.")] = None,
    over: Annotated[str, typer.Option(help="process (virtual time) or http (served).")] = "process",
    most: Annotated[int, typer.Option(min=1, help="So many ways to break a write, at most.")] = 60,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many at once; all cores by default.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Break what a right connector writes, one write at a time, and say what the scenarios notice."""
    from .commands.run import RunOptions
    from .commands.tamper import TamperOptions
    from .commands.tamper import tamper as tamper_with

    run = RunOptions(
        scenarios=scenarios or (), topologies=topology or (), connector=connector, engine=engine,
        folders=scenarios_in or (), seed=seed, tags=tag, over=over,
    )  # fmt: skip
    options = TamperOptions(run=run, most=most, jobs=jobs, json=json)
    end(lambda: tamper_with(options))


@app.command()
def repeat(
    context: typer.Context,
    run: Annotated[Path, typer.Argument(help="The directory that a run or an exploration left.")],
) -> None:
    """Run something again as it was asked for, and say whether it ended in the same way."""
    from .commands.repeat import repeat_run

    def again(arguments: Sequence[str]) -> int:
        sys.argv = [sys.argv[0], *arguments]
        return int(context.find_root().command.main(list(arguments), standalone_mode=False) or 0)

    end(lambda: repeat_run(run, again))
