"""Somebody at a browser, without the browser: follows what pages say, and presses their buttons."""

from __future__ import annotations

import html
import re

from tests.erp.company import SHIP_TO, customer_body, goods
from tests.server.hall import TOKEN, Hall

HOST = "127.0.0.1:8400"
HERE = {"host": HOST, "origin": f"http://{HOST}"}


class Visitor:
    """Has opened the address with the token."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        entered = hall.browse("GET", f"/?token={TOKEN}", headers=HERE)
        assert (entered.status, entered.headers["location"]) == (303, "/")
        self.handed = entered.headers["set-cookie"]
        self.headers = {**HERE, "cookie": self.handed.partition(";")[0]}

    def opens(self, path: str, status: int = 200) -> str:
        """The text of a page, without its tags."""
        reply = self.hall.browse("GET", path, headers=self.headers)
        assert reply.status == status, reply.body.decode()
        return words(reply.body)

    def presses(self, address: str, act: str, **fields: str) -> str:
        """What the page says after a button; the page is the one that the answer leads to."""
        form = {"act": act, **fields}
        reply = self.hall.browse("POST", f"{address}/do", form, headers=self.headers)
        assert reply.status == 303, reply.body.decode()
        return self.opens_said(reply.headers["location"].partition("#")[0])

    def opens_said(self, address: str) -> str:
        """What a page says that a button has led to."""
        back = self.hall.browse("GET", address, headers=self.headers)
        found = re.search(r'<p id="said".*?</p>', back.body.decode())
        assert back.status == 200 and found is not None
        return words(found[0].encode())


def words(page: bytes) -> str:
    bare = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


def an_order_in_the_erp(
    hall: Hall, *, sku: str = "MUG", quantity: int = 2, topology: str = "shop-erp"
) -> str:
    """An order that has reached the ERP, with 5 units on its shelf; the number that the shop gave it."""
    world = hall.open(topology=topology)
    order_id = hall.buys(sku, quantity)
    hall.person("erp", "POST", "/_world/items",
                {"items": [{"item": sku, "description": "a mug", "list_price": "2.55"}]})  # fmt: skip
    stock = {"site": "MAIN", "reference": "R1", "reason": "goods received"}
    if "wms" in world.systems:
        hall.person("wms", "POST", "/_world/receipts", {**stock, "lines": [{"sku": sku, "quantity": 5}]})
    lines = [{"item": sku, "quantity": 5}]
    hall.person("erp", "POST", "/_world/stock-movements", {**stock, "kind": "receipt", "lines": lines})
    customer = hall.connector("erp", "POST", "/Customers", customer_body()).body["Number"]
    row = hall.person("marketplace", "GET", f"/_world/orders/{order_id}")["lines"][0]
    line = goods(quantity, item=sku, ExternalLine=row["id"])
    body = {"ExternalRef": f"main/{order_id}", "Customer": customer, "Currency": "GBP",
            "ShipTo": SHIP_TO, "Lines": [line]}  # fmt: skip
    made = hall.connector("erp", "POST", "/SalesOrders", body)
    assert made.status == 201, made.body
    if "wms" in world.systems:
        asked = {"reference": made.body["Number"], "site": "MAIN", "ship_to": SHIP_TO,
                 "lines": [{"line": "10", "sku": sku, "quantity": quantity}]}  # fmt: skip
        taken = hall.connector("wms", "POST", "/outbounds", asked)
        assert taken.status == 201, taken.body
    return order_id
