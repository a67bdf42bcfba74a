"""The control surface ``/_control``: worlds, their clocks, disturbances, snapshots and evidence.

It is an API like any other here: operations, bodies that are refused by name, problem+json. All
but its health needs the control token.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from ..faults.adversary import Struck
from ..kernel.chance import Chance
from ..kernel.clock import SECOND_US, WallClock, instant, moment
from ..kernel.identifiers import Identifiers
from ..kernel.journal import Journal
from ..kernel.outbox import Outbox, WebhookHabits, signed_body
from ..kernel.problems import Malformed, Refusal, Unprocessable
from ..kernel.settings import Layout
from ..kernel.system import Context, System
from ..kernel.tables import Store
from ..kernel.wire import Call, Operation, Reply, Surface
from .control_bodies import Disturb, MoveClock, Note, OpenWorld, Rest, TakeSnapshot
from .feed import rendered
from .gate import ControlToken
from .journal_pages import last_of, page_from
from .post import post_operations
from .worlds import HostedWorld, WorldHost, WorldPlan, credible

_PAGE_MAX = 5000
_NUMBER_MAX = 2**62
_MOVES = ("advance_s", "advance_us", "until_us")
_PACES = ("scale", "frozen", "when_idle", "calm_s")
_TAKEN_BY_JOURNAL = ("n", "at", "kind")


class NotReady(Refusal):
    """The server answers, and its worlds cannot be used."""

    status = 503
    code = "not-ready"


def control_system(
    host: WorldHost, token: ControlToken, trouble: Callable[[], str | None] = lambda: None
) -> System:
    """The control surface over the worlds of a host; ``trouble`` is what keeps it from being ready."""
    clock, chance = WallClock(), Chance(0)
    journal = Journal(clock.now_us)
    outbox = Outbox("control", clock, chance, journal, WebhookHabits(signed_body("x-signature")))
    store = Store("control", clock.now_us)
    context = Context("control", clock, chance, Identifiers(), store, outbox, journal)
    offered = [*operations(Control(host, trouble)), *post_operations(host)]
    return System(context, host, offered, token)


class Control:
    """What the operator can do, one method for each operation."""

    def __init__(self, host: WorldHost, trouble: Callable[[], str | None] = lambda: None) -> None:
        self._host = host
        self._trouble = trouble

    def health(self, call: Call) -> Reply:
        """Whether the server answers."""
        del call
        return Reply({"status": "ok", "worlds": len(self._host.worlds)})

    def ready(self, call: Call) -> Reply:
        """Whether worlds can be used."""
        del call
        trouble = self._trouble()
        if trouble is not None:
            raise NotReady(trouble, retry_after_s=1)
        return Reply({"status": "ready", "worlds": len(self._host.worlds), "durable": self._host.durable})

    def open(self, call: Call) -> Reply:
        """Make a world."""
        asked: OpenWorld = call.body
        start_us = None if asked.start is None else instant(asked.start)
        plan = WorldPlan(
            asked.name or "",
            asked.topology,
            asked.seed,
            start_us,
            asked.scale,
            Layout(asked.sites, asked.warehouse_only, asked.policies),
        )
        return Reply(described(self._host, self._host.open(plan)), 201)

    def listed(self, call: Call) -> Reply:
        """All worlds."""
        del call
        return Reply({"worlds": [described(self._host, world) for world in self._host.worlds.values()]})

    def read(self, call: Call) -> Reply:
        """One world."""
        return Reply(described(self._host, self._world(call)))

    def close(self, call: Call) -> Reply:
        """End a world."""
        self._host.close(call.path["world"])
        return Reply(status=204)

    def reset(self, call: Call) -> Reply:
        """Begin a world anew."""
        return Reply(described(self._host, self._host.reset(call.path["world"])))

    def clock(self, call: Call) -> Reply:
        """What time it is in a world."""
        return Reply(_time_of(self._world(call)))

    def move_clock(self, call: Call) -> Reply:
        """Move a world's time forward, or let it pass at another pace."""
        world, asked = self._world(call), call.body
        moves, pace = _given(asked, _MOVES), _given(asked, _PACES)
        if len(moves) > 1 or (not moves and not pace):
            raise Malformed(
                f"a clock takes at most one of {', '.join(_MOVES)}, and any of {', '.join(_PACES)}; "
                f"this has {len(moves)} of the first and {len(pace)} of the others"
            )
        for name, value in moves.items():
            _advance(world, name, value)
        if pace:
            world.go_at(replace(world.pace, **pace))
        return Reply(_time_of(world))

    def quiet(self, call: Call) -> Reply:
        """What is still on its way in a world."""
        world = self._world(call)
        return Reply(
            {
                "busy": world.systems.busy(),
                "in_flight": world.in_flight(),
                "undelivered": world.undelivered(),
                "exhausted": world.exhausted(),
                "changes": world.feed.last,
                "generation": world.feed.generation,
                "partner_calls": world.systems.partner_calls(),
                "partner_writes": world.systems.partner_writes(),
                "offences": world.systems.offences(),
                "now_us": world.clock.now_us(),
                "next_timer_us": world.clock.next_timer_us(),
            }
        )

    def changes(self, call: Call) -> Reply:
        """Document versions of all systems, in order."""
        world = self._world(call)
        after = call.number("after", 0, 0, _NUMBER_MAX)
        limit = call.number("limit", 500, 1, _PAGE_MAX)
        rows = [rendered(number, change) for number, change in world.feed.after(after, limit)]
        return Reply({"generation": world.feed.generation, "last": world.feed.last, "changes": rows})

    def disturb(self, call: Call) -> Reply:
        """Make a system misbehave."""
        world, asked = self._world(call), call.body
        return Reply(_unrest(world.disturb(asked.rule, gives_way=asked.gives_way)), 201)

    def disturbances(self, call: Call) -> Reply:
        """The disturbances that last."""
        rows = [_unrest(struck) for struck in self._world(call).systems.adversary.rules()]
        return Reply({"disturbances": rows})

    def heal(self, call: Call) -> Reply:
        """End a disturbance."""
        return Reply(_unrest(self._world(call).heal(call.path["disturbance"])))

    def rest(self, call: Call) -> Reply:
        """Let some disturbances rest, and all others strike again."""
        self._world(call).systems.adversary.rest(call.body.resting)
        return Reply({"resting": call.body.resting})

    def take_snapshot(self, call: Call) -> Reply:
        """Remember how a world stands."""
        world = self._world(call)
        world.take_snapshot(call.body.name)
        return Reply({"name": call.body.name, "changes": world.feed.last}, 201)

    def snapshots(self, call: Call) -> Reply:
        """The snapshots of a world."""
        kept = self._world(call).snapshots
        rows = [{"name": name, "changes": one.last} for name, one in kept.items()]
        return Reply({"snapshots": rows})

    def restore(self, call: Call) -> Reply:
        """Make a world stand as a snapshot did."""
        self._host.restore(call.path["world"], call.path["snapshot"])
        return Reply(described(self._host, self._world(call)))

    def forget_snapshot(self, call: Call) -> Reply:
        """Delete a snapshot."""
        self._world(call).forget_snapshot(call.path["snapshot"])
        return Reply(status=204)

    def journal(self, call: Call) -> Reply:
        """The newest entries, or from a position on."""
        world = self._world(call)
        world.journal.flush()
        if "position" in call.query:
            page = page_from(world.journal_path, call.number("position", 0, 0, _NUMBER_MAX))
        else:
            page = last_of(world.journal_path, call.number("tail", 100, 1, _PAGE_MAX))
        rows = [msgspec.Raw(line) for line in page.lines]
        return Reply({"entries": rows, "next": page.following, "at_end": page.at_end})

    def note(self, call: Call) -> Reply:
        """Add an entry to the journal."""
        asked: Note = call.body
        for name in asked.fields:
            if name in _TAKEN_BY_JOURNAL:
                raise Malformed(f"the journal itself fills in {name}", field=f"fields.{name}")
        number = self._world(call).journal.write(asked.kind, **asked.fields)
        return Reply({"n": number}, 201)

    def _world(self, call: Call) -> HostedWorld:
        return self._host.world(call.path["world"])


