"""Tax: what a store takes on top of its prices, and which rates it has for a country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from msgspec.structs import replace

from ...kernel.arithmetic import rounded, shares
from ...kernel.currencies import check_currency
from ...kernel.problems import Conflict, Unprocessable
from ..model import Buyer, Charge, Order, OrderLine, Store, TaxMode, TaxRate
from ..policy import TAX_ROUNDING
from .prices import LISTED_IN, PricedFor
from .tables import Tables

NO_TAX = Decimal(0)


class _Taxed(Protocol):
    @property
    def tax_rate(self) -> Decimal: ...


class Taxing(Tables):
    """How stores declare what they tax, and hold to it."""

    def declare_store(self, store: Store) -> Store:
        """Declare how a store sells; what it has sold already stays as it was sold."""
        check_currency(store.currency)
        if store.id in self.stores:
            before = self.stores.get(store.id)
            kept = {one.country: one for one in store.rates}
            grown = replace(before, rates=store.rates)
            if grown != store or any(kept.get(one.country) != one for one in before.rates):
                raise Conflict(
                    f"store {store.id} has declared its mode, currency and rates already; it may add "
                    "countries, and what else is to change takes a store of its own",
                    field="id",
                )
        elif any(order.store == store.id for order in self.orders):
            raise Conflict(
                f"store {store.id} has sold already without declaring anything; declare another", field="id"
            )
        return self.stores.put(store)

    def currency_of(self, store_id: str, wanted: str) -> str:
        """The currency of an order: that of its store, else the one that is wanted, else pounds."""
        store = self.stores.find(store_id)
        if store is not None and wanted not in ("", store.currency):
            raise Unprocessable(
                f"store {store_id} sells in {store.currency}, not in {wanted}", field="currency"
            )
        return wanted or (LISTED_IN if store is None else store.currency)

    def tax_mode_of(self, store_id: str) -> TaxMode:
        """Whether the prices of a store include tax."""
        store = self.stores.find(store_id)
        return TaxMode.INCLUSIVE if store is None else store.tax_mode

    def priced_in(self, store_id: str, buyer: Buyer, currency: str) -> PricedFor:
        """Who asks for prices in a store: without tax where the store's are, and if none is taken."""
        exempt = bool(buyer.tax_exemption) and store_id in self.stores
        net = exempt or self.tax_mode_of(store_id) is TaxMode.EXCLUSIVE
        return PricedFor(buyer.id, buyer.payer_id, currency, net)

    def check_rates(self, order: Order, lines: Sequence[_Taxed], field: str) -> None:
        """Refuse goods that are not taxed as the store of their order taxes what goes to its country."""
        store = self.stores.find(order.store)
        if store is not None:
            rate = _sold_to(store, order.ship_to.country).goods
            rates = [NO_TAX if order.tax_exemption else rate] * len(lines)
            _check(lines, rates, order.ship_to.country, field)

    def taxed(self, order: Order) -> Order:
        """The order, taxed as its store taxes what goes to its country; on top, if its prices are without."""
        store = self.stores.find(order.store)
        if store is None:
            return order
        self.check_rates(order, order.lines, "lines")
        rate = _sold_to(store, order.ship_to.country)
        of_kind = [rate.freight if one.kind == "freight" else rate.goods for one in order.charges]
        rates = [NO_TAX] * len(of_kind) if order.tax_exemption else of_kind
        _check(order.charges, rates, order.ship_to.country, "charges")
        return order if order.tax_mode is TaxMode.INCLUSIVE else self._with_tax(order)

    def _with_tax(self, order: Order) -> Order:
        step = order.minor_unit
        amounts = [(line.total, line.tax_rate) for line in order.lines]
        amounts += [(charge.total, charge.tax_rate) for charge in order.charges]
        taxes = self.taxes_on(amounts, step)
        lines = [_line(line, tax, step) for line, tax in zip(order.lines, taxes, strict=False)]
        charges = [_charge(one, tax) for one, tax in zip(order.charges, taxes[len(lines) :], strict=True)]
        return replace(order, lines=tuple(lines), charges=tuple(charges))

    def taxes_on(self, amounts: Iterable[tuple[Decimal, Decimal]], step: Decimal) -> list[Decimal]:
        """The tax on each of these net amounts by its rate, rounded as declared.

        For the document tax is rounded once for each rate: each amount bears what the running total of
        its rate grew by, so that the last one closes it.
        """
        if self.context.chosen(TAX_ROUNDING) == "line":
            return [rounded(net * rate, step) for net, rate in amounts]
        running: dict[Decimal, Decimal] = {}
        taxes = []
        for net, rate in amounts:
            before = running.get(rate, Decimal(0))
            running[rate] = before + net
            taxes.append(rounded(running[rate] * rate, step) - rounded(before * rate, step))
        return taxes


def _sold_to(store: Store, country: str) -> TaxRate:
    rate = store.rate(country)
    if rate is None:
        known = ", ".join(one.country for one in store.rates)
        raise Unprocessable(
            f"store {store.id} has no tax rate for {country}; it sells to: {known}", field="ship_to.country"
        )
    return rate


def _check(taxed: Sequence[_Taxed], rates: Sequence[Decimal], country: str, field: str) -> None:
    for index, (one, rate) in enumerate(zip(taxed, rates, strict=True)):
        if one.tax_rate != rate:
            raise Unprocessable(
                f"what goes to {country} is taxed by {rate} here, not by {one.tax_rate}",
                field=f"{field}[{index}].tax_rate",
            )


def _line(line: OrderLine, tax: Decimal, step: Decimal) -> OrderLine:
    nets = [part.total for part in line.components]
    weights = [int(net // step) for net in nets]
    borne = shares(tax, weights, step) if tax else [tax] * len(nets)
    parts = [
        replace(part, net=net, total=net + share)
        for part, net, share in zip(line.components, nets, borne, strict=True)
    ]
    return replace(line, net=line.total, total=line.total + tax, components=tuple(parts))


def _charge(charge: Charge, tax: Decimal) -> Charge:
    return replace(charge, net=charge.total, total=charge.total + tax)
