"""One effect for one key, for a day."""

from __future__ import annotations

import pytest

from ordergate.simulators.kernel.clock import DAY_US
from tests.kernel.parts import Box, Broken, Toy, a_box, told


def test_the_same_key_gets_the_first_answer_and_no_second_effect(toy: Toy) -> None:
    first = toy.packs("1", idempotency_key="K")
    toy.boxes.boxes.put(Box("1", count=8))
    again = toy.packs("1", idempotency_key="K")
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers == {**first.headers, "idempotent-replayed": "true"}
    assert "idempotent-replayed" not in first.headers
    assert toy.boxes.boxes.get("1").count == 8


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/boxes", a_box("2")),
        ("POST", "/boxes", a_box("1", 2)),
        ("PATCH", "/boxes/1", None),
        ("DELETE", "/webhooks/sub_1", None),
    ],
)
def test_a_key_names_one_request(toy: Toy, method: str, path: str, body: object) -> None:
    toy.packs("1", idempotency_key="K")
    reply = toy.ask(method, path, body, idempotency_key="K")
    assert (reply.status, told(reply)["field"]) == (422, "Idempotency-Key")
    assert len(toy.boxes.boxes) == 1


def test_a_key_names_one_document(toy: Toy) -> None:
    toy.packs("1")
    toy.packs("2")
    assert toy.ask("PATCH", "/boxes/1", idempotency_key="K").status == 200
    assert toy.ask("PATCH", "/boxes/2", idempotency_key="K").status == 422


def test_a_key_belongs_to_its_caller(toy: Toy) -> None:
    toy.packs("1", idempotency_key="K")
    reply = toy.ask("POST", "/_world/boxes", a_box("2"), x_actor="ann", idempotency_key="K")
    assert reply.status == 201


def test_reading_has_no_keys(toy: Toy) -> None:
    toy.packs("1", idempotency_key="K")
    assert toy.ask("GET", "/boxes/1", idempotency_key="K").status == 200
    assert toy.ask("GET", "/boxes", idempotency_key="").status == 200


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(toy: Toy, key: str) -> None:
    reply = toy.packs("1", idempotency_key=key)
    assert (reply.status, told(reply)["field"]) == (400, "Idempotency-Key")
    assert toy.packs("1", idempotency_key="x" * 255).status == 201


def test_a_refusal_is_not_kept_so_the_request_may_be_mended(toy: Toy) -> None:
    assert toy.packs("1", 13, idempotency_key="K").status == 422
    assert toy.packs("1", 12, idempotency_key="K").status == 201


def test_a_breakdown_is_not_kept(toy: Toy) -> None:
    with pytest.raises(Broken):
        toy.packs("1", 99, idempotency_key="K")
    assert toy.packs("1", 9, idempotency_key="K").status == 201


def test_a_key_is_forgotten_after_a_day(toy: Toy) -> None:
    toy.packs("1", idempotency_key="K")
    toy.wait(DAY_US)
    assert toy.packs("2", idempotency_key="K").status == 422
    toy.wait(1)
    assert toy.packs("2", idempotency_key="K").status == 201
    assert toy.packs("1", idempotency_key="K").status == 422


def test_a_key_without_credentials_shows_nothing(toy: Toy) -> None:
    toy.packs("1", idempotency_key="K")
    reply = toy.ask("POST", "/boxes", a_box("1"), idempotency_key="K", x_api_key="wrong")
    assert reply.status == 401
