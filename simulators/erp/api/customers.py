"""Customers: opened, changed, and brought up to date in bulk."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ...kernel.decoding import decoded
from ...kernel.fields import Country, Identifier, Text
from ...kernel.problems import PreconditionMissing, Refusal
from ...kernel.wire import Call, Operation, Reply
from ..service import Erp
from ..service.customers import NewCustomer
from .forms import (
    BULK_MAX,
    BulkResult,
    BulkResults,
    Created,
    Name,
    PascalBody,
    ReferenceText,
    created,
    etag,
    fields_given,
    partner,
    refused,
)


class CustomerBody(PascalBody, frozen=True):
    """A customer as the shop knows it; ``Payer`` is the number of the customer who pays for it."""

    external_ref: Identifier
    name: Name
    country: Country
    email: Text = ""
    phone: Text = ""
    street: Text = ""
    city: Text = ""
    postcode: Text = ""
    payer: ReferenceText = ""


class CustomerChange(PascalBody, frozen=True):
    """What is to change of a customer; what is left out stays."""

    name: Name | UnsetType = UNSET
    email: Text | UnsetType = UNSET
    phone: Text | UnsetType = UNSET
    street: Text | UnsetType = UNSET
    city: Text | UnsetType = UNSET
    postcode: Text | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    payer: ReferenceText | UnsetType = UNSET


class CustomersBody(PascalBody, frozen=True):
    """Customers, each judged on its own."""

    customers: Annotated[list[msgspec.Raw], Meta(max_length=BULK_MAX)]


_customer = msgspec.json.Decoder(CustomerBody)


def customer_operations(erp: Erp) -> list[Operation]:
    """What connectors may do with customers."""

    def open_account(call: Call) -> Reply:
        made = erp.accounts.open(_wanted(call.body))
        number = made.document.number
        version = erp.customers.row(number).version
        return created(Created(number, version, already=made.already))

    def change(call: Call) -> Reply:
        # Business Central takes no change without it, either:
        # https://learn.microsoft.com/en-us/dynamics365/business-central/dev-itpro/api-reference/v2.0/api/dynamics_customer_update
        if "if-match" not in call.headers:
            raise PreconditionMissing(
                "a change needs if-match with the version that it is meant for", field="If-Match"
            )
        number = call.path["key"]
        erp.accounts.change(number, call.version(), fields_given(call.body))
        version = erp.customers.row(number).version
        return Reply(Created(number, version), headers=etag(version))

    def ensure_all(call: Call) -> Reply:
        return Reply(BulkResults([_ensured(erp, bytes(raw)) for raw in call.body.customers]))

    return [
        partner("open_customer", "POST /Customers", open_account, CustomerBody, success=201,
                reply=Created, summary="Open the account of a customer of the shop."),
        partner("change_customer", "PATCH /Customers/{key}", change, CustomerChange,
                reply=Created, if_match=True, summary="Change some fields of a customer; needs If-Match."),
        partner("ensure_customers", "POST /Customers/Bulk", ensure_all, CustomersBody,
                reply=BulkResults, each=CustomerBody,
                summary="Open or update customers by external reference, with a result for each."),
    ]  # fmt: skip


def _wanted(body: CustomerBody) -> NewCustomer:
    return NewCustomer(**msgspec.structs.asdict(body))


def _ensured(erp: Erp, raw: bytes) -> BulkResult:
    try:
        body: CustomerBody = decoded(_customer, raw)
    except Refusal as refusal:
        return refused(raw, refusal)
    customer, status = erp.accounts.ensure(_wanted(body))
    return BulkResult(body.external_ref, status, customer.number)
