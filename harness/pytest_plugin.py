"""The pytest plugin: a ``world`` for every scenario, and the standing rules judged at its end.

A test that asks for ``world`` is a scenario. ``@pytest.mark.scenario("S07", "shop-erp", "full",
tags="smoke")`` gives it an id, the topologies it runs in, and tags; without the mark it runs in
``full``. ``--connector ordergate.toml`` names the connector under test, the reference engine by default.
"""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .errors import OrdergateError
from .running.records import ATTRIBUTE, SECRETS, Records, packed, records_key
from .running.wall import stopwatch, wall_time_text

if TYPE_CHECKING:
    from .config.model import Config
    from .running.choosing import Choice
    from .world import World

_TOPOLOGIES = ("shop-erp", "shop-erp-wms", "full")
_STORY_ENDINGS = (".scenario.yaml", ".scenario.yml")
_trial_key = pytest.StashKey[Any]()
_record_key = pytest.StashKey[Any]()
_worlds_key = pytest.StashKey[Any]()
_settings_key = pytest.StashKey["Config"]()
_began_key = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Flags of scenarios."""
    group = parser.getgroup("ordergate", "scenarios in simulated worlds")
    group.addoption("--seed", type=int, help="decides everything drawn (default: 1)")
    group.addoption("--topology", action="append", help="run only in this topology; repeatable")
    group.addoption("--over", choices=("process", "http"), default="process",
                    help="systems in this process in virtual time, or served over HTTP")  # fmt: skip
    group.addoption("--connector", type=Path, metavar="FILE",
                    help="ordergate.toml of the connector under test")  # fmt: skip
    group.addoption("--engine", metavar="MODULE:FACTORY",
                    help="another engine instead of the reference engine")  # fmt: skip
    group.addoption("--scenario", action="append", help="run only scenarios with this id")
    group.addoption("--tag", action="append", help="run only scenarios with this tag; repeatable")
    group.addoption("--shard", help="run only this part of the scenarios, such as 2/4")
    group.addoption("--repeat", type=int, help="run each scenario so often, with another seed each time")
    group.addoption("--time-budget", type=float, metavar="MINUTES",
                    help="begin no scenario after so many minutes")  # fmt: skip
    group.addoption(
        "--profile", help="how roughly the systems treat the connector: calm, light, rough, hostile"
    )
    group.addoption("--fault", action="append", help="a fault rule for every scenario; repeatable")
    group.addoption("--by-ordergate", action="store_true", help=argparse.SUPPRESS)
    group.addoption("--evidence", type=Path, help="write report, journals and JUnit of scenarios here")


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark, read the settings, and keep the records of the session."""
    config.addinivalue_line(
        "markers", "scenario(id, *topologies, tags=''): a scenario, its id, where it runs, and its tags"
    )
    unknown = set(config.getoption("--topology") or ()) - {*_TOPOLOGIES}
    if unknown:
        raise pytest.UsageError(
            f"there is no topology {', '.join(sorted(unknown))}; there are: {', '.join(_TOPOLOGIES)}"
        )
    try:
        config.stash[_settings_key] = _settings(config)
        _choice(config)
    except OrdergateError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[_began_key] = stopwatch()
    if records_key not in config.stash:
        config.stash[records_key] = Records(directory=config.getoption("--evidence"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what served worlds needed."""
    worlds = config.stash.get(_worlds_key, None)
    if worlds is not None:
        worlds.close()


def pytest_report_header(config: pytest.Config) -> str:
    """The seed comes first."""
    settings = config.stash[_settings_key]
    return f"ordergate: seed {settings.run.seed}, connector: {settings.name}"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Files of scenarios in YAML count like modules with scenarios in Python."""
    if not file_path.name.endswith(_STORY_ENDINGS):
        return None
    from .running.story_files import StoryFile

    return StoryFile.from_parent(parent, path=file_path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each topology that the scenario runs in, and for each repeat."""
    if "world" not in metafunc.fixturenames:
        return
    from .running.cases import places_of
    from .running.marks import check_mark

    mark = metafunc.definition.get_closest_marker("scenario")
    check_mark(mark, metafunc.definition)
    places = places_of(mark, metafunc.config.stash[_settings_key].run.repeat)
    metafunc.parametrize("world", places, indirect=True, ids=str)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only the scenarios that were asked for; other tests stay unless an id was asked for."""
    from .running.cases import case_of
    from .running.choosing import chosen

    cases = [(item, case_of(item)) for item in items]
    scenarios = [case for _, case in cases if case is not None]
    taken = iter(chosen(scenarios, _choice(config)))
    others = not (config.getoption("--scenario") or config.getoption("--tag"))
    kept = [next(taken) if case is not None else others for _, case in cases]
    dropped = [item for item, keep in zip(items, kept, strict=True) if not keep]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item, keep in zip(items, kept, strict=True) if keep]


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Generator[World, None, None]:
    """A world of its own for this test; what is wrong at its end fails the test."""
    trial = _trial(request)
    budget_min, config = _settings_of(request).run.time_budget_min, request.config
    if budget_min is not None and stopwatch() - config.stash[_began_key] > budget_min * 60:
        reason = f"not begun: the time budget of {budget_min:g} min was used up"
        request.node.stash[_record_key] = trial.not_begun(reason)
        pytest.skip(reason)
    try:
        opened = trial.open()
    except OrdergateError as error:
        request.node.stash[_record_key] = trial.stillborn(error)
        pytest.fail(str(error), pytrace=False)
    request.node.stash[_trial_key] = trial
    yield opened
    # An item lives as long as the session; the world that was tried with it does not.
    del request.node.stash[_trial_key]
    trial.close()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """Judge the standing rules when the body of a scenario has ended well, and keep the record."""
    trial = pyfuncitem.stash.get(_trial_key, None)
    if trial is None:
        return (yield)
    from .running.conclusion import conclude
    from .running.trial import BrokenRules, Ending
    from .stories.story import StoryStopped

    started = stopwatch()
    ending = Ending()
    try:
        result = yield
        ending.findings = trial.findings()
        if ending.findings:
            pytest.fail(str(BrokenRules(ending.findings)), pytrace=False)
        return result
    except BaseException as error:
        conclude(ending, error, trial, pyfuncitem.path)
        if isinstance(error, StoryStopped):
            raise pytest.fail.Exception(str(error), pytrace=False) from None
        raise
    finally:
        record = trial.record(ending, wall_s=stopwatch() - started)
        if ending.interrupted:  # No report will be made of it that could carry the record.
            pyfuncitem.config.stash[records_key].keep(record, trial.worlds.secrets)
        else:
            pyfuncitem.stash[_record_key] = record


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Send the record along with pytest's own report, which also crosses between processes."""
    report = yield
    record = item.stash.get(_record_key, None)
    if record is not None:
        setattr(report, ATTRIBUTE, packed(record))
        setattr(report, SECRETS, dict(item.config.stash[_worlds_key].secrets))
        del item.stash[_record_key]
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what no dot shows: scenarios in which nothing happened, and where the report is."""
    records = config.stash.get(records_key, None)
    if records is None or config.getoption("--by-ordergate") or hasattr(config, "workerinput"):
        return
    empty = [record.title for record in records.scenarios if record.verdict.words == "not proven"]
    if empty:
        terminalreporter.write_line(f"ordergate: not proven: {', '.join(empty)}")
    if records.directory is not None and records.scenarios:
        from .running.leaving import Circumstances, leave, run_record
        from .running.secrets import masker_of

        made = Circumstances(
            config=config.stash[_settings_key], over=config.getoption("--over"), started=wall_time_text()
        )
        record = run_record(records.directory.name, made, records.scenarios)
        masker = masker_of(record, records.directory, records.secrets)
        evidence = leave(record, records.directory, masker)
        terminalreporter.write_line(f"ordergate: report in {evidence.report}")


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Have less of the time go to looking for circles, in runs that are nothing but scenarios."""
    if not session.config.getoption("--by-ordergate"):
        return (yield)
    from .running.collector import SELDOM, seldom_collected

    with seldom_collected(SELDOM):
        return (yield)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen to all reports, those of worker processes included."""
    records = session.config.stash[records_key]

    class Listener:
        @staticmethod
        def pytest_runtest_logreport(report: pytest.TestReport) -> None:
            records.take(report)

    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(Listener(), "ordergate-records")


def _settings(config: pytest.Config) -> Config:
    from .config.reading import config_without_file, read_config

    flags = {
        "run.seed": config.getoption("--seed"),
        "run.repeat": config.getoption("--repeat"),
        "run.tags": config.getoption("--tag"),
        "run.time_budget_min": config.getoption("--time-budget"),
        "run.profile": config.getoption("--profile"),
        "connector.engine": config.getoption("--engine"),
        "run.faults": config.getoption("--fault"),
    }
    file = config.getoption("--connector")
    if file is None:
        return config_without_file(flags, os.environ)
    from .connectors.checking import check_config

    settings = read_config(file, os.environ, flags)
    check_config(settings)
    return settings


def _settings_of(request: pytest.FixtureRequest) -> Config:
    return request.config.stash[_settings_key]


def _choice(config: pytest.Config) -> Choice:
    from .running.choosing import Choice, shard_of
    from .running.worlds import Over, features_of

    settings, shard = config.stash[_settings_key], config.getoption("--shard")
    return Choice(
        config.getoption("--scenario") or (), config.getoption("--topology") or (), settings.run.tags,
        tuple(topology.value for topology in settings.connector.topologies),
        None if shard is None else shard_of(shard), settings.policies_kept,
        features_of(settings, Over(config.getoption("--over"))),
    )  # fmt: skip


def _trial(request: pytest.FixtureRequest) -> Any:
    from .running.cases import Place, case_of, file_name
    from .running.trial import Trial

    config, node = request.config, request.node
    case, records = case_of(node), config.stash[records_key]
    assert case is not None, "a test that asks for the world is a scenario"
    place = getattr(request, "param", Place())
    seed = config.stash[_settings_key].run.seed + place.number - 1
    journal = None
    if records.directory is not None:
        journal = records.directory / "journals" / f"{file_name(node, place)}.ndjson"
    return Trial(
        id=case.id, title=case.title, rule=case.rule, policies=case.policies, layout=case.layout,
        start_us=case.start_us,
        topology=place.topology, seed=seed, journal=journal, worlds=_worlds(config), tags=case.tags,
        repeat=_repeat(node, case.name, f"--topology {place.topology} --seed {seed}",
                       by_command=config.getoption("--by-ordergate")),
    )  # fmt: skip


def _worlds(config: pytest.Config) -> Any:
    from .running.worlds import Over, Worlds

    if _worlds_key not in config.stash:
        over = Over(config.getoption("--over"))
        config.stash[_worlds_key] = Worlds(config.stash[_settings_key], over)
    return config.stash[_worlds_key]


def _repeat(item: pytest.Item, name: str, flags: str, *, by_command: bool) -> str:
    from .running.cases import function_name
    from .running.scenario_files import scenario_folder
    from .stories.notes import shown

    if item.config.getoption("--over") == "http":
        flags += " --over http"
    if (profile := item.config.getoption("--profile")) not in (None, "calm"):
        flags += f" --profile {profile}"
    flags += "".join(f" --fault {shlex.quote(rule)}" for rule in item.config.getoption("--fault") or ())
    if (file := item.config.getoption("--connector")) is not None:
        flags += f" --connector {file}"
    if by_command:
        if scenario_folder() not in item.path.parents:
            flags += f" --scenarios-in {shown(item.path)}"
        return f"ordergate run {shlex.quote(name)} {flags}"
    return f"pytest {item.nodeid.partition('::')[0]} -k {function_name(item)} {flags}"
