"""All faults by their names."""

from __future__ import annotations

from collections.abc import Mapping

from .delayed_webhook import DelayedWebhook
from .dropped_webhook import DroppedWebhook
from .duplicate_webhook import DuplicateWebhook
from .fault import Fault
from .latency import Latency
from .lost_reply import LostReply
from .lost_request import LostRequest
from .server_error import ServerError

FAULTS: Mapping[str, type[Fault]] = {
    "latency": Latency,
    "lost_request": LostRequest,
    "lost_reply": LostReply,
    "server_error": ServerError,
    "duplicate_webhook": DuplicateWebhook,
    "delayed_webhook": DelayedWebhook,
    "dropped_webhook": DroppedWebhook,
}
"""Each with its knobs; the names are those that rules are written with."""
