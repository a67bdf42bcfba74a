"""Price rules on the wire, and who is in which group, as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import BasisPoints, Body, Currency, DayText, Identifier, PriceText, Quantity
from ...kernel.pricing import PriceKind
from ...kernel.wire import Call, Operation, Reply, Surface
from ..service import Erp
from ..service.price_rules import NewPriceRule
from .forms import ReferenceText, amount, fields_given

_RULES_MAX = 10_000


class PriceRuleBody(Body, frozen=True):
    """A price for an item: ``unit_price`` without tax, or ``off_bp`` hundredths of a percent off the list.

    A contract and a parent's price name ``customer_ref``, a group's ``group``; the others are for everybody.
    """

    kind: PriceKind
    item: Identifier
    customer_ref: ReferenceText = ""
    group: ReferenceText = ""
    min_quantity: Quantity = 1
    unit_price: PriceText | None = None
    off_bp: BasisPoints = 0
    valid_from: DayText = ""
    valid_to: DayText = ""
    currency: Currency = "GBP"


class PriceRulesBody(Body, frozen=True):
    """Price rules to be entered, all or none."""

    rules: Annotated[list[PriceRuleBody], Meta(min_length=1, max_length=_RULES_MAX)]


class PriceRuleChange(Body, frozen=True):
    """What is to change of a price rule; what is left out stays."""

    min_quantity: Quantity | UnsetType = UNSET
    unit_price: PriceText | UnsetType = UNSET
    off_bp: BasisPoints | UnsetType = UNSET
    valid_from: DayText | UnsetType = UNSET
    valid_to: DayText | UnsetType = UNSET


class GroupBody(Body, frozen=True):
    """The customer group that a customer is put into; empty for none."""

    group: ReferenceText


def price_operations(erp: Erp) -> list[Operation]:
    """What people may say about prices."""

    def enter(call: Call) -> Reply:
        body: PriceRulesBody = call.body
        made = erp.price_rules_desk.enter([_wanted(one) for one in body.rules])
        return Reply({"numbers": [rule.number for rule in made]}, 201)

    def change(call: Call) -> Reply:
        given = fields_given(call.body)
        if "unit_price" in given:
            given["unit_price"] = amount(given["unit_price"])
        rule = erp.price_rules_desk.change(call.path["number"], given)
        return Reply({"number": rule.number, "version": erp.price_rules.row(rule.number).version})

    def put_in_group(call: Call) -> Reply:
        customer = erp.price_rules_desk.put_in_group(call.path["customer_ref"], call.body.group)
        return Reply({"number": customer.number, "group": customer.group})

    return [
        Operation("enter_price_rules", "POST", "/_world/price-rules", enter, PriceRulesBody,
                  surface=Surface.WORLD, summary="Enter prices for tiers, customers, groups, parents."),
        Operation("change_price_rule", "PATCH", "/_world/price-rules/{number}", change, PriceRuleChange,
                  surface=Surface.WORLD, summary="Change price, quantity or days of a price rule."),
        Operation("put_in_group", "POST", "/_world/customers/{customer_ref}/group", put_in_group, GroupBody,
                  surface=Surface.WORLD, summary="Put a customer into a customer group."),
    ]  # fmt: skip


def _wanted(body: PriceRuleBody) -> NewPriceRule:
    price: Decimal | None = None if body.unit_price is None else amount(body.unit_price)
    return NewPriceRule(
        body.kind, body.item, body.customer_ref, body.group, body.min_quantity, price, body.off_bp,
        body.valid_from, body.valid_to, body.currency,
    )  # fmt: skip
