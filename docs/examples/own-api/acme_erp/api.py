"""The API of Acme's ERP, over the ERP that Ordergate simulates."""

from __future__ import annotations

from decimal import Decimal

from ordergate.simulators import apis
from ordergate.simulators.apis import Body, Call, Identifier, Operation, PriceText, Quantity, Reply
from ordergate.simulators.apis.erp import Erp, NewDelivery, NewLine, NewOrder, SalesOrder, Units


class Position(Body, frozen=True):
    """Goods as the shop sold them, without tax."""

    id: Identifier
    sku: Identifier
    qty: Quantity
    price: PriceText
    net: PriceText
    vat_rate: apis.RateText
    vat: PriceText


class ShopOrder(Body, frozen=True):
    """An order of the shop, for the customer with this account there."""

    shop_order: Identifier
    account: Identifier
    currency: apis.Currency
    ship_to: dict[Identifier, apis.Text]
    positions: list[Position]


class Slip(Body, frozen=True):
    """Units that have left, by the number of their line."""

    slip_no: Identifier
    units: dict[int, Quantity]
    tracking: apis.Text = ""


def operations(erp: Erp, context: apis.Context) -> list[Operation]:
    """What connectors may ask of Acme's ERP; ``context`` has clock, chance, identifiers, journal."""
    del context

    def book_order(call: Call) -> Reply:
        asked: ShopOrder = call.body
        customer = erp.customers.first("external_ref", asked.account)
        if customer is None:
            raise apis.Unprocessable(f"no customer has account {asked.account}", field="account")
        lines = [_line(position) for position in asked.positions]
        wanted = NewOrder(asked.shop_order, customer.number, asked.currency, asked.ship_to, lines, [])
        order, already = erp.sales.place(wanted)
        return Reply(_shown(order), 200 if already else 201)

    def read_order(call: Call) -> Reply:
        return Reply(_shown(erp.orders.get(call.path["no"])))

    def list_changes(call: Call) -> Reply:
        page = apis.by_cursor(erp.orders, call.query.get("after"), limit=100)
        return Reply({"orders": [_shown(row.document) for row in page.rows], "next": page.following})

    def book_delivery(call: Call) -> Reply:
        asked: Slip = call.body
        units = [Units(*pair) for pair in asked.units.items()]
        wanted = NewDelivery(call.path["no"], asked.slip_no, asked.tracking, units)
        delivery, already = erp.dispatch.report(wanted)
        return Reply({"delivery_no": delivery.number}, 200 if already else 201)

    return [
        Operation("book_order", "POST", "/orders", book_order, ShopOrder, success=201),
        Operation("read_order", "GET", "/orders/{no}", read_order),
        Operation("list_changes", "GET", "/orders", list_changes, query=("after",)),
        Operation("book_delivery", "POST", "/orders/{no}/deliveries", book_delivery, Slip, success=201),
    ]


def _line(sold: Position) -> NewLine:
    price, net, vat_rate, vat = map(Decimal, (sold.price, sold.net, sold.vat_rate, sold.vat))
    return NewLine(sold.id, sold.sku, sold.qty, price, net, vat_rate, vat, reference="", quote_id="")


def _shown(order: SalesOrder) -> dict[str, object]:
    lines = [{"pos": line.line_no, "sku": line.item, "open": line.open} for line in order.lines]
    return {"no": order.number, "shop_order": order.external_ref, "state": order.state, "lines": lines}


api = apis.OwnApi(system="erp", operations=operations, access=apis.oauth2(lifetime_s=900))
