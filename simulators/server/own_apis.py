"""APIs that installed packages bring: further ones of our systems, mounted in every world.

A package names them in its entry points, group ``ordergate.apis``; docs/own-api.md is the tutorial.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from itertools import pairwise

import msgspec

from ..apis.declaration import OwnApi
from ..kernel.chance import Chance
from ..kernel.clock import WallClock
from ..kernel.journal import Journal
from ..kernel.openapi import document
from ..kernel.problems import Refusal
from ..kernel.settings import Settings
from ..kernel.system import System
from ..kernel.wire import Call, Operation, Reply
from .topology import BUILDERS, fresh_system

GROUP = "ordergate.apis"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_TAKEN = (*BUILDERS, "connector", "world")  # The others mean something in ordergate.toml.
_log = logging.getLogger(__name__)


class ApiUnusable(Exception):
    """A package brings an API that cannot be served; the text says whose, why, and the way out."""


class Failed(Refusal):
    """The code of an API failed; what it had begun was taken back."""

    status = 500
    code = "internal-error"


@dataclass(frozen=True)
class InstalledApi:
    """An API with its name, and the package and the object that it comes from."""

    name: str
    package: str
    target: str
    declared: OwnApi

    @property
    def system(self) -> str:
        """The system that it is a further API of."""
        return self.declared.system

    def over(self, system: System, settings: Settings) -> System:
        """The API in a world: its own operations and callers over the service of a system.

        It suffers what its system suffers.
        """
        context = replace(system.context, system=self.name)
        asked = [self._guarded(each) for each in self.declared.operations(system.service, context)]
        access = self.declared.access(context, settings)
        mounted = System(context, system.service, asked, access)
        mounted.disturbances = system.disturbances
        return mounted

    def _guarded(self, operation: Operation) -> Operation:
        """The operation with its mistakes answered as such; the traceback goes to the log."""

        def handle(call: Call) -> Reply:
            try:
                reply = operation.handle(call)
                body = reply.body
                # Rendered here, so that what cannot be said in JSON is taken back like any mistake.
                return msgspec.structs.replace(
                    reply, body=body if body is None or isinstance(body, bytes) else _encoded(body)
                )
            except Refusal:
                raise
            except Exception as error:
                _log.exception("%s of API %s of package %s failed", operation.name, self.name, self.package)
                raise Failed(
                    f"{operation.name} of API {self.name} failed: {_in_words(error)}; nothing was changed"
                ) from error

        return replace(operation, handle=handle)


_encoded: Callable[[object], bytes] = msgspec.json.encode


@cache
def installed_apis() -> tuple[InstalledApi, ...]:
    """All of them in order of their names; ApiUnusable names the first that cannot be served."""
    found = sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, _package(entry)))
    for one, other in pairwise(found):
        if one.name == other.name:
            raise ApiUnusable(
                f"two packages bring an API {one.name}, {_package(one)} and {_package(other)}: rename "
                f"one in its pyproject.toml, or take one away: {_way_out(other)}"
            )
    return tuple(_installed(entry) for entry in found)


def _installed(entry: EntryPoint) -> InstalledApi:
    if not _NAME.match(entry.name):
        raise _unusable(entry, "a name has 1 to 40 lower-case letters, digits and dashes, a letter first")
    if entry.name in _TAKEN:
        raise _unusable(entry, f"the name is taken; so are: {', '.join(_TAKEN)}")
    try:
        declared = entry.load()
    except Exception as error:
        raise _unusable(entry, f"it cannot be imported ({_in_words(error)})") from error
    if not isinstance(declared, OwnApi):
        raise _unusable(entry, f"{entry.value} is a {type(declared).__name__}, not an OwnApi")
    if declared.system not in BUILDERS:
        raise _unusable(entry, f"there is no system {declared.system}; there are: {', '.join(BUILDERS)}")
    made = InstalledApi(entry.name, _package(entry), entry.value, declared)
    try:
        trouble = _trouble(made)
    except Exception as error:
        raise _unusable(entry, f"it cannot be put together ({_in_words(error)})") from error
    if trouble is not None:
        raise _unusable(entry, trouble)
    return made


def _trouble(api: InstalledApi) -> str | None:
    """What is wrong with an API, found out by mounting it once in a world that nobody sees."""
    clock, settings = WallClock(), Settings()
    journal = Journal(clock.now_us)
    system = fresh_system(api.system, clock, Chance(0), journal, settings=settings)
    tables = list(system.context.store.tables())
    mounted = api.over(system, settings)
    names = Counter(operation.name for operation in mounted.routes.operations)
    twice = [name for name, times in names.items() if times > 1]
    if twice:
        return f"two of its operations are called {twice[0]}; the journal could not tell them apart"
    more = [name for name in system.context.store.tables() if name not in tables]
    if more:
        return f"it makes a table {more[0]}; an API has no documents of its own, the service has them all"
    _encoded(document(api.name, mounted.routes.operations, mounted.access.schemes()))
    _encoded(dict(mounted.access.credentials()))
    return None


def _unusable(entry: EntryPoint, reason: str) -> ApiUnusable:
    return ApiUnusable(
        f"API {entry.name} of package {_package(entry)} ({entry.value}) cannot be served: {reason}; "
        f"mend it, or take it away: {_way_out(entry)}"
    )


def _package(entry: EntryPoint) -> str:
    return "unknown" if entry.dist is None else f"{entry.dist.name} {entry.dist.version}"


def _way_out(entry: EntryPoint) -> str:
    return f"pip uninstall {_package(entry).partition(' ')[0]}"


def _in_words(error: Exception) -> str:
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if "importlib" not in frame.filename and frame.filename != __file__]
    return f"{said}, at {theirs[-1].filename}:{theirs[-1].lineno}" if theirs else said
