"""All faults by their names."""

from __future__ import annotations

from collections.abc import Mapping

from .accepted_then_failed import AcceptedThenFailed
from .bad_signature import BadSignature
from .connection_reset import ConnectionReset
from .delayed_webhook import DelayedWebhook
from .dropped_webhook import DroppedWebhook
from .duplicate_webhook import DuplicateWebhook
from .expired_token import ExpiredToken
from .fault import Fault
from .latency import Latency
from .lost_reply import LostReply
from .lost_request import LostRequest
from .malformed_body import MalformedBody
from .reordered_webhook import ReorderedWebhook
from .schema_drift import SchemaDrift
from .server_error import ServerError
from .stale_read import StaleRead
from .success_with_errors import SuccessWithErrors
from .throttled import Throttled
from .unsubscribed import Unsubscribed

FAULTS: Mapping[str, type[Fault]] = {
    "latency": Latency,
    "lost_request": LostRequest,
    "lost_reply": LostReply,
    "server_error": ServerError,
    "throttled": Throttled,
    "success_with_errors": SuccessWithErrors,
    "accepted_then_failed": AcceptedThenFailed,
    "expired_token": ExpiredToken,
    "stale_read": StaleRead,
    "connection_reset": ConnectionReset,
    "malformed_body": MalformedBody,
    "schema_drift": SchemaDrift,
    "duplicate_webhook": DuplicateWebhook,
    "reordered_webhook": ReorderedWebhook,
    "delayed_webhook": DelayedWebhook,
    "dropped_webhook": DroppedWebhook,
    "bad_signature": BadSignature,
    "unsubscribed": Unsubscribed,
}
"""Each with its knobs; the names are those that rules are written with."""
