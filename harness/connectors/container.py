"""A container of the connector's image, and that nothing of it stays behind."""

from __future__ import annotations

import math
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from ..errors import ConnectorUnready, UsageError
from ..world.edges import Stopwatch, drawn_token, wait
from .janitor import LABEL
from .program import Program

OWNER = "ordergate.owner"
_JANITOR = Path(__file__).with_name("janitor.py")
_LAST_WORDS_BYTES = 2000
_LOOK_EVERY_S = 0.05
_TROUBLE = (DockerException, requests.RequestException)
_REMOVED = 137
"""What ends with a signal that cannot be refused ends with this code."""


@dataclass(frozen=True)
class Wish:
    """The container that is wanted; ``scratch`` is a folder of its own, ``port`` one to be reached at."""

    image: str
    command: Sequence[str]
    environment: Mapping[str, str]
    scratch: str
    network: str
    port: int | None
    hosts: Mapping[str, str]


def started(wish: Wish, log: Path, *, stop_limit_s: float) -> Program:
    """A container that runs.

    UsageError without an engine or the image, ConnectorUnready when it cannot be started.
    """
    container = _on_engine(wish.image)
    _remove_leftovers(container)
    _fetch(container)
    token = drawn_token()
    _prepare(container, wish, {LABEL: token, OWNER: _owner(os.getpid())})
    program = Container(container, _janitor(token), log, stop_limit_s=stop_limit_s)
    try:
        container.start()
    except APIError as error:
        program.stop()
        raise ConnectorUnready(f"a container of {wish.image} cannot be started: {_said(error)}") from None
    except BaseException:
        program.stop()
        raise
    return program


def gateway(image: str) -> str | None:
    """Where containers of the default network see this machine; None when that is no address of it."""
    container = _on_engine(image)
    client = container.get_docker_client().client
    with closing(client), _engine_asked():
        pools = client.networks.get("bridge").attrs["IPAM"]["Config"] or []
    for address in (pool["Gateway"] for pool in pools if "Gateway" in pool):
        with suppress(OSError), socket.create_server((address, 0)):
            return str(address)
    return None


class Container:
    """A connector in a container; it is removed with all that it wrote."""

    def __init__(
        self, container: DockerContainer, janitor: subprocess.Popen[bytes], log: Path, *, stop_limit_s: float
    ) -> None:
        self._container = container
        self._janitor = janitor
        self._log = log
        self._stop_limit_s = stop_limit_s

    def ended(self, within_s: float = 0.0) -> int | None:
        """The exit code, or None while it runs."""
        waited = Stopwatch()
        while (code := self._code()) is None and waited.elapsed_s < within_s:
            wait(_LOOK_EVERY_S)
        return code

    def last_words(self) -> str:
        """The end of what it wrote."""
        with suppress(NotFound), _engine_asked():
            self._keep_words()
        words = self._log.read_bytes() if self._log.exists() else b""
        return words[-_LAST_WORDS_BYTES:].decode("utf-8", "replace").strip() or "it said nothing"

    def stop(self) -> None:
        """End it politely, then by force, and remove it."""
        try:
            with suppress(NotFound), _engine_asked():
                if self._is_made:
                    self._wrapped.stop(timeout=math.ceil(self._stop_limit_s))
                    self._keep_words()
            with suppress(NotFound), _engine_asked():
                self._container.stop()
        finally:
            self._dismiss_janitor()

    @property
    def _is_made(self) -> bool:
        return self._container.status != "not_started"

    @property
    def _wrapped(self) -> Any:
        return self._container.get_wrapped_container()

    def _code(self) -> int | None:
        try:
            with _engine_asked():
                self._container.reload()
        except NotFound:
            self._write(b"its container was removed by somebody else")
            return _REMOVED
        state = self._wrapped.attrs["State"]
        return int(state["ExitCode"]) if state["Status"] in ("exited", "dead") else None

    def _keep_words(self) -> None:
        if self._is_made:
            self._write(self._wrapped.logs(tail=200))

    def _write(self, words: bytes) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._log.write_bytes(words)

    def _dismiss_janitor(self) -> None:
        self._janitor.kill()
        self._janitor.communicate()


def _prepare(container: DockerContainer, wish: Wish, labels: Mapping[str, str]) -> None:
    container.env = dict(wish.environment)
    container.with_tmpfs_mount(wish.scratch)
    container.with_kwargs(network=wish.network, labels=dict(labels), extra_hosts=dict(wish.hosts))
    if wish.command:
        container.with_command(list(wish.command))
    if wish.port is not None:
        # Docker takes an address too, though testcontainers does not say so.
        here_alone: Any = ("127.0.0.1", wish.port)
        container.ports[f"{wish.port}/tcp"] = here_alone


def _on_engine(image: str) -> DockerContainer:
    # Its reaper is an image of its own, which may not be at hand; the janitor does the same.
    testcontainers_config.ryuk_disabled = True
    try:
        return DockerContainer(image)
    except _TROUBLE as error:
        raise UsageError(
            f"connector.image {image} needs a Docker engine, and none can be reached "
            f"({_said(error)}); start one, or name it with DOCKER_HOST"
        ) from None


def _fetch(container: DockerContainer) -> None:
    images, name = container.get_docker_client().client.images, container.image
    try:
        try:
            images.get(name)
        except ImageNotFound:
            images.pull(name)
    except _TROUBLE as error:
        raise UsageError(
            f"there is no image {name} (connector.image), and it cannot be pulled ({_said(error)}); "
            f"build it with `docker build -t {name} .`, or get it with `docker pull {name}`"
        ) from None


def _owner(pid: int) -> str:
    return f"{platform.node()}/{pid}"


def _remove_leftovers(container: DockerContainer) -> None:
    """What runs of this machine left that were killed together with their janitor."""
    client = container.get_docker_client().client
    with suppress(*_TROUBLE):
        for left in client.containers.list(all=True, filters={"label": OWNER}):
            node, _, pid = left.labels[OWNER].rpartition("/")
            if node == platform.node() and not _is_alive(int(pid)):
                left.remove(force=True, v=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _janitor(token: str) -> subprocess.Popen[bytes]:
    # A session of its own, so that what kills us and all that we started does not kill it too.
    return subprocess.Popen(
        [sys.executable, "-P", str(_JANITOR), token],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


@contextmanager
def _engine_asked() -> Iterator[None]:
    """ConnectorUnready when the engine is gone; NotFound when just the container is."""
    try:
        yield
    except NotFound:
        raise
    except _TROUBLE as error:
        raise ConnectorUnready(f"the Docker engine gives no answer any more: {_said(error)}") from None


def _said(error: Exception) -> str:
    told = error.explanation if isinstance(error, APIError) else None
    return " ".join(str(told or error).split())
