"""From a request to an answer: who asks, what is wrong, what is undone, what is written down."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ordergate.simulators.kernel import problems
from ordergate.simulators.kernel.decoding import decoded
from ordergate.simulators.kernel.disturbance import LostConnection, Passage
from ordergate.simulators.kernel.problems import (
    Conflict,
    Declined,
    Forbidden,
    Malformed,
    MethodRefused,
    NotFound,
    PreconditionMissing,
    Refusal,
    StaleVersion,
    TooMany,
    Unauthenticated,
    Unprocessable,
)
from ordergate.simulators.kernel.wire import WireReply, WireRequest
from tests.kernel.parts import Broken, Toy, a_box, told


def test_an_operation_answers_with_its_status_headers_and_json(toy: Toy) -> None:
    reply = toy.packs("1")
    assert reply.status == 201
    assert reply.headers == {"content-type": "application/json", "etag": '"1"'}
    assert told(reply) == {"id": "1", "by": "connector"}
    assert told(toy.ask("GET", "/boxes/1")) == {"id": "1", "shelf": None, "count": 1}


def test_an_answer_without_a_body_has_no_content_type(toy: Toy) -> None:
    toy.packs("1")
    reply = toy.ask("PATCH", "/boxes/1")
    assert (reply.status, reply.headers, reply.body) == (200, {}, b"")


def test_bytes_are_sent_as_they_are(toy: Toy) -> None:
    reply = toy.send(WireRequest("GET", "/ready"))
    assert (reply.headers["content-type"], reply.body) == ("text/plain", b"ready")


def test_only_the_partner_surface_asks_for_credentials(toy: Toy) -> None:
    toy.packs("1")
    assert toy.send(WireRequest("GET", "/boxes/1")).status == 401
    assert toy.send(WireRequest("GET", "/_world/boxes/1")).status == 200
    assert toy.send(WireRequest("GET", "/ready")).status == 200


@pytest.mark.parametrize(("headers", "who"), [({"x-actor": "ann"}, "ann"), ({}, "somebody")])
def test_a_person_is_named_by_a_header(toy: Toy, headers: dict[str, str], who: str) -> None:
    changes: list[str] = []
    toy.store.listen(lambda commit: changes.extend(change.who for change in commit))
    body = msgspec.json.encode(a_box("1"))
    reply = toy.send(WireRequest("POST", "/_world/boxes", "", headers, body))
    assert (told(reply)["by"], changes) == (who, [who])


def test_a_refused_request_changes_nothing_and_tells_nobody(toy: Toy) -> None:
    reply = toy.packs("1", 13)
    assert reply.headers == {"content-type": "application/problem+json"}
    assert told(reply) == {
        "type": "urn:problem:unprocessable", "title": "unprocessable", "status": 422,
        "detail": "nobody packs 13", "field": "fillings[0].count",
    }  # fmt: skip
    assert len(toy.boxes.boxes) == 0
    assert toy.outbox.waiting == []


def test_a_mistake_of_ours_is_undone_and_not_hidden(toy: Toy) -> None:
    with pytest.raises(Broken):
        toy.packs("1", 99)
    assert (len(toy.boxes.boxes), toy.outbox.waiting, toy.system.in_flight) == (0, [], 0)
    assert toy.packs("1").status == 201


REFUSALS: list[tuple[type[Refusal], int, str]] = [
    (Malformed, 400, "malformed"),
    (Unauthenticated, 401, "unauthenticated"),
    (Declined, 402, "declined"),
    (Forbidden, 403, "forbidden"),
    (NotFound, 404, "not-found"),
    (MethodRefused, 405, "method-not-allowed"),
    (Conflict, 409, "conflict"),
    (StaleVersion, 412, "stale-version"),
    (Unprocessable, 422, "unprocessable"),
    (PreconditionMissing, 428, "precondition-missing"),
    (TooMany, 429, "too-many-requests"),
]


@pytest.mark.parametrize(("kind", "status", "code"), REFUSALS)
def test_each_refusal_has_its_status(toy: Toy, kind: type[Refusal], status: int, code: str) -> None:
    def refuse(box_id: str, count: int) -> Any:
        raise kind("no", retry_after_s=7)

    toy.boxes.pack = refuse  # type: ignore[method-assign]  # the service refuses whatever it is asked
    reply = toy.packs("1")
    assert (reply.status, reply.headers["retry-after"]) == (status, "7")
    assert told(reply) == {
        "type": f"urn:problem:{code}", "title": code.replace("-", " "), "status": status, "detail": "no",
    }  # fmt: skip


def test_every_refusal_of_the_tree_is_in_the_list() -> None:
    listed = {kind for kind, _, _ in REFUSALS}
    kinds = {kind for kind in vars(problems).values() if isinstance(kind, type)}
    assert {kind for kind in kinds if issubclass(kind, Refusal)} - {Refusal} == listed


BODIES: list[tuple[bytes, str]] = [
    (b"", "body"), (b"{", "body"), (b"nope", "body"), (b"\xff", "body"),
    (b'{"id": "1", "fillings": [{"count": 1}]}x', "body"),
    (b'{"id": "\xff"}', "body"), (b'{"id": "\\ud800"}', "body"),
    (b"[]", "body"), (b"7", "body"), (b"null", "body"), (b"[" * 100_000, "body"),
    (b'{"id": "1", "fillings": [{"count": 1}], "x": ' + b"[" * 100_000, "x"),
    (b'{"id": "1", "fillings": [{"count": 1}], "x": 1}', "x"),
    (b'{"fillings": [{"count": 1}]}', "id"), (b'{"id": "1"}', "fillings"),
    (b'{"id": 1, "fillings": [{"count": 1}]}', "id"), (b'{"id": "", "fillings": []}', "id"),
    (b'{"id": "1", "fillings": []}', "fillings"), (b'{"id": "1", "fillings": {}}', "fillings"),
    (b'{"id": "1", "fillings": [7]}', "fillings[0]"),
    (b'{"id": "1", "fillings": [{"count": 1}, {}]}', "fillings[1].count"),
    (b'{"id": "1", "fillings": [{"count": 1, "x": 1}]}', "fillings[0].x"),
    (b'{"id": "1", "fillings": [{"count": 0}]}', "fillings[0].count"),
    (b'{"id": "1", "fillings": [{"count": 1.5}]}', "fillings[0].count"),
    (b'{"id": "1", "fillings": [{"count": "1"}]}', "fillings[0].count"),
    (b'{"id": "1", "fillings": [{"count": true}]}', "fillings[0].count"),
    (b'{"id": "1", "fillings": [{"count": 1' + b"0" * 30 + b"}]}", "fillings[0].count"),
    (b'{"id": "1", "fillings": [{"count": 1}], "labels": {"a": 1}}', "labels[...]"),
    (b'{"id": "1", "fillings": [{"count": 1}], "labels": {"a": null}}', "labels[...]"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "field"), BODIES, ids=range(len(BODIES)))
def test_what_is_wrong_with_a_body_is_named_by_its_place(toy: Toy, raw: bytes, field: str) -> None:
    reply = toy.ask("POST", "/boxes", raw)
    assert (reply.status, told(reply)["type"]) == (400, "urn:problem:malformed")
    assert told(reply)["field"] == field
    assert told(reply)["detail"][0].islower()


def test_deep_nesting_is_refused_where_anything_goes() -> None:
    with pytest.raises(Malformed):
        decoded(msgspec.json.Decoder(Any), b"[" * 100_000)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("PUT", "/boxes", 405), ("GET", "/boxes/9", 404), ("GET", "/boxes", 200)],
)
def test_what_is_not_there_is_said_to_be_so(toy: Toy, method: str, path: str, status: int) -> None:
    assert toy.ask(method, path).status == status


def test_a_wrong_parameter_is_refused(toy: Toy) -> None:
    assert told(toy.ask("GET", "/boxes", query="limit=7")) == {"limit": 7}
    for query, field in (("limit=x", "limit"), ("x=1", "x")):
        reply = toy.ask("GET", "/boxes", query=query)
        assert (reply.status, told(reply)["field"]) == (400, field)


def test_a_stale_version_is_refused_on_the_wire(toy: Toy) -> None:
    toy.packs("1")
    assert toy.ask("PATCH", "/boxes/1", if_match='"1"').status == 200
    assert toy.ask("PATCH", "/boxes/1", if_match='"1"').status == 412
    assert toy.boxes.boxes.row("1").version == 2


def test_a_call_and_its_reply_are_in_the_journal_with_their_bodies(toy: Toy) -> None:
    toy.packs("1")
    call_body, call, reply_body, reply = toy.journal_lines
    assert (call_body["kind"], reply_body["kind"]) == ("body", "body")
    assert (call["kind"], call["op"], call["path"], call["caller"], call["body"]) == (
        "call", "pack", "/boxes", "connector", call_body["body"],
    )  # fmt: skip
    assert (reply["kind"], reply["of"], reply["status"], reply["body"]) == (
        "reply", call["n"], 201, reply_body["body"],
    )  # fmt: skip


def test_a_call_to_nothing_is_in_the_journal(toy: Toy) -> None:
    toy.ask("GET", "/nothing")
    (entry,) = toy.journal_lines
    assert (entry["kind"], entry["op"], entry["path"], entry["status"]) == ("call", "?", "/nothing", 404)


class Losing:
    """Takes the request or the answer."""

    def __init__(self, *, after: bool) -> None:
        self.after = after

    async def around(self, passage: Passage) -> WireReply:
        if self.after:
            await passage.proceed(passage.request)
        raise LostConnection


@pytest.mark.parametrize(("after", "boxes"), [(False, 0), (True, 1)])
def test_an_answer_that_is_lost_is_written_down_as_none(toy: Toy, after: bool, boxes: int) -> None:
    toy.system.disturbances.append(Losing(after=after))
    with pytest.raises(LostConnection):
        toy.packs("1")
    assert (len(toy.boxes.boxes), toy.system.in_flight) == (boxes, 0)
    assert (toy.journal_lines[-1]["kind"], toy.journal_lines[-1]["status"]) == ("reply", None)


def test_people_are_spared_by_disturbances(toy: Toy) -> None:
    toy.system.disturbances.append(Losing(after=False))
    reply = toy.ask("POST", "/_world/boxes", a_box("1"), x_actor="ann")
    assert reply.status == 201


def test_the_first_disturbance_is_the_outermost(toy: Toy) -> None:
    order: list[str] = []

    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

        async def around(self, passage: Passage) -> WireReply:
            order.append(f"{self.name} in")
            reply = await passage.proceed(passage.request)
            order.append(f"{self.name} out")
            return reply

    toy.system.disturbances += [Named("a"), Named("b")]
    toy.packs("1")
    assert order == ["a in", "b in", "b out", "a out"]
