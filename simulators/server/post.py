"""What the operator can do about the webhooks of a world: see where they go, and end a subscription."""

from __future__ import annotations

from typing import Any

from ..kernel.outbox import Outbox, Subscription
from ..kernel.problems import NotFound
from ..kernel.wire import Call, Operation, Reply
from .worlds import HostedWorld, WorldHost

_WEBHOOKS = "/_control/worlds/{world}/webhooks"


def post_operations(host: WorldHost) -> list[Operation]:
    """GET of all subscriptions of a world, DELETE of one, whoever made it."""

    def listed(call: Call) -> Reply:
        world = host.world(call.path["world"])
        return Reply({"webhooks": _rows(world)})

    def ended(call: Call) -> Reply:
        world, system, subscription = (call.path[name] for name in ("world", "system", "subscription"))
        held = host.world(world)
        if system not in held.systems or not held.systems[system].context.outbox.unsubscribe(subscription):
            known = ", ".join(f"{row['system']}/{row['id']}" for row in _rows(held)) or "none"
            raise NotFound(f"world {world} has no webhook {system}/{subscription}; it has: {known}")
        held.journal.write("unsubscribed", system=system, subscription=subscription)
        return Reply(status=204)

    return [
        Operation("list_webhooks", "GET", _WEBHOOKS, listed,
                  summary="Where the systems deliver webhooks, what waits, and how the last attempts went."),
        Operation("end_webhook", "DELETE", f"{_WEBHOOKS}/{{system}}/{{subscription}}", ended, success=204,
                  summary="Stop delivering to a connector that is gone; what waits for it is dropped."),
    ]  # fmt: skip


def _rows(world: HostedWorld) -> list[dict[str, Any]]:
    return [
        _row(name, system.context.outbox, held)
        for name, system in world.systems.systems.items()
        for held in system.context.outbox.subscriptions.values()
    ]


def _row(system: str, outbox: Outbox, held: Subscription) -> dict[str, Any]:
    return {
        "system": system, "id": held.id, "url": held.url, "topics": list(held.topics),
        "undelivered": outbox.undelivered().get(held.id, 0), "failures": held.failures,
        "refused_with": held.refused_with,
    }  # fmt: skip
