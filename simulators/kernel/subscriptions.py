"""The operations by which a connector asks for webhooks; the same in every system that has them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from .fields import Body, Identifier
from .outbox import Outbox, Subscription
from .problems import NotFound, Unprocessable
from .wire import Call, Operation, Reply, Topics


class Subscribe(Body, frozen=True):
    """Where to deliver which topics; no topics means all of them."""

    url: Annotated[str, Meta(pattern=r"^https?://[^\s]{1,500}\Z")]
    topics: Annotated[tuple[Identifier, ...], Meta(max_length=50)] = ()


SUBSCRIBE, UNSUBSCRIBE = "subscribe_webhook", "unsubscribe_webhook"


def webhook_operations(outbox: Outbox, topics: Topics) -> list[Operation]:
    """POST, GET and DELETE of ``/webhooks``; ``topics`` are those that the system publishes."""

    def subscribe(call: Call) -> Reply:
        asked: Subscribe = call.body
        for index, topic in enumerate(asked.topics):
            if topic not in topics:
                raise Unprocessable(
                    f"there is no topic {topic}; there are: {', '.join(topics)}",
                    field=f"topics[{index}]",
                )
        made = outbox.subscribe(asked.url, asked.topics or ("*",))
        return Reply({**_rendered(made), "secret": made.secret}, 201)

    def listed(call: Call) -> Reply:
        del call
        return Reply({"webhooks": [_rendered(held) for held in outbox.subscriptions.values()]})

    def unsubscribe(call: Call) -> Reply:
        if not outbox.unsubscribe(call.path["id"]):
            raise NotFound(f"there is no webhook {call.path['id']}")
        return Reply(status=204)

    return [
        Operation(SUBSCRIBE, "POST", "/webhooks", subscribe, Subscribe, secret=True,
                  summary="Deliver events of these topics to a URL.", success=201, topics=topics),
        Operation("list_webhooks", "GET", "/webhooks", listed, summary="The webhooks that exist."),
        Operation(UNSUBSCRIBE, "DELETE", "/webhooks/{id}", unsubscribe,
                  summary="Stop delivering.", success=204),
    ]  # fmt: skip


def _rendered(held: Subscription) -> dict[str, object]:
    return {"id": held.id, "url": held.url, "topics": list(held.topics)}
