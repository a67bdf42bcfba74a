"""Whatever is wrong with a request, the refusal names it, and nothing has changed."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.marketplace.shop import ADDRESS, Answer, Placed, Shop, buyer_body, parcel

LINE = {"sku": "MUG", "quantity": 1, "tax_rate": "0.20"}
QUOTE = {"id": "Q-1", "seller": "sue", "approver": "amy", "reason": "volume"}
CHARGE = {"kind": "freight", "code": "POST", "text": "Postage", "total": "6.00", "tax_rate": "0"}
INVOICE = {"number": "1", "date": "2011-06-01", "net": "1.00", "tax": "0.20", "total": "1.20"}
ENTRY = {"reference": "1", "amount": "1.00"}
LONG = "x" * 65
REMOVED = object()


def changed(body: Any, path: str, value: Any) -> Any:
    """A copy of a body with one value changed or removed; steps are parted by slashes."""
    step, _, rest = path.partition("/")
    if isinstance(body, list):
        return [changed(each, rest, value) if str(index) == step else each for index, each in enumerate(body)]
    new = changed(body.get(step, {}), rest, value) if rest else value
    copy = {**body, step: new}
    if new is REMOVED:
        del copy[step]
    return copy


class Standing:
    """An order with a shipment, a cancellation, a return and money, to be asked about wrongly."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.order: Placed = shop.buys(6, 3)
        shop.ships(self.order, 4)
        shop.pays(self.order, "captures", "first", "2.00")
        self.cancellation_id = shop.wants_to_cancel(self.order, 1)
        self.return_id = shop.wants_to_return(self.order, 2)
        shop.authorises(self.return_id)
        self.fresh_return_id = shop.wants_to_return(self.order, 1)
        self.buyer_id = shop.order(self.order).buyer_id
        self.before = shop.documents()

    def body(self, name: str) -> tuple[str, str, Any]:
        """Method, path and a right body of an operation."""
        line_id, order = self.order.line_ids[0], self.order
        wanted = {"line_id": line_id, "quantity": 1}
        lines: dict[str, tuple[str, str, Any]] = {
            "ship": ("POST", f"/orders/{order.id}/shipments", parcel(order, (1, 1), "WS9")),
            "invoice": ("POST", f"/orders/{order.id}/invoices", INVOICE),
            "answer": (
                "POST",
                f"/cancellations/{self.cancellation_id}/answer",
                {"lines": [{"lineId": line_id, "accepted": 1}]},
            ),
            "authorise": (
                "POST",
                f"/returns/{self.fresh_return_id}/authorisation",
                {"rma": "7000009"},
            ),
            "refuse": ("POST", f"/returns/{self.fresh_return_id}/refusal", {"reason": "worn"}),
            "receive": (
                "POST",
                f"/returns/{self.return_id}/receipt",
                {"lines": [{"lineId": line_id, "received": 1}]},
            ),
            "capture": ("POST", f"/payments/{order.payment_id}/captures", ENTRY),
            "refund": ("POST", f"/payments/{order.payment_id}/refunds", ENTRY),
            "void": ("POST", f"/payments/{order.payment_id}/voids", ENTRY),
            "buyer": ("POST", "/_world/buyers", buyer_body()),
            "amend": ("PATCH", f"/_world/buyers/{self.buyer_id}", {"company": "New Ltd"}),
            "order": (
                "POST",
                "/_world/orders",
                {"buyer_id": self.buyer_id, "lines": [LINE, LINE], "charges": [CHARGE]},
            ),
            "cancel": (
                "POST",
                f"/_world/orders/{order.id}/cancellations",
                {"reason": "", "lines": [wanted]},
            ),
            "return": (
                "POST",
                f"/_world/orders/{order.id}/returns",
                {"lines": [{"line_id": order.line_ids[0], "quantity": 1, "reason": ""}]},
            ),
        }
        return lines[name]

    def ask(self, method: str, path: str, body: Any) -> Answer:
        if path.startswith("/_world"):
            return self.shop.ask(method, path, body)
        return self.shop.partner(method, path, body)


@pytest.fixture
def standing(shop: Shop) -> Standing:
    return Standing(shop)