def described(host: WorldHost, world: HostedWorld) -> dict[str, Any]:
    """A world as the operator sees it: where its systems are, and what lets a connector in."""
    plan = world.plan
    served = {
        name: {
            "base_url": f"{host.base_url}/worlds/{plan.name}/{name}",
            "credentials": dict(system.access.credentials()),
        }
        for name, system in world.systems.served.items()
    }
    return {
        "name": plan.name,
        "topology": plan.topology,
        "seed": plan.seed,
        "sites": list(plan.layout.sites),
        "warehouse_only": list(plan.layout.warehouse_only),
        "policies": dict(plan.layout.policies),
        **_time_of(world),
        "journal": str(world.journal_path),
        "systems": {name: served[name] for name in world.systems.systems},
        "apis": {
            name: {"system": api.context.store.system, **served[name]}
            for name, api in world.systems.apis.items()
        },
    }


_WORLD = "/_control/worlds/{world}"


def operations(control: Control) -> list[Operation]:
    """Everything that the operator can ask for."""
    return [
        *_of_worlds(control),
        *_of_time_and_evidence(control),
        *_of_trouble(control),
    ]


def _of_worlds(control: Control) -> list[Operation]:
    return [
        Operation("health", "GET", "/_control/health", control.health, surface=Surface.OPEN,
                  summary="Whether the server answers."),
        Operation("ready", "GET", "/_control/ready", control.ready, surface=Surface.OPEN,
                  summary="Whether its worlds can be used, and outlast it."),
        Operation("open_world", "POST", "/_control/worlds", control.open, OpenWorld, success=201,
                  summary="Make an isolated world; the answer names its systems and credentials."),
        Operation("list_worlds", "GET", "/_control/worlds", control.listed,
                  summary="The worlds that exist."),
        Operation("read_world", "GET", _WORLD, control.read,
                  summary="One world with its systems and credentials."),
        Operation("close_world", "DELETE", _WORLD, control.close, success=204,
                  summary="End a world; its journal file stays."),
        Operation("reset_world", "POST", f"{_WORLD}/reset", control.reset,
                  summary="A fresh world from the same plan, with the same URLs and credentials."),
    ]  # fmt: skip


