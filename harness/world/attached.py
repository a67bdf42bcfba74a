"""A world on a server that something else drives: looked at from outside, and left as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from ordergate.simulators.kernel.conduct import Offence
from ordergate.simulators.kernel.settings import MAIN_SITE, Layout

from ..actors.hands import RefusedByWorld
from ..errors import UsageError
from ..judge.books import Books
from ..judge.judge import Judge
from ..judge.scope import declared
from .control_client import (
    ControlClient,
    ControlRefused,
    OpenedWorld,
    ServedSystem,
    ServerGone,
    answer_in,
)
from .edges import Stopwatch, wait
from .followed import FeedPage, feed_page
from .journal_copy import copy_journal

_LOOK_EVERY_S = 0.05
_PAGE = 2000
_CHANGE_LIMIT_S = 30.0
_UNKNOWN_TOKEN, _NOT_FOUND = 401, 404
_NO_SERVER = "what answers at {} is no server of worlds; give the address of one with --url"


@dataclass(frozen=True)
class Rest:
    """When a world counts as at rest: nothing on its way, and no change for ``calm_s`` on the wall."""

    calm_s: float = 2.0
    limit_s: float = 60.0


class _System(msgspec.Struct, frozen=True):
    base_url: str
    credentials: dict[str, str]


class _Described(msgspec.Struct, frozen=True):
    name: str
    topology: str
    seed: int
    now_us: int
    scale: int
    systems: dict[str, _System]
    apis: dict[str, _System] = {}
    sites: tuple[str, ...] = MAIN_SITE
    warehouse_only: tuple[str, ...] = ()
    policies: dict[str, str] = {}


class _Quiet(msgspec.Struct, frozen=True):
    busy: str | None
    undelivered: int
    exhausted: int
    changes: int
    generation: int
    now_us: int
    offences: dict[str, list[Offence]]


@dataclass(frozen=True)
class RefusedWebhooks:
    """A subscription to webhooks whose last attempts were refused, and the request that ends it."""

    system: str
    id: str
    url: str
    request: str


class AttachedWorld:
    """One world of a server, followed from its beginning; people may act in it through this.

    The ``safety_stock`` is that of the connector, whom the server does not know.
    """

    def __init__(self, control: ControlClient, name: str, *, repeat: str = "", safety_stock: int = 0) -> None:
        self._control = control
        self._path = f"/worlds/{quote(name, safe='')}"
        self._repeat = repeat
        self.opened = opened_world(control, name)
        self.systems = tuple(self.opened.systems)
        self.sites = self.opened.layout.sites
        self._declared = declared(self.opened.topology, self.opened.layout, safety_stock=safety_stock)
        self.judge = Judge(self.systems, repeat=repeat, declared=self._declared)
        self.began_us = self.opened.now_us
        self.exhausted = 0
        self._generation: int | None = None
        self._read_up_to = 0
        self.follow()

    @property
    def books(self) -> Books:
        """What stands in all systems."""
        return self.judge.books

    def call(self, system: str, method: str, path: str, body: Any = None, *, who: str) -> dict[str, Any]:
        """Ask a system for something on its world surface; RefusedByWorld when it says no."""
        url = self.opened.systems[system].base_url + path
        reply = self._control.send(method, url, body, who=who)
        answer: dict[str, Any] = answer_in(reply)
        if reply.status_code >= 400:
            raise RefusedByWorld(who, f"{method} {path} of the {system}", answer)
        return answer

    def say(self, who: str, text: str) -> None:
        """Add a sentence to the story in the world's journal."""
        note = {"kind": "say", "fields": {"who": who, "text": text}}
        self._control.ask("POST", f"{self._path}/journal", note)

    def wait_until_changed(self) -> bool:
        """Wait until some document changes; False when none does within half a minute."""
        seen, waited = self._progress(), Stopwatch()
        while self._progress() == seen and waited.elapsed_s < _CHANGE_LIMIT_S:
            wait(_LOOK_EVERY_S)
            self.follow()
        return self._progress() != seen

    def now_us(self) -> int:
        """The world's time."""
        return self._look().now_us

    def come_to_rest(self, rest: Rest) -> str | None:
        """Wait until the world is at rest; what still moved when the limit was reached, or None."""
        waited, calm = Stopwatch(), Stopwatch()
        seen = self._progress()
        while True:
            look = self._look()
            if look.undelivered or self._progress() != seen:
                seen = self._progress()
                calm.restart()
            if look.busy is None and calm.elapsed_s >= rest.calm_s:
                return None
            if waited.elapsed_s >= rest.limit_s:
                return look.busy or f"documents still changed within the last {rest.calm_s:g} s"
            wait(_LOOK_EVERY_S)

    def follow(self) -> None:
        """Tell the judge of everything that changed since it was told last."""
        page = self._page()
        if self._generation not in (None, page.generation):
            self.judge = Judge(self.systems, repeat=self._repeat, declared=self._declared)
            self._read_up_to = 0
            page = self._page()
        self._generation = page.generation
        if page.changes and not self._read_up_to:
            self.began_us = page.changes[0].at_us
        last = page.last
        while page.changes and page.generation == self._generation:
            self.judge.observe([told.rebuilt() for told in page.changes])
            self._read_up_to = page.changes[-1].n
            if self._read_up_to >= last:
                return
            page = self._page()

    def refused_webhooks(self) -> list[RefusedWebhooks]:
        """Subscriptions for which something waits that was refused, so that the world cannot rest."""
        path = f"{self._path}/webhooks"
        return [
            RefusedWebhooks(
                row["system"], row["id"], row["url"],
                f"{self._control.base_url}/_control{path}/{row['system']}/{row['id']}",
            )
            for row in self._control.ask("GET", path)["webhooks"]
            if row["undelivered"] and row["failures"]
        ]  # fmt: skip

    def keep_journal(self, path: Path) -> None:
        """Copy the world's journal to a file, as far as it goes now."""
        copy_journal(self._control, self._path, path)

    def _look(self) -> _Quiet:
        look = msgspec.convert(self._control.ask("GET", f"{self._path}/quiet"), _Quiet)
        self.exhausted = look.exhausted
        self.judge.heard(look.offences)
        if (look.generation, look.changes) != self._progress():
            self.follow()
        return look

    def _page(self) -> FeedPage:
        asked = f"{self._path}/changes?after={self._read_up_to}&limit={_PAGE}"
        return feed_page(self._control.ask_raw(asked))

    def _progress(self) -> tuple[int | None, int]:
        return self._generation, self._read_up_to


