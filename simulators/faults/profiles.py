"""Profiles: how rough a whole run is, as rules for each system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_CALLS = ("marketplace", "oms", "erp", "wms")
_WEBHOOKS = ("marketplace", "oms", "wms")
_WHERE: Mapping[str, tuple[str, ...]] = {
    "partial_batch": ("marketplace", "oms", "erp"),
    "expired_token": ("marketplace", "erp"),
    "late_visible": ("marketplace", "erp", "wms"),
    "short_page": ("marketplace", "oms"),
    "repeated_page": ("marketplace", "oms"),
    "duplicate_webhook": _WEBHOOKS,
    "reordered_webhook": _WEBHOOKS,
    "delayed_webhook": _WEBHOOKS,
    "dropped_webhook": _WEBHOOKS,
    "bad_signature": _WEBHOOKS,
    "unsubscribed": _WEBHOOKS,
}
"""The systems that a fault can happen to, where those are not all."""

_LIGHT = """
latency share=5% delay_ms=3000
server_error share=1%
throttled share=1% retry_after_s=5
slow_body share=2% pieces=4 pause_ms=500
short_page share=10% rows=2
schema_drift share=2%
duplicate_webhook share=5%
delayed_webhook share=5% delay_s=60
"""
_ROUGH = """
lost_reply share=3%
lost_request share=2%
connection_reset share=2%
server_error share=3%
throttled share=3% retry_after_s=20
success_with_errors share=2%
accepted_then_failed share=1%
partial_batch share=20%
expired_token share=1%
stale_read share=3% lag_s=20
late_visible share=20% lag_s=20
short_page share=20% rows=2
repeated_page share=20%
truncated_body share=2%
slow_body share=3% pieces=5 pause_ms=1000
malformed_body share=1%
schema_drift share=10%
latency share=10% delay_ms=5000 jitter_ms=20000
duplicate_webhook share=15% new_id=yes
reordered_webhook share=10%
delayed_webhook share=10% delay_s=300
dropped_webhook share=5%
bad_signature share=3%
unsubscribed share=1%
"""
_HOSTILE = """
lost_reply share=8%
lost_request share=6%
connection_reset share=5%
server_error share=10% status=500
throttled share=10% retry_after_s=60
success_with_errors share=5%
accepted_then_failed share=4%
partial_batch share=50% answer=error
expired_token share=4%
stale_read share=10% lag_s=60
late_visible share=50% lag_s=60
short_page share=60% rows=1
repeated_page share=40% copies=2
truncated_body share=5%
slow_body share=5% pieces=10 pause_ms=2000
malformed_body share=3%
schema_drift share=30%
schema_drift share=2% kind=missing
latency share=20% delay_ms=10000 jitter_ms=60000
duplicate_webhook share=40% copies=2 new_id=yes
reordered_webhook share=25%
delayed_webhook share=20% delay_s=1200
dropped_webhook share=20%
bad_signature share=10%
unsubscribed share=3%
"""


def _rules(lines: str) -> Iterator[str]:
    for line in lines.split("\n"):
        fault, _, words = line.partition(" ")
        if fault:
            yield from (f"{fault} on {system} {words}" for system in _WHERE.get(fault, _CALLS))


PROFILES: Mapping[str, tuple[str, ...]] = {
    "calm": (),
    "light": tuple(_rules(_LIGHT)),
    "rough": tuple(_rules(_ROUGH)),
    "hostile": tuple(_rules(_HOSTILE)),
}
"""The rules of each, for all systems; a world takes those of the systems that it has."""
