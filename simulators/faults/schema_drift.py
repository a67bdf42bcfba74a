"""An API that changes without notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, Surface, WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class SchemaDrift(CallFault):
    """Answers change their form: objects have a field more (``extra``), or one less, or null in one.

    Fields that are added are no breaking change for most vendors; the others happen all the same. Only
    fields that the contract promises are taken away: without another nobody could tell.
    https://shopify.dev/docs/api/usage/versioning
    """

    kind: Literal["extra", "missing", "null"] = "extra"

    def fits(self, operation: Operation, system: System) -> bool:
        """What is asked of a system by connectors."""
        del system
        return operation.surface is Surface.PARTNER

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The answer of the system in another form."""
        reply = await passage.proceed(passage.request)
        try:
            told = msgspec.json.decode(reply.body)
        except msgspec.DecodeError:
            told = None
        if not isinstance(told, dict) or not told or reply.status >= 400:
            moment.spare()
            return reply
        if self.kind == "extra":
            drifted = _with_more(told)
        else:
            promised = sorted(_promised(passage.operation.reply) & set(told))
            if not promised:
                moment.spare()
                return reply
            drifted = self._without(told, promised[moment.draw(len(promised))])
        return WireReply(reply.status, reply.headers, msgspec.json.encode(drifted))

    def _without(self, told: dict[str, Any], field: str) -> dict[str, Any]:
        if self.kind == "null":
            return {**told, field: None}
        return {name: value for name, value in told.items() if name != field}


def _promised(form: Any) -> set[str]:
    """The fields that an answer of this form always has."""
    if not (isinstance(form, type) and issubclass(form, msgspec.Struct)):
        return set()
    return {field.encode_name for field in msgspec.structs.fields(form) if field.required}


def _with_more(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _with_more(value) for name, value in told.items()} | {"xNewIn2027": "beta"}
    return [_with_more(one) for one in told] if isinstance(told, list) else told