NAMES = [
    "ship", "invoice", "answer", "authorise", "refuse", "receive", "capture", "void", "refund",
    "buyer", "amend", "order", "cancel", "return",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_right_bodies_are_right(standing: Standing, name: str) -> None:
    assert standing.ask(*standing.body(name)).status in (200, 201)
    assert standing.shop.documents() != standing.before


class Wrong(NamedTuple):
    """A value in the right body of an operation that makes it wrong, and how it is refused."""

    name: str
    path: str
    value: Any
    status: int
    field: str | None  # None: the path itself


WRONG = [
    # shipments
    Wrong("ship", "reference", "", 400, None),
    Wrong("ship", "reference", LONG, 400, None),
    Wrong("ship", "reference", "a\nb", 400, None),
    Wrong("ship", "reference", 17, 400, None),
    Wrong("ship", "reference", REMOVED, 400, None),
    Wrong("ship", "weight", 17, 400, None),
    Wrong("ship", "carrier", None, 400, None),
    Wrong("ship", "tracking", [], 400, None),
    Wrong("ship", "shippedAt", "2011-06-01", 400, None),
    Wrong("ship", "shippedAt", "2011-06-01T10:00:00", 400, None),
    Wrong("ship", "shippedAt", 1306922400000, 400, None),
    Wrong("ship", "shippedAt", "0001-01-01T00:00:00+01:00", 400, None),
    Wrong("ship", "shippedAt", "2100-01-01T00:00:00Z", 400, None),
    Wrong("ship", "shipped_at", "2011-06-01T10:00:00Z", 400, None),
    Wrong("ship", "lines", [], 400, None),
    Wrong("ship", "lines", {}, 400, None),
    Wrong("ship", "lines/1/quantity", 0, 400, "lines[1].quantity"),
    Wrong("ship", "lines/1/quantity", -1, 400, "lines[1].quantity"),
    Wrong("ship", "lines/1/quantity", 1.5, 400, "lines[1].quantity"),
    Wrong("ship", "lines/1/quantity", "1", 400, "lines[1].quantity"),
    Wrong("ship", "lines/1/quantity", True, 400, "lines[1].quantity"),
    Wrong("ship", "lines/1/quantity", 10**30, 400, "lines[1].quantity"),
    Wrong("ship", "lines/1/quantity", 4, 422, "lines[1].quantity"),
    Wrong("ship", "lines/0/quantity", 3, 422, "lines[0].quantity"),
    Wrong("ship", "lines/1/lineId", "00000000000000", 422, "lines[1].lineId"),
    Wrong("ship", "lines/1/lineId", REMOVED, 400, "lines[1].lineId"),
    Wrong("ship", "lines/1/line_id", "1", 400, "lines[1].line_id"),
    # invoices
    Wrong("invoice", "number", "", 400, None),
    Wrong("invoice", "date", "01/06/2011", 400, None),
    Wrong("invoice", "date", "2011-02-29", 400, None),
    Wrong("invoice", "date", "2011-06-01T00:00:00Z", 400, None),
    Wrong("invoice", "net", 1.0, 400, None),
    Wrong("invoice", "net", "1,00", 400, None),
    Wrong("invoice", "net", "1.00001", 400, None),
    Wrong("invoice", "tax", "NaN", 400, None),
    Wrong("invoice", "total", "1.21", 422, None),
    Wrong("invoice", "total", "1.20\n", 400, None),
    Wrong("invoice", "total", REMOVED, 400, None),
    Wrong("invoice", "gross", "1.20", 400, None),
    # cancellations
    Wrong("answer", "lines", [], 400, None),
    Wrong("answer", "lines/0/accepted", -1, 400, "lines[0].accepted"),
    Wrong("answer", "lines/0/accepted", "1", 400, "lines[0].accepted"),
    Wrong("answer", "lines/0/accepted", 2, 422, "lines[0].accepted"),
    Wrong("answer", "lines/0/lineId", "1", 422, "lines[0].lineId"),
    Wrong("answer", "reason", "", 400, None),
    Wrong("cancel", "reason", REMOVED, 400, None),
    Wrong("cancel", "lines", [], 400, None),
    Wrong("cancel", "lines/0/quantity", 0, 400, "lines[0].quantity"),
    Wrong("cancel", "lines/0/quantity", 2, 422, "lines[0].quantity"),
    Wrong("cancel", "lines/0/line_id", "1", 422, "lines[0].line_id"),
    Wrong("cancel", "lines/0/lineId", "1", 400, "lines[0].lineId"),
    # returned goods
    Wrong("authorise", "rma", "", 400, None),
    Wrong("authorise", "rma", 7000001, 400, None),
    Wrong("authorise", "note", "", 400, None),
    Wrong("refuse", "reason", "", 400, None),
    Wrong("refuse", "reason", "a\x00", 400, None),
    Wrong("receive", "lines", [], 400, None),
    Wrong("receive", "lines/0/received", -1, 400, "lines[0].received"),
    Wrong("receive", "lines/0/received", 3, 422, "lines[0].received"),
    Wrong("receive", "lines/0/lineId", "1", 422, "lines[0].lineId"),
    Wrong("return", "lines", [], 400, None),
    Wrong("return", "lines/0/quantity", 0, 400, "lines[0].quantity"),
    Wrong("return", "lines/0/quantity", 2, 422, "lines[0].quantity"),
    Wrong("return", "lines/0/line_id", "1", 422, "lines[0].line_id"),
    Wrong("return", "lines/0/reason", REMOVED, 400, "lines[0].reason"),
    Wrong("return", "lines/0/agreed", "-1", 400, "lines[0].agreed"),
    Wrong("return", "lines/0/agreed", 1, 400, "lines[0].agreed"),
    # money
    Wrong("capture", "amount", 1, 400, None),
    Wrong("capture", "amount", "-1", 400, None),
    Wrong("capture", "amount", "0.00", 422, None),
    Wrong("capture", "amount", "1.00001", 400, None),
    Wrong("capture", "amount", "1e3", 400, None),
    Wrong("capture", "amount", "25.55", 422, None),
    Wrong("capture", "reference", "", 400, None),
    Wrong("capture", "reference", "first", 409, None),
    Wrong("capture", "returnId", "MR-1", 400, None),
    Wrong("void", "amount", "25.55", 422, None),
    Wrong("void", "currency", "GBP", 400, None),
    Wrong("refund", "amount", "0.00", 422, None),
    Wrong("refund", "returnId", "MR-99", 422, None),
    Wrong("refund", "returnId", "", 400, None),
    Wrong("refund", "returnId", None, 400, None),
    # buyers
    Wrong("buyer", "company", REMOVED, 400, None),
    Wrong("buyer", "company", "x" * 501, 400, None),
    Wrong("buyer", "vat", "1", 400, None),
    Wrong("buyer", "address", "1 High Street", 400, None),
    Wrong("buyer", "address/country", "", 400, "address.country"),
    Wrong("buyer", "address/line", REMOVED, 400, "address.line"),
    Wrong("amend", "company", None, 400, None),
    Wrong("amend", "id", "M000000001", 400, None),
    Wrong("amend", "address", {**ADDRESS, "floor": 3}, 400, "address.floor"),
    # orders
    Wrong("order", "buyer_id", "M000000000", 422, None),
    Wrong("order", "buyer_id", REMOVED, 400, None),
    Wrong("order", "buyerId", "M000000000", 400, None),
    Wrong("order", "store", "", 400, None),
    Wrong("order", "currency", "gbp", 400, None),
    Wrong("order", "currency", "POUND", 400, None),
    Wrong("order", "ship_to", None, 400, None),
    Wrong("order", "ship_to", {**ADDRESS, "city": 7}, 400, "ship_to.city"),
    Wrong("order", "lines", None, 400, None),
    Wrong("order", "lines/1/sku", "NONE", 422, "lines[1].sku"),
    Wrong("order", "lines/1/sku", "mug", 422, "lines[1].sku"),
    Wrong("order", "lines/1/quantity", 0, 400, "lines[1].quantity"),
    Wrong("order", "lines/1/quantity", -5, 400, "lines[1].quantity"),
    Wrong("order", "lines/1/quantity", 0.5, 400, "lines[1].quantity"),
    Wrong("order", "lines/1/quantity", 10_000_001, 400, "lines[1].quantity"),
    Wrong("order", "lines/1/unit_price", 3.06, 400, "lines[1].unit_price"),
    Wrong("order", "lines/1/unit_price", "-3.06", 400, "lines[1].unit_price"),
    Wrong("order", "lines/1/unit_price", "3.06001", 400, "lines[1].unit_price"),
    Wrong("order", "lines/1/total", "3.061", 422, "lines[1].total"),
    Wrong("order", "lines/1/tax_rate", "20", 400, "lines[1].tax_rate"),
    Wrong("order", "lines/1/tax_rate", "1", 400, "lines[1].tax_rate"),
    Wrong("order", "lines/1/tax_rate", REMOVED, 400, "lines[1].tax_rate"),
    Wrong("order", "lines/1/reference", LONG, 400, "lines[1].reference"),
    Wrong("order", "lines/1/quote", {"id": "Q-1"}, 400, "lines[1].quote.seller"),
    Wrong("order", "lines/1/quote", {**QUOTE, "date": "today"}, 400, "lines[1].quote.date"),
    Wrong("order", "charges/0/kind", "gift", 400, "charges[0].kind"),
    Wrong("order", "charges/0/total", 6, 400, "charges[0].total"),
    Wrong("order", "charges/0/total", "6.00001", 400, "charges[0].total"),
    Wrong("order", "charges/0/total", "-6.1201", 422, "charges"),
    Wrong("order", "charges/0/code", REMOVED, 400, "charges[0].code"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.name} {wrong.path}")
def test_a_wrong_value_is_refused_by_name_and_changes_nothing(standing: Standing, wrong: Wrong) -> None:
    method, url, right = standing.body(wrong.name)

    answer = standing.ask(method, url, changed(right, wrong.path, wrong.value))

    named = (answer.status, answer.body.get("field"))
    assert named == (wrong.status, wrong.field or wrong.path), answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer["status"] == wrong.status
    assert answer["detail"][0] == answer["detail"][0].lower()
    assert standing.shop.documents() == standing.before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'"\xff"', b'{"a":"\\ud800"}', b"17"])
