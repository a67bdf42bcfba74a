"""URLs of stores: how each of them sells."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ...kernel.fields import Body, Country, Currency, Identifier, RateText
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Store, TaxMode, TaxRate
from .forms import CreatedView, Desk, money

_COUNTRIES_MAX = 300


class NewTaxRate(Body, frozen=True):
    """What is taxed on goods and on freight that go to a country."""

    country: Country
    goods: RateText
    freight: RateText


class NewStore(Body, frozen=True):
    """How a store sells: prices with tax or without, in which currency, and to which countries."""

    id: Identifier
    tax_mode: TaxMode
    currency: Currency
    rates: Annotated[tuple[NewTaxRate, ...], Meta(min_length=1, max_length=_COUNTRIES_MAX)]


class StoreDesk(Desk):
    """Answers about stores."""

    def operations(self) -> list[Operation]:
        """What the seller's people can say of a store."""
        return [
            Operation("declare_store", "POST", "/_world/stores", self.declare, NewStore,
                      reply=CreatedView, surface=Surface.WORLD, success=201,
                      summary="The seller declares currency and taxes of a store, or adds countries."),
        ]  # fmt: skip

    def declare(self, call: Call) -> Reply:
        """POST /_world/stores."""
        body: NewStore = call.body
        rates = tuple(TaxRate(one.country, money(one.goods), money(one.freight)) for one in body.rates)
        store = self.service.declare_store(Store(body.id, body.tax_mode, body.currency, rates))
        return Reply(CreatedView(store.id), 201)
