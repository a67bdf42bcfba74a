"""Exchange rates on the wire: people enter them, connectors read them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from ...kernel.fields import Body, Currency
from ...kernel.wire import Call, Operation, Reply, Surface
from ..service import Erp
from .forms import amount, day

RateOfExchange = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?\Z")]
"""What one unit is worth, as text with at most nine places."""


class ExchangeRateBody(Body, frozen=True):
    """What one unit of a currency is worth in the company's, from a day on, by default today."""

    currency: Currency
    rate: RateOfExchange
    date: date | None = None


def exchange_operations(erp: Erp) -> list[Operation]:
    """What people may say about exchange rates."""

    def enter(call: Call) -> Reply:
        body: ExchangeRateBody = call.body
        made = erp.exchange.enter(body.currency, amount(body.rate), day(body.date))
        return Reply({"key": made.document.key, "already": made.already}, 200 if made.already else 201)

    return [
        Operation("enter_exchange_rate", "POST", "/_world/exchange-rates", enter, ExchangeRateBody,
                  surface=Surface.WORLD, success=201,
                  summary="Say what a currency is worth in the company's from a day on."),
    ]  # fmt: skip
