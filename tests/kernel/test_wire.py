"""Parameters and versions are read strictly, and what is wrong is named."""

from __future__ import annotations

import pytest

from ordergate.simulators.kernel.problems import Malformed
from ordergate.simulators.kernel.wire import Call, Operation, Reply, parse_query

OPERATION = Operation("list", "GET", "/boxes", lambda call: Reply(), query=("limit", "shelf"))


def a_call(query: dict[str, str], **headers: str) -> Call:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Call(OPERATION, "connector", {}, query, named, None, b"")


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("", {}),
        ("limit=5&shelf=A", {"limit": "5", "shelf": "A"}),
        ("shelf=a%26b+c", {"shelf": "a&b c"}),
        ("shelf=", {"shelf": ""}),
        ("shelf", {"shelf": ""}),
        ("shelf=1&shelf=2", {"shelf": "2"}),
    ],
)
def test_a_query_is_read(query: str, parameters: dict[str, str]) -> None:
    assert parse_query(query, OPERATION.query) == parameters


def test_an_unknown_parameter_is_refused_with_those_there_are() -> None:
    with pytest.raises(Malformed) as refusal:
        parse_query("limit=5&color=red", OPERATION.query)
    assert refusal.value.field == "color"
    assert refusal.value.detail == "there is no parameter color; it takes: limit, shelf"
    with pytest.raises(Malformed, match="it takes: none"):
        parse_query("a=1", ())


@pytest.mark.parametrize("text", ["0", "201", "-1", "1.0", "", " 5", "+5", "five", "\u0665", "²", "9" * 5000])
def test_a_number_outside_its_bounds_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        a_call({"limit": text}).number("limit", 50, 1, 200)
    assert refusal.value.field == "limit"


def test_a_number_is_read_or_has_its_default() -> None:
    assert a_call({"limit": "200"}).number("limit", 50, 1, 200) == 200
    assert a_call({"limit": "007"}).number("limit", 50, 1, 200) == 7
    assert a_call({}).number("limit", 50, 1, 200) == 50


@pytest.mark.parametrize(("tag", "version"), [('"3"', 3), ("3", 3), ('W/"3"', 3), ("*", None), (None, None)])
def test_if_match_names_a_version(tag: str | None, version: int | None) -> None:
    headers = {} if tag is None else {"if_match": tag}
    assert a_call({}, **headers).version() == version


@pytest.mark.parametrize("tag", ["", '""', "abc", "-1", "1.5", '"1", "2"', "²", "9" * 5000])
def test_if_match_with_anything_else_is_refused(tag: str) -> None:
    with pytest.raises(Malformed) as refusal:
        a_call({}, if_match=tag).version()
    assert refusal.value.field == "If-Match"
