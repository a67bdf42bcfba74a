"""A path finds its operation; nothing else does."""

from __future__ import annotations

import pytest

from ordergate.simulators.kernel.problems import MethodRefused, NotFound
from ordergate.simulators.kernel.routing import Routes
from ordergate.simulators.kernel.wire import Operation, Reply


def an_operation(name: str, method: str, path: str) -> Operation:
    return Operation(name, method, path, lambda call: Reply())


ROUTES = Routes(
    [
        an_operation("list", "GET", "/orders"),
        an_operation("place", "POST", "/orders"),
        an_operation("read", "GET", "/orders/{id}"),
        an_operation("bulk", "POST", "/orders/bulk"),
        an_operation("release", "DELETE", "/orders/{id}/holds/{hold}"),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "name", "values"),
    [
        ("GET", "/orders", "list", {}),
        ("GET", "/orders/", "list", {}),
        ("POST", "/orders", "place", {}),
        ("GET", "/orders/408-1", "read", {"id": "408-1"}),
        ("POST", "/orders/bulk", "bulk", {}),
        ("GET", "/orders/a%2Fb%20c", "read", {"id": "a/b c"}),
        ("GET", "/orders/%C3%A9", "read", {"id": "é"}),
        ("GET", "/orders/{}", "read", {"id": "{}"}),
        ("GET", "/orders/{id}", "read", {"id": "{id}"}),
        ("DELETE", "/orders/1/holds/credit", "release", {"id": "1", "hold": "credit"}),
        ("DELETE", "/orders/{}/holds/{}", "release", {"id": "{}", "hold": "{}"}),
    ],
)
def test_a_path_finds_its_operation(method: str, path: str, name: str, values: dict[str, str]) -> None:
    operation, found = ROUTES.find(method, path)
    assert (operation.name, found) == (name, values)


@pytest.mark.parametrize(
    "path", ["", "/", "/order", "/orders/1/holds", "/orders//holds/x", "/orders/1/holds/x/y", "/{}"]
)
def test_anything_else_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        ROUTES.find("GET", path)


def test_a_method_that_a_path_does_not_take_is_refused_with_those_it_takes() -> None:
    with pytest.raises(MethodRefused) as refusal:
        ROUTES.find("DELETE", "/orders")
    assert refusal.value.detail == "/orders does not take DELETE; it takes: GET, POST"
    with pytest.raises(MethodRefused):
        ROUTES.find("GET", "/orders/bulk")


def test_an_operation_stands_once() -> None:
    with pytest.raises(AssertionError, match=r"GET /orders/\{number\} stands twice"):
        Routes([an_operation("a", "GET", "/orders/{id}"), an_operation("b", "GET", "/orders/{number}")])