def test_a_body_that_is_no_object_is_refused(standing: Standing, name: str, raw: bytes) -> None:
    method, url, _ = standing.body(name)
    answer = standing.ask(method, url, raw)
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert standing.shop.documents() == standing.before


UNKNOWN = [
    ("GET", "/orders/408-0000000-0000000", ""),
    ("GET", "/_world/orders/408-0000000-0000000", ""),
    ("GET", "/orders/408-0000000-0000000/shipments", ""),
    ("POST", "/orders/408-0000000-0000000/shipments", "ship"),
    ("POST", "/orders/408-0000000-0000000/invoices", "invoice"),
    ("GET", "/cancellations/MC-99", ""),
    ("POST", "/cancellations/MC-99/answer", "answer"),
    ("GET", "/returns/MR-99", ""),
    ("POST", "/returns/MR-99/authorisation", "authorise"),
    ("POST", "/returns/MR-99/receipt", "receive"),
    ("POST", "/returns/MR-99/refusal", "refuse"),
    ("GET", "/payments/pay_0", ""),
    ("POST", "/payments/pay_0/captures", "capture"),
    ("POST", "/payments/pay_0/refunds", "refund"),
    ("POST", "/payments/pay_0/voids", "void"),
    ("GET", "/buyers/M000000000", ""),
    ("PATCH", "/_world/buyers/M000000000", "amend"),
    ("GET", "/listings/NONE", ""),
    ("POST", "/_world/orders/408-0000000-0000000/cancellations", "cancel"),
    ("POST", "/_world/orders/408-0000000-0000000/returns", "return"),
    ("DELETE", "/webhooks/sub_99", ""),
]


@pytest.mark.parametrize(("method", "path", "name"), UNKNOWN)
def test_a_document_that_is_not_there_is_not_found(
    standing: Standing, method: str, path: str, name: str
) -> None:
    body = standing.body(name)[2] if name else None
    answer = standing.ask(method, path, body)
    assert (answer.status, answer["type"]) == (404, "urn:problem:not-found")
    assert standing.shop.documents() == standing.before


def test_an_order_needs_something_on_it(standing: Standing) -> None:
    bodies: list[dict[str, Any]] = [{}, {"lines": [], "charges": []}]
    for body in bodies:
        answer = standing.ask("POST", "/_world/orders", {"buyer_id": standing.buyer_id, **body})
        assert (answer.status, answer["field"]) == (422, "lines")
    assert standing.shop.documents() == standing.before


def test_a_path_says_which_methods_it_takes(standing: Standing) -> None:
    answer = standing.ask("DELETE", f"/orders/{standing.order.id}", None)
    assert (answer.status, answer["type"]) == (405, "urn:problem:method-not-allowed")
