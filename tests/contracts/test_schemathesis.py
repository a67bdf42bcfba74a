"""Whatever the published documents allow, and much that they do not, is answered as they say."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import hypothesis.strategies as st
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from requests.adapters import HTTPAdapter
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from urllib3 import HTTPResponse

from ordergate.simulators.server.topology import BUILDERS
from tests.contracts.counter import Client, Trade

EXAMPLES_MAX = 12
SEED = 8
BASE_URL = "http://system.world"


class InProcess(HTTPAdapter):
    """Carries requests to a system in this process, with credentials."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._keys = 0

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = request.body or b""
        assert isinstance(body, str | bytes), f"a body of {type(body)} is not sent here"
        raw = body.encode() if isinstance(body, str) else body
        headers = {_text(name).lower(): _text(value) for name, value in (request.headers or {}).items()}
        key = headers.get("idempotency-key", "")
        if 0 < len(key) < 200:
            # One that was used before would be refused before anything else is looked at.
            self._keys += 1
            headers["idempotency-key"] = f"{key}-{self._keys}"
        status, answered, content = self._client.send(request.method or "", target, headers, raw)
        carried = HTTPResponse(BytesIO(content), answered, status, preload_content=False)
        return self.build_response(request, carried)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def refusals_are_problems(ctx: object, response: schemathesis.Response, case: Case[Any]) -> None:
    if response.status_code >= 400:
        assert response.headers["content-type"] == ["application/problem+json"]
        told = json.loads(response.content)
        assert told["status"] == response.status_code
        assert told["detail"]


CHECKS: list[Any] = [
    not_a_server_error,
    refusals_are_problems,
    content_type_conformance,
    status_code_conformance,
    response_schema_conformance,
]


@pytest.mark.slow
@pytest.mark.parametrize("system", BUILDERS)
def test_every_operation_answers_as_its_document_says(trade: Trade, system: str) -> None:
    client = trade.client(system)
    session = requests.Session()
    session.mount(BASE_URL, InProcess(client))
    schema = schemathesis.openapi.from_dict(client.acquainted(), config=schemathesis.Config(seed=SEED))
    answered: set[int] = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        known = client.known(operation.path)

        @seed(SEED)
        @settings(
            max_examples=EXAMPLES_MAX, database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=_cases(operation, known))
        def ask(case: Case[Any]) -> None:
            response = case.call(base_url=BASE_URL, session=session)
            answered.add(response.status_code)
            case.validate_response(response, checks=CHECKS)

        ask()
    assert {200, 201, 400, 404, 422} <= answered


def _cases(operation: Any, known: dict[str, str]) -> st.SearchStrategy[Case[Any]]:
    """What the document allows and what it does not, about documents that exist and any others."""
    allowed = operation.as_strategy(GenerationMode.POSITIVE, path_parameters=known or None)
    refused = operation.as_strategy(GenerationMode.NEGATIVE)
    return st.one_of(allowed, refused)
