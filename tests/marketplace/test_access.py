from __future__ import annotations

from urllib.parse import urlencode

import msgspec
import pytest

from ordergate.simulators.kernel.wire import Surface
from tests.marketplace.shop import Shop


def test_a_token_opens_the_api_for_an_hour(shop: Shop) -> None:
    headers = {"authorization": f"Bearer {shop.token()}"}
    shop.wait(3599)
    assert shop.ask("GET", "/orders", headers=headers).status == 200
    shop.wait(1)
    expired = shop.ask("GET", "/orders", headers=headers)
    assert (expired.status, expired["type"]) == (401, "urn:problem:unauthenticated")


def test_a_token_says_how_long_it_lasts(shop: Shop) -> None:
    form = urlencode({"grant_type": "client_credentials", **shop.system.access.credentials()})
    answer = shop.ask("POST", "/oauth/token", form.encode())
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)


def test_every_partner_operation_asks_for_a_token(shop: Shop) -> None:
    asked = 0
    for operation in shop.system.routes.operations:
        if operation.surface is Surface.PARTNER:
            path = operation.path.replace("{id}", "1").replace("{sku}", "1")
            assert shop.ask(operation.method, path).status == 401
            asked += 1
    assert asked == 36


@pytest.mark.parametrize(
    "wrong", [{"client_secret": "guess"}, {"client_id": "erp-client"}, {"client_secret": ""}]
)
def test_wrong_credentials_get_no_token(shop: Shop, wrong: dict[str, str]) -> None:
    form = {"grant_type": "client_credentials", **shop.system.access.credentials(), **wrong}
    assert shop.ask("POST", "/oauth/token", urlencode(form).encode()).status == 401


def test_people_of_the_world_need_no_token_and_are_named_in_the_record(shop: Shop) -> None:
    shop.buyer()
    assert (shop.changes[-1].who, shop.changes[-1].why) == ("ann", "register_buyer")


def test_every_operation_says_what_it_is_for_takes_and_answers(shop: Shop) -> None:
    for operation in shop.system.routes.operations:
        assert operation.summary.endswith(".")
        if operation.surface is not Surface.OPEN and "webhook" not in operation.name:
            assert msgspec.json.schema(operation.reply)
        if operation.body is not None:
            assert msgspec.json.schema(operation.body)
