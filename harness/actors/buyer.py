"""The buyer: orders, cancels, sends back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from .amending import new_quantities, said, standing
from .hands import Hands, RefusedByWorld
from .orders import ChargeWish, DiscountWish, LineWish, PlacedLine, PlacedOrder, TenderWish, wishes
from .taxes import Rates, seen_in


@dataclass
class Buyer:
    """A business that buys on the marketplace; it registers with its first order."""

    hands: Hands
    profile: dict[str, Any]
    name: str = "buyer"
    id: str = ""
    orders_placed: list[PlacedOrder] = field(default_factory=list)

    def registers(self) -> str:
        """Open an account; returns its id."""
        answer = self.hands.call("marketplace", "POST", "/_world/buyers", self.profile, who=self.name)
        self.id = answer["id"]
        return self.id

    def changes(self, **profile: Any) -> None:
        """Change the account's data, such as ``company`` or ``email``."""
        self._account()
        self.hands.call("marketplace", "PATCH", f"/_world/buyers/{self.id}", profile, who=self.name)
        self.profile = {**self.profile, **profile}
        self.hands.say(self.name, f"changes {', '.join(profile)} of the account")

    def is_paid_for_by(self, payer: Buyer | None) -> None:
        """Let a parent pay for orders from now on, or pay itself again."""
        account = "" if payer is None else payer._account()
        if self.id:
            self.changes(payer_id=account)
        else:
            self.profile = {**self.profile, "payer_id": account}
            self.registers()
            self.hands.say(
                self.name, f"opens an account that {'itself' if payer is None else payer.name} pays"
            )

    def buys(self, sku: str, quantity: int) -> PlacedOrder:
        """Order one item at its list price."""
        return self.orders({sku: quantity})

    def is_offered(self, sku: str, quantity: int = 1, *, store: str = "main") -> Decimal:
        """What one costs in a store now, for a line of so many; with tax as the prices there are."""
        body = {"buyer_id": self._account(), "sku": sku, "quantity": quantity, "store": store}
        answer = self.hands.call("marketplace", "POST", "/_world/prices", body, who=self.name)
        self.hands.say(self.name, f"is offered {quantity} x item {sku} at {answer['unit_price']}")
        return Decimal(answer["unit_price"])

    def orders(
        self,
        lines: Mapping[str, int] | Sequence[LineWish],
        *,
        charges: Sequence[ChargeWish] = (),
        reference: str = "",
        ship_to: Mapping[str, str] | None = None,
        date: str = "",
        store: str = "main",
        number: str = "",
        currency: str = "",
        discounts: Sequence[DiscountWish] = (),
        tenders: Sequence[TenderWish] = (),
        terms: str = "",
        suspicion: str = "",
    ) -> PlacedOrder:
        """Place an order; the marketplace authorises the payment of its total.

        With ``terms``, such as ``NET 30``, it is bought on account instead, and its invoices are to be paid.
        With a ``suspicion`` the shop looks at it as fraud first.

        ``number`` is what the store calls it; it may be the number of an order of another store.
        Prices are in pounds unless a ``currency`` is named. ``date`` is the day on which the goods are
        wanted, such as 2011-06-15. ``discounts`` are off the goods of the order; the marketplace shares
        them by its lines. What ``tenders`` pay is not asked of the card.
        """
        self._account()
        wanted, rates = wishes(lines), self._rates(store, ship_to)
        body: dict[str, Any] = {
            "buyer_id": self.id,
            "store": store,
            "reference": reference,
            "lines": [_line(wish, rates) for wish in wanted],
            "charges": [_charge(wish, rates) for wish in charges],
        }
        more: dict[str, Any] = {
            "number": number, "currency": currency, "requested_date": date, "payment_terms": terms,
            "suspicion": suspicion, "tenders": [_tender(wish) for wish in tenders],
            "discounts": [_discount(wish) for wish in discounts],
        }  # fmt: skip
        body |= {name: value for name, value in more.items() if value}
        if ship_to is not None:
            body["ship_to"] = dict(ship_to)
        answer = self.hands.call("marketplace", "POST", "/_world/orders", body, who=self.name)
        placed = _placed(answer, wanted, store, self.id)
        self.orders_placed.append(placed)
        asked = ", ".join(f"{wish.quantity} {wish.unit or 'x'} item {wish.sku}" for wish in wanted[:5])
        self.hands.say(self.name, f"orders {asked or 'services'} (order {placed.id})")
        return placed

    def is_refused(self, lines: Mapping[str, int] | Sequence[LineWish]) -> str:
        """Try to order what cannot be ordered; returns the words in which the marketplace refuses it."""
        try:
            placed = self.orders(lines)
        except RefusedByWorld as refusal:
            return str(refusal.problem.get("detail"))
        raise AssertionError(f"order {placed.id} was taken, and should have been refused")

    def amends(
        self,
        order: PlacedOrder,
        quantities: Mapping[str, int] | None = None,
        *,
        adds: Mapping[str, int] | Sequence[LineWish] = (),
        ship_to: Mapping[str, str] | None = None,
        date: str | None = None,
        reason: str = "",
    ) -> str:
        """Ask to have an order changed; returns the number of the amendment.

        ``quantities`` says how many of an item the order shall hold in all, ``adds`` what it shall
        hold besides, as further lines.
        """
        further, rates = wishes(adds), self._rates_of(order)
        lines = new_quantities(order, self.hands.books, quantities or {})
        body: dict[str, Any] = {
            "reason": reason, "lines": lines, "further_lines": [_line(wish, rates) for wish in further],
        }  # fmt: skip
        if ship_to is not None:
            body["ship_to"] = dict(ship_to)
        if date is not None:
            body["requested_date"] = date
        path = f"/_world/orders/{order.id}/amendments?{_store(order)}"
        answer = self.hands.call("marketplace", "POST", path, body, who=self.name)
        asked = said(quantities or {}, [wish.sku for wish in further], ship_to, date)
        self.hands.say(self.name, f"asks for order {order.id} to have {asked}")
        return str(answer["id"])

    def has_no_cover(self, order: PlacedOrder, reason: str = "insufficient funds") -> None:
        """From now on the bank declines the card that an order is paid with."""
        self._card(order, reason)
        self.hands.say(self.name, f"has no cover for order {order.id}: {reason}")

    def has_cover_again(self, order: PlacedOrder) -> None:
        """The bank takes the card of an order again."""
        self._card(order, "")
        self.hands.say(self.name, f"has cover again for order {order.id}")

    def _card(self, order: PlacedOrder, refusal: str) -> None:
        path = f"/_world/payments/{order.payment_id}/card"
        self.hands.call("marketplace", "POST", path, {"refusal": refusal}, who=self.name)

    def may_not_amend(
        self, order: PlacedOrder, quantities: Mapping[str, int] | None = None, **more: Any
    ) -> str:
        """Ask for a change that cannot be; returns the words in which the marketplace refuses it."""
        try:
            amendment = self.amends(order, quantities, **more)
        except RefusedByWorld as refusal:
            return str(refusal.problem.get("detail"))
        raise AssertionError(f"amendment {amendment} was taken, and should have been refused")

    def cancels(
        self,
        order: PlacedOrder,
        quantities: Mapping[str, int] | None = None,
        *,
        reason: str = "no longer needed",
    ) -> str:
        """Ask to cancel units that have not shipped (all of the order without quantities)."""
        order = standing(order, self.hands.books)
        chosen = order.lines_of(quantities) if quantities else [(x, x.quantity) for x in order.lines]
        rows = [{"line_id": line.id, "quantity": quantity} for line, quantity in chosen]
        return self.cancels_lines(order, rows, reason=reason)

    def cancels_lines(self, order: PlacedOrder, rows: Sequence[Mapping[str, Any]], *, reason: str) -> str:
        """Ask to cancel units by line id; returns the number of the cancellation."""
        body = {"reason": reason, "lines": list(rows)}
        path = f"/_world/orders/{order.id}/cancellations?{_store(order)}"
        answer = self.hands.call("marketplace", "POST", path, body, who=self.name)
        units = sum(row["quantity"] for row in rows)
        self.hands.say(self.name, f"asks to cancel {units} units of order {order.id}")
        return str(answer["id"])

    def returns(
        self, order: PlacedOrder, quantities: Mapping[str, int], *, reason: str = "not as expected"
    ) -> str:
        """Announce that shipped units come back, of a kit all its components; the number of the return."""
        rows = [
            {"line_id": goods.id, "quantity": goods.quantity * quantity // line.quantity, "reason": reason}
            for line, quantity in standing(order, self.hands.books).lines_of(quantities)
            for goods in line.goods
        ]
        return self.returns_lines(order, rows)

    def returns_instead(
        self, order: PlacedOrder, item: str, other: str, quantity: int, *, reason: str = "not as expected"
    ) -> str:
        """Announce that what had shipped for so many units of an item comes back."""
        rows = [
            {"line_id": line.id, "quantity": count, "reason": reason, "shipped_sku": other}
            for line, count in order.lines_of({item: quantity})
        ]
        return self.returns_lines(order, rows)

    def returns_lines(self, order: PlacedOrder, rows: Sequence[Mapping[str, Any]]) -> str:
        """Announce a return by line id; ``agreed`` is a refund that is not the price paid.

        Without it ``fee`` is what the seller keeps of the price for restocking, with tax.
        """
        path = f"/_world/orders/{order.id}/returns?{_store(order)}"
        answer = self.hands.call("marketplace", "POST", path, {"lines": list(rows)}, who=self.name)
        units = sum(row["quantity"] for row in rows)
        self.hands.say(self.name, f"sends back {units} units of order {order.id}")
        return str(answer["id"])

    def exchanges(
        self,
        order: PlacedOrder,
        quantities: Mapping[str, int],
        instead: Mapping[str, int] | Sequence[LineWish],
        *,
        reason: str = "wants another",
    ) -> str:
        """Announce that shipped units come back for others, at the price those have now."""
        wanted = wishes(instead)
        lines = [
            {"line_id": line.id, "quantity": quantity, "reason": reason}
            for line, quantity in order.lines_of(quantities)
        ]
        rates = self._rates_of(order)
        exchange = [_line(wish, rates) for wish in wanted]
        path = f"/_world/orders/{order.id}/returns?{_store(order)}"
        body = {"lines": lines, "exchange": exchange}
        answer = self.hands.call("marketplace", "POST", path, body, who=self.name)
        given = ", ".join(f"{units} x item {sku}" for sku, units in quantities.items())
        asked = ", ".join(f"{wish.quantity} x item {wish.sku}" for wish in wanted)
        self.hands.say(self.name, f"exchanges {given} of order {order.id} for {asked}")
        return str(answer["id"])

    def _account(self) -> str:
        return self.id or self.registers()

    def _rates(self, store: str, ship_to: Mapping[str, str] | None) -> Rates:
        country = (ship_to or self.profile["address"])["country"]
        exempt = bool(self.profile.get("tax_exemption"))
        return seen_in(store, self.hands.books, country=country, exempt=exempt)

    def _rates_of(self, order: PlacedOrder) -> Rates:
        placed = self.hands.books.table("marketplace", "orders")[order.key]
        return self._rates(order.store, {"country": placed.ship_to.country})


def _placed(answer: Mapping[str, Any], wanted: Sequence[LineWish], store: str, buyer_id: str) -> PlacedOrder:
    """What a buyer holds in hands once the marketplace has answered."""
    counted = answer.get("eaches") or [wish.quantity for wish in wanted]
    parts = answer.get("components") or [[] for _ in wanted]
    lines = [
        PlacedLine(line_id, wish.sku, eaches, tuple(PlacedLine(**part) for part in held))
        for line_id, wish, eaches, held in zip(answer["line_ids"], wanted, counted, parts, strict=True)
    ]
    return PlacedOrder(answer["id"], store, answer["payment_id"], tuple(lines), buyer_id)


def _store(order: PlacedOrder) -> str:
    return urlencode({"store": order.store})


def _line(wish: LineWish, rates: Rates) -> dict[str, Any]:
    row: dict[str, Any] = {
        "sku": wish.sku, "quantity": wish.quantity, "reference": wish.reference,
        "tax_rate": _text(rates.goods if wish.tax_rate is None else wish.tax_rate),
    }  # fmt: skip
    if wish.unit_price is not None:
        row["unit_price"] = _text(wish.unit_price)
    if wish.total is not None:
        row["total"] = _text(wish.total)
    if wish.unit:
        row["unit"] = wish.unit
    if wish.quote is not None:
        quote = wish.quote
        row["quote"] = {
            "id": quote.id, "seller": quote.seller, "approver": quote.approver,
            "reason": quote.reason, "expires_on": quote.expires_on,
        }  # fmt: skip
    if wish.substitutable:
        row["substitutable"] = True
    if wish.discounts:
        row["discounts"] = [_discount(one) for one in wish.discounts]
    return row


def _discount(wish: DiscountWish) -> dict[str, Any]:
    if wish.amount is not None:
        return {"code": wish.code, "amount": _text(wish.amount)}
    return {"code": wish.code, "basis_points": int(wish.percent * 100)}


def _tender(wish: TenderWish) -> dict[str, str]:
    return {"method": wish.method, "reference": wish.reference, "amount": _text(wish.amount)}


def _charge(wish: ChargeWish, rates: Rates) -> dict[str, Any]:
    rate = rates.of(wish.kind) if wish.tax_rate is None else wish.tax_rate
    return {
        "kind": wish.kind, "code": wish.code, "text": wish.text, "total": _text(wish.total),
        "tax_rate": _text(rate), "reference": wish.reference,
    }  # fmt: skip


def _text(amount: Decimal) -> str:
    return format(amount, "f")
