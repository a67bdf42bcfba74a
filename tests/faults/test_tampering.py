"""What a man in the middle does to writes, and what he leaves alone."""

from __future__ import annotations

import json

import pytest

from ordergate.simulators.faults.tampering import numbers_of
from ordergate.simulators.kernel.access import SignedRequests
from ordergate.simulators.kernel.problems import Unprocessable
from ordergate.simulators.kernel.system import Context
from ordergate.simulators.kernel.wire import WireRequest
from tests.faults.parts import Disturbed
from tests.kernel.parts import KEY, told


def counted(toy: Disturbed, box: str) -> int:
    return toy.boxes.boxes.get(box).count


def changed(toy: Disturbed, *, key: str = "") -> int:
    headers = {**KEY, "idempotency-key": key} if key else KEY
    return toy.send(WireRequest("PATCH", "/boxes/1", headers=headers)).status


def test_a_doubled_write_takes_effect_twice_whatever_its_key(toy: Disturbed) -> None:
    toy.packs("1", idempotency_key="a")
    before = counted(toy, "1")
    toy.suffers("doubled_write on toy.change nth=1")
    assert changed(toy, key="k") == 200
    assert counted(toy, "1") == before + 2
    assert changed(toy, key="l") == 200
    assert counted(toy, "1") == before + 3


def test_a_doubled_write_without_effect_is_none(toy: Disturbed) -> None:
    toy.suffers("doubled_write on toy.pack nth=1")
    assert toy.packs("1").status == 201  # The box is there then, and the same.
    assert toy.fired() == []


def test_a_swallowed_write_is_answered_and_neither_done_nor_told(toy: Disturbed) -> None:
    toy.suffers("swallowed_write on toy.pack nth=1")
    reply = toy.packs("1", idempotency_key="k")
    assert (reply.status, told(reply)) == (201, {"id": "1", "by": "connector"})
    assert toy.held() == []
    assert toy.outbox.waiting == []
    assert toy.packs("1", idempotency_key="k").status == 201
    assert toy.held() == ["1"]


def test_a_swallowed_write_that_would_be_refused_is_refused(toy: Disturbed) -> None:
    toy.suffers("swallowed_write on toy.pack nth=1")
    assert toy.packs("1", count=13).status == 422
    assert toy.fired() == []
    assert toy.packs("2").status == 201
    assert toy.held() == []


def test_an_overtaken_write_has_the_last_word(toy: Disturbed) -> None:
    toy.suffers("overtaken_write on toy.pack nth=1")
    toy.packs("1", count=2)
    toy.packs("1", count=3)
    assert counted(toy, "1") == 2


def test_a_field_reads_otherwise_by_its_name_or_any_that_holds_a_number(toy: Disturbed) -> None:
    toy.suffers("altered_field on toy.pack nth=1 field=fillings.count by=4")
    toy.suffers("altered_field on toy.pack nth=2")
    toy.packs("1", count=2)
    toy.packs("2", count=2)
    assert (counted(toy, "1"), counted(toy, "2")) == (6, 3)


def test_a_text_is_put_in_place_of_another(toy: Disturbed) -> None:
    toy.suffers("altered_field on toy.pack nth=1 field=id to=7")
    toy.packs("1")
    assert toy.held() == ["7"]


def test_a_field_that_is_not_there_is_left_alone(toy: Disturbed) -> None:
    toy.suffers("altered_field on toy.pack nth=1 field=shelf")
    assert toy.packs("1").status == 201
    assert toy.fired() == []


def with_signatures(context: Context) -> SignedRequests:
    return SignedRequests("toy", context.chance, context.now_us)


def test_what_is_altered_is_signed_anew() -> None:
    toy = Disturbed(access=with_signatures)
    access = toy.system.access
    body = json.dumps({"id": "1", "fillings": [{"count": 2}]}).encode()
    stamp = str(toy.clock.now_us() // 1000)
    unsigned = WireRequest("POST", "/boxes", "", {"x-timestamp": stamp, "x-key-id": "toy-key"}, body)
    toy.suffers("altered_field on toy.pack nth=1")
    assert toy.send(access.signed_anew(unsigned)).status == 201
    assert counted(toy, "1") == 3


@pytest.mark.parametrize("name", ["doubled_write", "swallowed_write", "overtaken_write", "altered_field"])
def test_reading_cannot_be_tampered_with(toy: Disturbed, name: str) -> None:
    with pytest.raises(Unprocessable, match="can never strike"):
        toy.suffers(f"{name} on toy.read")


def test_it_goes_on_while_everything_is_to_arrive(toy: Disturbed) -> None:
    struck = toy.suffers("swallowed_write on toy.pack")
    toy.adversary.rest([struck.name])
    toy.packs("1")
    assert toy.held() == []


def test_numbers_are_found_by_the_names_around_them() -> None:
    body = b'{"id": "17", "lines": [{"quantity": 2, "price": "1.50", "on": true}], "tax": {"bp": 2000}}'
    assert numbers_of(body) == ["lines.quantity", "lines.price", "tax.bp"]
    assert numbers_of(b"quantity=2") == []
