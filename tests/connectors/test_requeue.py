"""A connector is told to try again what it set aside, and says how much that was."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import respx

from ordergate.harness.config.model import Settle
from ordergate.harness.connectors.foreign import ForeignConnector
from ordergate.harness.errors import UsageError

URL = "http://connector.test/requeue"


class Running:
    """A program that runs."""

    def ended(self, within_s: float = 0.0) -> int | None:
        del within_s
        return None

    def last_words(self) -> str:
        return ""

    def stop(self) -> None:
        pass


def connector(requeue: str) -> ForeignConnector:
    return ForeignConnector(Running(), Settle(requeue=requeue), requests_max=1)


@pytest.fixture
def network() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        yield router


def test_it_is_posted_to_and_says_how_many_documents_it_tries_again(network: respx.MockRouter) -> None:
    network.post(URL).mock(return_value=httpx.Response(200, json={"requeued": 2}))
    assert connector(URL).requeue() == 2


def test_one_without_the_setting_is_told_what_is_missing() -> None:
    with pytest.raises(UsageError, match=r"name the URL for it in connector\.settle\.requeue"):
        connector("").requeue()


@pytest.mark.parametrize("answer", [{"requeued": True}, {"requeued": "1"}, {}, []])
def test_an_answer_without_a_number_is_a_matter_of_settings(
    network: respx.MockRouter, answer: object
) -> None:
    network.post(URL).mock(return_value=httpx.Response(200, json=answer))
    with pytest.raises(UsageError, match=r'such as \{"requeued": 1\}'):
        connector(URL).requeue()
