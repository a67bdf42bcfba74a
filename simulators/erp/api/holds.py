"""What people do about holds: say who may grant what, let orders go, or refuse them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ...kernel.fields import BasisPoints, Body, Currency, Identifier, MoneyText, PriceText, Text
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Hold, Seller
from ..service import Erp
from ..service.bank import Transfer
from .forms import Created, Name, PascalBody, amount, amount_if_given, created, partner

_SELLERS_MAX = 1000


class SellerBody(Body, frozen=True):
    """Who sells, and how far below the list price; ``below_floor`` lets go below the floor of an item."""

    name: Name
    off_list_bp: BasisPoints
    below_floor: bool = False


class SellersBody(Body, frozen=True):
    """Sellers to be entered or changed."""

    sellers: Annotated[list[SellerBody], Meta(max_length=_SELLERS_MAX)]


class LimitBody(Body, frozen=True):
    """What a customer of the shop may owe; null is no limit."""

    customer_ref: Identifier
    limit: MoneyText | None = None


class TransferBody(Body, frozen=True):
    """Money that came to the bank; ``order_ref`` is the order that the payer names, if any."""

    reference: Identifier
    customer_ref: Identifier
    amount: PriceText
    currency: Currency = "GBP"
    order_ref: Text = ""


class ReviewBody(PascalBody, frozen=True):
    """What the shop found out about an order under review."""

    cleared: bool
    by: Text
    reason: Text


class DecisionBody(Body, frozen=True):
    """Who ends a hold, and why."""

    by: Text
    reason: Text


def hold_operations(erp: Erp) -> list[Operation]:
    """What connectors may say of reviews, and what people may do about holds and credit."""

    def enter(call: Call) -> Reply:
        body: SellersBody = call.body
        sellers = [Seller(one.name, one.off_list_bp, one.below_floor) for one in body.sellers]
        return Reply({"sellers": erp.authority.enter(sellers)}, 201)

    def limit(call: Call) -> Reply:
        body: LimitBody = call.body
        customer = erp.accounts.limit(body.customer_ref, amount_if_given(body.limit))
        return Reply({"number": customer.number})

    def transfer(call: Call) -> Reply:
        body: TransferBody = call.body
        wanted = Transfer(
            body.reference, body.customer_ref, amount(body.amount), body.currency, body.order_ref
        )
        made = erp.bank.book(wanted)
        return Reply({"number": made.document.number}, 200 if made.already else 201)

    def release(call: Call) -> Reply:
        body: DecisionBody = call.body
        return _stands(erp.hold_desk.release(call.path["number"], body.by, body.reason))

    def refuse(call: Call) -> Reply:
        body: DecisionBody = call.body
        return _stands(erp.hold_desk.refuse(call.path["number"], body.by, body.reason))

    def review(call: Call) -> Reply:
        body: ReviewBody = call.body
        order = erp.hold_desk.review(call.path["number"], body.by, body.reason, cleared=body.cleared)
        version = erp.orders.row(order.number).version
        return created(Created(order.number, version, order.state, already=True))

    return [
        partner("review_sales_order", "POST /SalesOrders/{number}/Reviews", review, ReviewBody, reply=Created,
                summary="Say what the shop found out about an order under review."),
        Operation("enter_sellers", "POST", "/_world/sellers", enter, SellersBody, surface=Surface.WORLD,
                  summary="Say who sells, and what they may grant."),
        Operation("limit_credit", "POST", "/_world/credit-limits", limit, LimitBody, surface=Surface.WORLD,
                  summary="Say what a customer may owe."),
        Operation("book_transfer", "POST", "/_world/bank-transfers", transfer, TransferBody,
                  surface=Surface.WORLD, summary="Book money that came to the bank."),
        Operation("release_hold", "POST", "/_world/holds/{number}/release", release, DecisionBody,
                  surface=Surface.WORLD, summary="Let an order go, as somebody who may."),
        Operation("refuse_hold", "POST", "/_world/holds/{number}/refusal", refuse, DecisionBody,
                  surface=Surface.WORLD, summary="Never let an order go; its seller has to cancel it."),
    ]  # fmt: skip


def _stands(hold: Hold) -> Reply:
    return Reply({"number": hold.number, "state": hold.state})
