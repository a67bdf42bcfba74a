"""All faults by their names."""

from __future__ import annotations

from collections.abc import Mapping

from .accepted_then_failed import AcceptedThenFailed
from .bad_signature import BadSignature
from .connection_reset import ConnectionReset
from .crash import Crash
from .delayed_webhook import DelayedWebhook
from .dropped_webhook import DroppedWebhook
from .duplicate_webhook import DuplicateWebhook
from .expired_token import ExpiredToken
from .fault import Fault
from .late_visible import LateVisible
from .latency import Latency
from .lost_reply import LostReply
from .lost_request import LostRequest
from .malformed_body import MalformedBody
from .partial_batch import PartialBatch
from .reordered_webhook import ReorderedWebhook
from .repeated_page import RepeatedPage
from .schema_drift import SchemaDrift
from .server_error import ServerError
from .short_page import ShortPage
from .slow_body import SlowBody
from .stale_read import StaleRead
from .success_with_errors import SuccessWithErrors
from .tampering import AlteredField, DoubledWrite, OvertakenWrite, SwallowedWrite, Tampering
from .throttled import Throttled
from .truncated_body import TruncatedBody
from .unsubscribed import Unsubscribed

FAULTS: Mapping[str, type[Fault]] = {
    "latency": Latency,
    "lost_request": LostRequest,
    "lost_reply": LostReply,
    "server_error": ServerError,
    "throttled": Throttled,
    "success_with_errors": SuccessWithErrors,
    "accepted_then_failed": AcceptedThenFailed,
    "partial_batch": PartialBatch,
    "expired_token": ExpiredToken,
    "stale_read": StaleRead,
    "late_visible": LateVisible,
    "short_page": ShortPage,
    "repeated_page": RepeatedPage,
    "connection_reset": ConnectionReset,
    "truncated_body": TruncatedBody,
    "slow_body": SlowBody,
    "malformed_body": MalformedBody,
    "schema_drift": SchemaDrift,
    "duplicate_webhook": DuplicateWebhook,
    "reordered_webhook": ReorderedWebhook,
    "delayed_webhook": DelayedWebhook,
    "dropped_webhook": DroppedWebhook,
    "bad_signature": BadSignature,
    "unsubscribed": Unsubscribed,
    "crash": Crash,
}
"""Each with its knobs; the names are those that rules are written with."""
TAMPERINGS: Mapping[str, type[Tampering]] = {
    "doubled_write": DoubledWrite,
    "swallowed_write": SwallowedWrite,
    "overtaken_write": OvertakenWrite,
    "altered_field": AlteredField,
}
"""What makes a broken connector of a right one; never part of a profile, and never drawn."""