def opened_world(control: ControlClient, name: str) -> OpenedWorld:
    """A world that a server holds; UsageError when there is none, or the token does not fit."""
    url = control.base_url
    try:
        said = msgspec.convert(control.ask("GET", f"/worlds/{quote(name, safe='')}"), _Described)
    except (ServerGone, httpx.InvalidURL) as gone:
        cause = gone.__cause__ or gone
        raise UsageError(
            f"no server of worlds answers at {url} ({cause}); start one with ordergate up, or give "
            "its address with --url"
        ) from None
    except ControlRefused as refused:
        raise UsageError(_why_not(url, name, refused)) from None
    except msgspec.ValidationError:
        raise UsageError(_NO_SERVER.format(url)) from None
    systems, apis = (
        {key: ServedSystem(one.base_url, one.credentials) for key, one in group.items()}
        for group in (said.systems, said.apis)
    )
    return OpenedWorld(
        said.name,
        said.topology,
        said.seed,
        said.scale,
        said.now_us,
        systems,
        apis,
        Layout(said.sites, said.warehouse_only, said.policies),
    )


def _why_not(url: str, name: str, refused: ControlRefused) -> str:
    problem: Mapping[str, Any] = refused.problem
    if "status" not in problem:  # Not of the form in which a server of worlds refuses.
        return _NO_SERVER.format(url)
    if refused.status == _UNKNOWN_TOKEN:
        return (
            f"the server at {url} refused the control token; give the one that ordergate up showed, with "
            "--token or in ORDERGATE_CONTROL_TOKEN"
        )
    if refused.status == _NOT_FOUND and str(problem.get("detail")).startswith("there is no world"):
        return f"{problem['detail']} (on the server at {url}; choose one with --world)"
    return f"the server at {url} does not show world {name}: {refused}"
