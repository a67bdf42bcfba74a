"""One simulated vendor, put together: from a request to an answer, the same for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec

from .access import Access
from .chance import Chance
from .clock import Clock
from .conduct import Conduct
from .decoding import decoded
from .disturbance import Disturbance, LostConnection, Passage, disturbed
from .idempotency import IdempotencyKeys
from .identifiers import Identifiers
from .journal import Journal
from .openapi import published
from .outbox import Outbox
from .policy import Policy
from .problems import Refusal
from .routing import Routes
from .tables import Store
from .wire import Call, Operation, Reply, Surface, WireReply, WireRequest, parse_query

_JSON = {"content-type": "application/json"}
_PROBLEM = {"content-type": "application/problem+json"}


@dataclass
class Context:
    """What a system is given by its world: time, chance, numbers, tables, outbox, journal, policies."""

    system: str
    clock: Clock
    chance: Chance
    ids: Identifiers
    store: Store
    outbox: Outbox
    journal: Journal
    policies: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, policy: Policy) -> str:
        """What this system does where the trade leaves a choice."""
        return policy.among(self.policies)

    def now_us(self) -> int:
        """The instant, in microseconds since the epoch."""
        return self.clock.now_us()


class System:
    """A running simulator: its service behind its operations, access rules and disturbances."""

    def __init__(
        self, context: Context, service: Any, operations: Iterable[Operation], access: Access
    ) -> None:
        self.context = context
        self.name = context.system
        self.service = service
        self.access = access
        self.disturbances: list[Disturbance] = []
        self.in_flight = 0
        self.partner_calls = 0
        self.partner_writes = 0
        asked = [*operations, *access.operations()]
        self.routes = Routes([*asked, published(self.name, asked, access.schemes())])
        self.keys = IdempotencyKeys(context.now_us)
        self.conduct = Conduct(context.now_us)
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {
            operation.name: msgspec.json.Decoder(operation.body)
            for operation in self.routes.operations
            if operation.body is not None and not operation.form
        }

    async def answer(self, request: WireRequest) -> WireReply:
        """Answer a request; LostConnection when a disturbance swallows the answer."""
        journal = self.context.journal
        try:
            operation, path = self.routes.find(request.method, request.path)
        except Refusal as refusal:
            reply = _refused(refusal)
            journal.write("call", system=self.name, op="?", method=request.method,
                          path=request.path, status=reply.status)  # fmt: skip
            return reply
        number = self._note_call(operation, request)
        of_partner = operation.surface is Surface.PARTNER
        if of_partner:
            self._note_partner(operation)

        self.in_flight += 1
        try:
            if self.disturbances:

                async def proceed(asked: WireRequest) -> WireReply:
                    return self._perform(operation, path, asked)

                rehearse = partial(self._rehearsed, operation, path)
                passage = Passage(number, request, operation, proceed, rehearse)
                reply = await disturbed(self.disturbances, passage)
            else:
                reply = self._perform(operation, path, request)
        except LostConnection:
            journal.write("reply", of=number, system=self.name, status=None)
            if of_partner:
                self.conduct.ends(operation.name, request, None)
            raise
        finally:
            self.in_flight -= 1
        if of_partner and reply.status >= 400:
            self.conduct.ends(operation.name, request, reply)
        body = None if operation.secret else journal.body(reply.body)
        journal.write("reply", of=number, system=self.name, status=reply.status, body=body)
        return reply

    def _note_partner(self, operation: Operation) -> None:
        self.partner_calls += 1
        self.conduct.begins(operation.name)
        if operation.method != "GET":
            self.partner_writes += 1
            self.conduct.writes[operation.name] += 1

    def _note_call(self, operation: Operation, request: WireRequest) -> int:
        journal = self.context.journal
        if journal.unread:
            return journal.write("call")
        caller = request.headers.get("x-actor", "somebody") if operation.surface is Surface.WORLD else ""
        return journal.write(
            "call", system=self.name, op=operation.name, method=request.method, path=request.path,
            query=request.query, caller=caller or "connector",
            body=None if operation.secret else journal.body(request.body),
        )  # fmt: skip

    def _perform(self, operation: Operation, path: dict[str, str], request: WireRequest) -> WireReply:
        try:
            caller = self._caller(operation, request)
            kept = self.keys.answered(caller, request, operation)
            if kept is not None:
                return kept
            call = self._parsed(operation, caller, path, request)
            reply = self._handled(operation, call)
        except Refusal as refusal:
            return _refused(refusal)
        self.keys.keep(caller, request, operation, reply)
        return reply

    def _rehearsed(self, operation: Operation, path: dict[str, str], request: WireRequest) -> WireReply:
        """What the system would answer; whatever it does for that is undone, and nobody hears of it."""
        outbox, store = self.context.outbox, self.context.store
        try:
            call = self._parsed(operation, self._caller(operation, request), path, request)
            with store.transaction(call.caller, operation.name):
                reply = _on_the_wire(operation.handle(call))
                raise _Rehearsed
        except _Rehearsed:
            return reply
        except Refusal as refusal:
            return _refused(refusal)
        finally:
            outbox.discard()

    def _caller(self, operation: Operation, request: WireRequest) -> str:
        if operation.surface is Surface.PARTNER:
            return self.access.caller(request)
        if operation.surface is Surface.WORLD:
            return request.headers.get("x-actor", "somebody")
        return "anybody"

    def _parsed(self, operation: Operation, caller: str, path: dict[str, str], request: WireRequest) -> Call:
        query = parse_query(request.query, operation.query)
        body = None
        if operation.name in self._decoders:
            body = decoded(self._decoders[operation.name], request.body)
        return Call(operation, caller, path, query, request.headers, body, request.body)

    def _handled(self, operation: Operation, call: Call) -> WireReply:
        outbox = self.context.outbox
        if operation.method == "GET":
            reply = operation.handle(call)
        else:
            try:
                with self.context.store.transaction(call.caller, operation.name):
                    reply = operation.handle(call)
            except BaseException:
                outbox.discard()
                raise
            outbox.release()
        return _on_the_wire(reply)


class _Rehearsed(Exception):
    """Undoes what was only tried."""


def _on_the_wire(reply: Reply) -> WireReply:
    if reply.body is None:
        return WireReply(reply.status, dict(reply.headers))
    raw = reply.body if isinstance(reply.body, bytes) else msgspec.json.encode(reply.body)
    return WireReply(reply.status, {**_JSON, **reply.headers}, raw)


def _refused(refusal: Refusal) -> WireReply:
    headers = dict(_PROBLEM)
    if refusal.retry_after_s is not None:
        headers["retry-after"] = str(refusal.retry_after_s)
    return WireReply(refusal.status, headers, msgspec.json.encode(refusal.as_problem()))
