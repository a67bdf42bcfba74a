"""What is wrong with a body is said by field, value, and what it takes."""

from __future__ import annotations

import msgspec
import pytest

from ordergate.simulators.kernel.decoding import decoded
from ordergate.simulators.kernel.fields import Body, Currency, DayText, PriceText, Quantity
from ordergate.simulators.kernel.problems import Malformed


class Line(Body, frozen=True):
    sku: str
    quantity: Quantity
    price: PriceText | None = None


class Sheet(Body, frozen=True):
    lines: tuple[Line, ...]
    currency: Currency = "GBP"
    day: DayText = ""
    header: Line | None = None


DECODER = msgspec.json.Decoder(Sheet)
AMOUNT = "it takes an amount from 0 such as 12.50, with up to 4 places"


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        (b'{"lines":[{"sku":"A","quantity":1,"price":"-1.00"}]}', "lines[0].price", f"'-1.00'; {AMOUNT}"),
        (b'{"lines":[],"header":{"sku":"A","quantity":1,"price":"NaN"}}', "header.price", "it is 'NaN'"),
        (b'{"lines":[],"currency":"eur"}', "currency", "it is 'eur'; it takes a code of ISO 4217"),
        (b'{"lines":[],"day":"2011-13-01"}', "day", "it is '2011-13-01'; it takes a day such as 2011-06-01"),
        (b'{"lines":[],"terms":1}', "terms", "`terms`; there are: lines, currency, day, header"),
        (b'{"lines":[{"sku":"A","quantity":1,"tax":1}]}', "lines[0].tax", "there are: sku, quantity, price"),
        (b'{"lines":[],"header":{"sku":"A","quantity":1,"tax":1}}', "header.tax", "sku, quantity, price"),
        (b'{"lines":[{"sku":"A"}]}', "lines[0].quantity", "missing required field `quantity`"),
        (b'{"lines":[{"sku":"A","quantity":1.5}]}', "lines[0].quantity", "expected `int`, got `float`"),
        (b"[]", "body", "expected `object`, got `array`"),
        (b"{", "body", "the body is not JSON in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_the_value_and_the_way_out(body: bytes, field: str, said: str) -> None:
    with pytest.raises(Malformed) as refused:
        decoded(DECODER, body)
    assert refused.value.field == field
    assert said in refused.value.detail


def test_a_long_value_is_cut() -> None:
    body = msgspec.json.encode({"lines": [], "currency": "X" * 500})
    with pytest.raises(Malformed) as refused:
        decoded(DECODER, body)
    assert len(refused.value.detail) < 150
