"""The Docker engine for tests that need containers; what could not be tested without one is said loudly."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import docker
import pytest
from docker.errors import DockerException
from hypothesis import settings

# These machines are shared: how long an example takes says nothing of the code.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

BASE_VARIABLE = "ORDERGATE_TEST_BASE_IMAGE"
UNTESTED = "CONTAINERS NOT TESTED"
WAY_OUT = "`bash .ci/docker.sh COMMAND` runs a command with both at hand"

Build = Callable[[Path, str], str]


@pytest.fixture(scope="session")
def docker_engine() -> Iterator[docker.DockerClient]:
    """An engine that answers."""
    try:
        client = docker.from_env()
    except DockerException as error:
        pytest.skip(f"{UNTESTED}: no Docker engine answers ({error}); {WAY_OUT}")
    with closing(client):
        yield client


@pytest.fixture(scope="session")
def base_image(docker_engine: docker.DockerClient) -> str:
    """An image with Python and Node.js to build on."""
    name = os.environ.get(BASE_VARIABLE)
    if not name:
        pytest.skip(f"{UNTESTED}: {BASE_VARIABLE} names no image to build on; {WAY_OUT}")
    return name


@pytest.fixture(scope="session")
def build(docker_engine: docker.DockerClient, base_image: str) -> Iterator[Build]:
    """Builds the Dockerfile of a folder on the base image; what was built goes with the session."""
    built = []

    def built_from(folder: Path, name: str) -> str:
        docker_engine.images.build(
            path=str(folder), tag=name, buildargs={"BASE": base_image}, network_mode="host", forcerm=True
        )
        built.append(name)
        return name

    yield built_from
    for name in built:
        docker_engine.images.remove(name, force=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many tests of containers were skipped."""
    reports = terminalreporter.getreports("skipped")
    untested = [report for report in reports if UNTESTED in str(report.longrepr)]
    if untested:
        terminalreporter.section("containers", red=True, bold=True)
        *_, reason = untested[0].longrepr
        line = f"{len(untested)} container tests skipped: {reason.partition(f'{UNTESTED}: ')[2]}"
        terminalreporter.write_line(line, red=True, bold=True)
