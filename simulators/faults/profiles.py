"""Profiles: how rough a whole run is, as rules for each system."""

from __future__ import annotations

from collections.abc import Mapping

_SYSTEMS = ("marketplace", "oms", "erp", "wms")
_WITH_WEBHOOKS = ("marketplace", "oms", "wms")
_LIGHT = {"latency": "share=5% delay_ms=3000", "server_error": "share=1%"}
_LIGHT_POST = {"duplicate_webhook": "share=5%"}
_ROUGH = {
    "lost_reply": "share=3%", "lost_request": "share=3%", "server_error": "share=4%",
    "latency": "share=10% delay_ms=5000 jitter_ms=20000",
}  # fmt: skip
_ROUGH_POST = {
    "duplicate_webhook": "share=15%", "delayed_webhook": "share=10% delay_s=300",
    "dropped_webhook": "share=5%",
}  # fmt: skip
_HOSTILE = {
    "lost_reply": "share=10%", "lost_request": "share=10%", "server_error": "share=12%",
    "latency": "share=20% delay_ms=10000 jitter_ms=60000",
}  # fmt: skip
_HOSTILE_POST = {
    "duplicate_webhook": "share=40% copies=2", "delayed_webhook": "share=25% delay_s=1200",
    "dropped_webhook": "share=20%",
}  # fmt: skip


def _rules(calls: Mapping[str, str], post: Mapping[str, str]) -> tuple[str, ...]:
    of_calls = [f"{fault} on {system} {words}" for system in _SYSTEMS for fault, words in calls.items()]
    of_post = [f"{fault} on {system} {words}" for system in _WITH_WEBHOOKS for fault, words in post.items()]
    return (*of_calls, *of_post)


PROFILES: Mapping[str, tuple[str, ...]] = {
    "calm": (),
    "light": _rules(_LIGHT, _LIGHT_POST),
    "rough": _rules(_ROUGH, _ROUGH_POST),
    "hostile": _rules(_HOSTILE, _HOSTILE_POST),
}
"""The rules of each, for all systems; a world takes those of the systems that it has."""
