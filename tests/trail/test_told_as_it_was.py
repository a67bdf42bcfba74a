"""What the page of an order says happened is what happened then, and money that stays is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from decimal import Decimal

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.evidence.money import OrderMoney
from ordergate.harness.trail.follow import money_of_orders
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World
from ordergate.scenarios.money.test_taxes import test_parts_of_an_order_without_tax_close
from ordergate.scenarios.orders.test_paid_in_advance import test_what_is_too_much_stays_on_the_account
from ordergate.scenarios.prices.test_price_authority import test_an_order_on_hold_grows_and_waits_as_one
from ordergate.scenarios.returns.test_restocking_fees import test_a_missing_unit_bears_no_restocking_fee
from ordergate.simulators.kernel.settings import Layout


def page_of(scenario: Callable[[World], None], **policies: str) -> OrderMoney:
    layout = Layout(policies={name.replace("_", ".", 1): choice for name, choice in policies.items()})
    with closing(InProcessWorld(Blueprint("full", 1, layout=layout), reference_engine)) as port:
        scenario(world := World(port))
        return money_of_orders(world.books)[0]


def texts(page: OrderMoney, word: str) -> list[str]:
    return [step.text for step in page.steps if word in step.text]


def test_what_is_authorised_later_is_told_when_it_is() -> None:
    page = page_of(test_an_order_on_hold_grows_and_waits_as_one, erp_price_approval="authority")
    assert texts(page, "authorised") == ["48.00 authorised", "28.80 more authorised, 76.80 in all"]


def test_what_is_kept_for_restocking_is_what_was_kept() -> None:
    page = page_of(test_a_missing_unit_bears_no_restocking_fee)
    credited, settled = texts(page, "restocking")
    assert credited.endswith("; 0.67 kept for restocking")
    assert settled == "return settled (1.00 agreed for restocking 3)"


def test_what_was_transferred_too_much_stays_on_the_account() -> None:
    page = page_of(test_what_is_too_much_stays_on_the_account)
    assert page.on_account == Decimal("8.00")
    (told,) = texts(page, "transferred for this order")
    assert told.endswith("; 8.00 of it settle no invoice and stay on the account")


def a_price_is_named(world: World) -> None:
    item = world.stocked(quantity=9, price="12.00")
    world.buyer.orders([LineWish(item, 2, unit_price=Decimal("6.00"))])
    world.settle()


def test_a_price_that_nobody_quoted_is_told_as_that() -> None:
    (line,) = page_of(a_price_is_named).agreed
    assert line.explained == "named on the order, without a quote"
    assert (line.price, line.list_price) == (Decimal("6.00"), Decimal("14.40"))


def test_a_list_price_in_other_terms_stands_beside_no_price() -> None:
    page = page_of(test_parts_of_an_order_without_tax_close)
    assert [line.list_price for line in page.agreed] == [None] * len(page.agreed)
