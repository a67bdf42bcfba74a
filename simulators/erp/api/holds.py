"""What people do about holds: say who may grant what, let orders go, or refuse them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ...kernel.fields import BasisPoints, Body, Text
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Hold, Seller
from ..service import Erp
from .forms import Name

_SELLERS_MAX = 1000


class SellerBody(Body, frozen=True):
    """Who sells, and how far below the list price; ``below_floor`` lets go below the floor of an item."""

    name: Name
    off_list_bp: BasisPoints
    below_floor: bool = False


class SellersBody(Body, frozen=True):
    """Sellers to be entered or changed."""

    sellers: Annotated[list[SellerBody], Meta(max_length=_SELLERS_MAX)]


class DecisionBody(Body, frozen=True):
    """Who ends a hold, and why."""

    by: Text
    reason: Text


def hold_operations(erp: Erp) -> list[Operation]:
    """What people may do about holds, and about those who grant prices."""

    def enter(call: Call) -> Reply:
        body: SellersBody = call.body
        sellers = [Seller(one.name, one.off_list_bp, one.below_floor) for one in body.sellers]
        return Reply({"sellers": erp.authority.enter(sellers)}, 201)

    def release(call: Call) -> Reply:
        body: DecisionBody = call.body
        return _stands(erp.hold_desk.release(call.path["number"], body.by, body.reason))

    def refuse(call: Call) -> Reply:
        body: DecisionBody = call.body
        return _stands(erp.hold_desk.refuse(call.path["number"], body.by, body.reason))

    return [
        Operation("enter_sellers", "POST", "/_world/sellers", enter, SellersBody, surface=Surface.WORLD,
                  summary="Say who sells, and what they may grant."),
        Operation("release_hold", "POST", "/_world/holds/{number}/release", release, DecisionBody,
                  surface=Surface.WORLD, summary="Let an order go, as somebody who may."),
        Operation("refuse_hold", "POST", "/_world/holds/{number}/refusal", refuse, DecisionBody,
                  surface=Surface.WORLD, summary="Never let an order go; its seller has to cancel it."),
    ]  # fmt: skip


def _stands(hold: Hold) -> Reply:
    return Reply({"number": hold.number, "state": hold.state})