def _of_time_and_evidence(control: Control) -> list[Operation]:
    return [
        Operation("read_clock", "GET", f"{_WORLD}/clock", control.clock,
                  summary="What time it is in the world."),
        Operation("move_clock", "POST", f"{_WORLD}/clock", control.move_clock, MoveClock,
                  summary="Move the world's time forward, freeze it, or let it pass at another pace."),
        Operation("read_quiet", "GET", f"{_WORLD}/quiet", control.quiet,
                  summary="Whether anything is still on its way."),
        Operation("read_changes", "GET", f"{_WORLD}/changes", control.changes,
                  query=("after", "limit"),
                  summary="Document versions of all systems, in the order in which they came."),
        Operation("read_journal", "GET", f"{_WORLD}/journal", control.journal,
                  query=("tail", "position"), summary="The newest entries, or all page by page."),
        Operation("write_journal", "POST", f"{_WORLD}/journal", control.note, Note, success=201,
                  summary="Add an entry, such as a sentence of the story."),
    ]  # fmt: skip


def _of_trouble(control: Control) -> list[Operation]:
    return [
        Operation("disturb", "POST", f"{_WORLD}/disturbances", control.disturb, Disturb, success=201,
                  summary="Make a system misbehave towards connectors."),
        Operation("list_disturbances", "GET", f"{_WORLD}/disturbances", control.disturbances,
                  summary="The disturbances that last."),
        Operation("heal", "DELETE", f"{_WORLD}/disturbances/{{disturbance}}", control.heal,
                  summary="End a disturbance."),
        Operation("rest", "POST", f"{_WORLD}/disturbances/rest", control.rest, Rest,
                  summary="Let disturbances rest that have no end of their own, or strike again."),
        Operation("take_snapshot", "POST", f"{_WORLD}/snapshots", control.take_snapshot,
                  TakeSnapshot, success=201, summary="Remember how everything stands."),
        Operation("list_snapshots", "GET", f"{_WORLD}/snapshots", control.snapshots,
                  summary="The snapshots of the world."),
        Operation("restore_snapshot", "POST", f"{_WORLD}/snapshots/{{snapshot}}/restore",
                  control.restore, summary="Stand as the snapshot did; time goes on."),
        Operation("delete_snapshot", "DELETE", f"{_WORLD}/snapshots/{{snapshot}}",
                  control.forget_snapshot, summary="Forget a snapshot.", success=204),
    ]  # fmt: skip


def _given(asked: MoveClock, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(asked, name)) is not None}


def _advance(world: HostedWorld, name: str, value: int) -> None:
    now_us = world.clock.now_us()
    unit_us = SECOND_US if name == "advance_s" else 1
    target_us = value if name == "until_us" else now_us + value * unit_us
    if target_us < now_us:
        raise Unprocessable(
            f"until_us is {target_us}, and it is {now_us} already; time never goes back",
            field=name,
        )
    world.move(credible(target_us, name) - now_us)


def _time_of(world: HostedWorld) -> dict[str, Any]:
    now_us, unmoved_us = world.clock.now_us(), world.unmoved.now_us()
    now = moment(now_us).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {
        "now_us": now_us,
        "now": now,
        "unmoved_us": unmoved_us,
        "scale": world.pace.scale,
        "frozen": world.pace.frozen,
        "when_idle": world.pace.when_idle,
        "calm_s": world.pace.calm_s,
        "next_timer_us": world.clock.next_timer_us(),
    }


def _unrest(struck: Struck) -> dict[str, str | int]:
    rule = struck.rule
    return {"name": struck.name, "system": rule.system, "rule": rule.text, "fired": struck.fired}
