"""URLs of buyers."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType

from ...kernel.fields import Body, Text
from ...kernel.tables import Row
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Address, Buyer
from .forms import LISTING_QUERY, CreatedView, Desk, Reference, View
from .orders import NewAddress, address


class NewBuyer(Body, frozen=True):
    """A business that opens an account; ``payer_id`` is its parent's, if that pays for it.

    ``tax_exemption`` is why it pays no tax.
    """

    company: Text
    email: Text
    phone: Text
    address: NewAddress
    payer_id: Reference = ""
    tax_exemption: Text = ""


class BuyerChanges(Body, frozen=True):
    """What a buyer changes; the rest stays."""

    company: Text | UnsetType = UNSET
    email: Text | UnsetType = UNSET
    phone: Text | UnsetType = UNSET
    address: NewAddress | UnsetType = UNSET
    payer_id: Reference | UnsetType = UNSET
    tax_exemption: Text | UnsetType = UNSET


class BuyerView(View, frozen=True):
    """A buyer; ``payerId`` is who pays for it, if it does not itself."""

    id: str
    company: str
    email: str
    phone: str
    address: Address
    updated_at: str
    payer_id: str | UnsetType = UNSET
    tax_exemption: str | UnsetType = UNSET


class BuyerPage(View, frozen=True):
    """Some buyers, oldest change first."""

    buyers: list[BuyerView]
    next_token: str | UnsetType = UNSET


class BuyerDesk(Desk):
    """Answers about buyers."""

    def operations(self) -> list[Operation]:
        """What connectors and buyers can ask about accounts."""
        return [
            Operation("list_buyers", "GET", "/buyers", self.listed, reply=BuyerPage,
                      query=LISTING_QUERY, summary="Buyers changed since a time."),
            Operation("read_buyer", "GET", "/buyers/{id}", self.read, reply=BuyerView,
                      summary="One buyer."),
            Operation("register_buyer", "POST", "/_world/buyers", self.register, NewBuyer,
                      reply=CreatedView, surface=Surface.WORLD,
                      summary="A business opens an account.", success=201),
            Operation("amend_buyer", "PATCH", "/_world/buyers/{id}", self.amend, BuyerChanges,
                      reply=CreatedView, surface=Surface.WORLD,
                      summary="A buyer changes its account."),
        ]  # fmt: skip

    def listed(self, call: Call) -> Reply:
        """GET /buyers."""
        return Reply(self.page(self.service.buyers, call, self._buyer))

    def read(self, call: Call) -> Reply:
        """GET /buyers/{id}."""
        return Reply(self._buyer(self.service.buyers.row(call.path["id"])))

    def register(self, call: Call) -> Reply:
        """POST /_world/buyers."""
        body: NewBuyer = call.body
        buyer = self.service.register(
            company=body.company, email=body.email, phone=body.phone, address=address(body.address),
            payer_id=body.payer_id, tax_exemption=body.tax_exemption,
        )  # fmt: skip
        return Reply(CreatedView(buyer.id), 201)

    def amend(self, call: Call) -> Reply:
        """PATCH /_world/buyers/{id}."""
        body: BuyerChanges = call.body
        changes: dict[str, Any] = {
            "company": body.company,
            "email": body.email,
            "phone": body.phone,
            "payer_id": body.payer_id,
            "tax_exemption": body.tax_exemption,
            "address": UNSET if body.address is UNSET else address(body.address),
        }
        given = {name: value for name, value in changes.items() if value is not UNSET}
        return Reply(CreatedView(self.service.amend(call.path["id"], **given).id))

    def _buyer(self, row: Row[Buyer]) -> BuyerView:
        buyer = row.document
        return BuyerView(
            buyer.id, buyer.company, buyer.email, buyer.phone, buyer.address, self.time(row.at_us),
            buyer.payer_id or UNSET, buyer.tax_exemption or UNSET,
        )  # fmt: skip
