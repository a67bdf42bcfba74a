"""The pytest plugin: a ``world`` for every scenario, and the standing rules judged at its end.

A test that asks for ``world`` is a scenario. ``@pytest.mark.scenario("S07", "shop-erp", "full")``
gives it an id and the topologies it runs in; without the mark it runs in ``full``.
"""

from __future__ import annotations

import inspect
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .running.records import Records, records_key
from .running.wall import stopwatch, wall_time_text

if TYPE_CHECKING:
    from .world import World

DEFAULT_SEED = 1
_TOPOLOGIES = ("shop-erp", "shop-erp-wms", "full")
_trial_key = pytest.StashKey[Any]()
_worlds_key = pytest.StashKey[Any]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Flags of scenarios."""
    group = parser.getgroup("ordergate", "scenarios in simulated worlds")
    group.addoption("--seed", type=int, default=DEFAULT_SEED, help="decides everything drawn")
    group.addoption("--topology", action="append", help="run only in this topology; repeatable")
    group.addoption("--over", choices=("process", "http"), default="process",
                    help="systems in this process in virtual time, or served over HTTP")  # fmt: skip
    group.addoption("--scenario", action="append", help="run only scenarios with this id")
    group.addoption("--evidence", type=Path, help="write report, journals and JUnit of scenarios here")


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark, and keep the records of the session."""
    config.addinivalue_line("markers", "scenario(id, *topologies): a scenario, its id, and where it runs")
    unknown = set(config.getoption("--topology") or ()) - {*_TOPOLOGIES}
    if unknown:
        raise pytest.UsageError(
            f"there is no topology {', '.join(sorted(unknown))}; there are: {', '.join(_TOPOLOGIES)}"
        )
    if records_key not in config.stash:
        config.stash[records_key] = Records(directory=config.getoption("--evidence"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what served worlds needed."""
    worlds = config.stash.get(_worlds_key, None)
    if worlds is not None:
        worlds.close()


def pytest_report_header(config: pytest.Config) -> str:
    """The seed comes first."""
    return f"ordergate: seed {config.getoption('--seed')}, over {config.getoption('--over')}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each topology that the scenario runs in."""
    if "world" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("scenario")
    topologies = list(mark.args[1:]) if mark is not None and mark.args[1:] else ["full"]
    metafunc.parametrize("world", topologies, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only the scenarios that were asked for by id and by topology."""
    dropped = [item for item in items if not _wanted(item)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]


def _wanted(item: pytest.Item) -> bool:
    ids, topologies = item.config.getoption("--scenario"), item.config.getoption("--topology")
    if ids and _scenario_id(item) not in ids:
        return False
    callspec = getattr(item, "callspec", None)
    if topologies and callspec is not None and "world" in callspec.params:
        return callspec.params["world"] in topologies
    return True


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Generator[World, None, None]:
    """A world of its own for this test; what is wrong at its end fails the test."""
    from .running.trial import Trial

    config, topology = request.config, getattr(request, "param", "full")
    seed = config.getoption("--seed")
    name = _scenario_id(request.node) or request.node.name
    records = config.stash[records_key]
    journal = None
    if records.directory is not None:
        journal = records.directory / "journals" / f"{_file_name(request.node, topology)}.ndjson"
    trial = Trial(
        id=name, title=_title(request.node), rule=inspect.getdoc(request.function) or "",
        topology=topology, seed=seed, journal=journal, worlds=_worlds(config),
        repeat=_repeat(request.node, name, topology, by_command=records.repeat_with_ordergate),
    )  # fmt: skip
    opened = trial.open()
    request.node.stash[_trial_key] = trial
    yield opened
    trial.close()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """Judge the standing rules when the body of a scenario has ended well, and keep the record."""
    trial = pyfuncitem.stash.get(_trial_key, None)
    if trial is None:
        return (yield)
    from .running.trial import BrokenRules, Ending, expectation, stumble

    started = stopwatch()
    ending = Ending()
    try:
        result = yield
        ending.findings = trial.findings()
        if ending.findings:
            pytest.fail(str(BrokenRules(ending.findings)), pytrace=False)
        return result
    except AssertionError as error:
        ending.failure = expectation(error, pyfuncitem.path)
        ending.findings = trial.findings()
        raise
    except Exception as error:
        ending.failure = stumble(error, pyfuncitem.path)
        raise
    except KeyboardInterrupt:
        ending.interrupted = True
        raise
    finally:
        record = trial.record(ending, wall_s=stopwatch() - started)
        pyfuncitem.config.stash[records_key].scenarios.append(record)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what no dot shows: scenarios in which nothing happened, and where the report is."""
    records = config.stash.get(records_key, None)
    if records is None or records.repeat_with_ordergate:
        return
    empty = [record.title for record in records.scenarios if record.verdict.words == "not proven"]
    if empty:
        terminalreporter.write_line(f"ordergate: not proven, for nothing happened: {', '.join(empty)}")
    if records.directory is not None and records.scenarios:
        from .running.leaving import Circumstances, leave, run_record

        made = Circumstances(
            seed=config.getoption("--seed"), over=config.getoption("--over"), started=wall_time_text()
        )
        record = run_record(records.directory.name, made, records.scenarios)
        terminalreporter.write_line(f"ordergate: report in {leave(record, records.directory).report}")


def _scenario_id(item: pytest.Item) -> str | None:
    mark = item.get_closest_marker("scenario")
    return None if mark is None else str(mark.args[0])


def _worlds(config: pytest.Config) -> Any:
    from .running.worlds import Over, Worlds

    if _worlds_key not in config.stash:
        config.stash[_worlds_key] = Worlds(Over(config.getoption("--over")))
    return config.stash[_worlds_key]


def _title(item: pytest.Item) -> str:
    name = getattr(item, "originalname", None) or item.name
    return str(name).removeprefix("test_").replace("_", " ")


def _file_name(item: pytest.Item, topology: str) -> str:
    name = getattr(item, "originalname", None) or item.name
    return f"{_scenario_id(item) or 'scenario'}-{str(name).removeprefix('test_')}-{topology}"


def _repeat(item: pytest.Item, name: str, topology: str, *, by_command: bool) -> str:
    flags = f"--topology {topology} --seed {item.config.getoption('--seed')}"
    if item.config.getoption("--over") == "http":
        flags += " --over http"
    if by_command:
        return f"ordergate run {name} {flags}"
    original = getattr(item, "originalname", None) or item.name
    return f"pytest {item.nodeid.partition('::')[0]} -k {original} {flags}"
