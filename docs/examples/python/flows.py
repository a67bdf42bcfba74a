"""The data flows that work the same with and without an OMS and a WMS.

Every effect is looked for under its business key before it is made, or made under a reference that
counts once, so that each flow can be run again from its beginning.
"""

from __future__ import annotations

from decimal import Decimal

from bodies import credit_line, customer_fields, erp_order, key_of, line_numbers
from faults import fault
from vendors import Api, Document


class NotYet(Exception):
    """Something else has to come first."""


class Flows:
    """What the shop and the ERP have to hear of each other."""

    def __init__(self, shop: Api, erp: Api) -> None:
        self.shop = shop
        self.erp = erp
        self._placed: set[str] = set()
        self._open_payments: dict[str, str] = {}
        self._billed: dict[str, dict[str, Decimal]] = {}
        self._first_lines: dict[str, list[Document]] = {}

    def customer(self, buyer: Document) -> str:
        """Keep the account of a buyer as the shop has it; returns the ERP's number for it."""
        wanted = customer_fields(buyer)
        found = self._erp_one("Customers", buyer["id"])
        if found is None:
            return str(self.erp.post("/Customers", {"ExternalRef": buyer["id"], **wanted})["Number"])
        changed = {name: value for name, value in wanted.items() if found[name] != value}
        if changed:
            self.erp.patch(f"/Customers/{found['Number']}", changed, found["Version"])
        return str(found["Number"])

    def order(self, order: Document) -> None:
        """Place an order at its captured prices, once; what happens to it later is for other flows."""
        key = key_of(order)
        if key in self._placed:
            return
        self._open_payments[order["paymentId"]] = key
        self._place_in_oms(order)
        placed = self._erp_one("SalesOrders", key)
        if placed is None:
            customer = self.customer(self.shop.get(f"/buyers/{order['buyerId']}"))
            number = self.erp.post("/SalesOrders", erp_order(order, customer))["Number"]
            placed = self.erp.get(f"/SalesOrders/{number}")
        if not order["lines"]:
            self._bill_and_capture(order, placed, {"Order": placed["Number"], "Date": placed["Date"]})
        self._placed.add(key)

    def open_payments(self) -> list[Document]:
        """The payments that may still change; the shop has no list of them, so each is asked for."""
        return [self.shop.get(f"/payments/{payment_id}") for payment_id in self._open_payments]

    def payment(self, payment: Document) -> None:
        """Book every capture and refund that the ERP does not have, whoever made it."""
        entries = [("receipt", entry) for entry in payment["captures"]]
        entries += [("refund", entry) for entry in payment["refunds"]]
        for kind, entry in entries:
            if self._erp_one("Payments", entry["id"]) is None:
                order = self._erp_order(self._open_payments[payment["id"]])
                body = {
                    "ExternalRef": entry["id"], "Kind": kind, "Order": order["Number"],
                    "Amount": entry["amount"], "Currency": payment["currency"],
                }  # fmt: skip
                self.erp.post("/Payments", body)
        if Decimal(payment["captured"]) + Decimal(payment["voided"]) == Decimal(payment["authorised"]):
            self._open_payments.pop(payment["id"])

    def announced_return(self, asked: Document) -> None:
        """Announce a return to everybody, then let the goods come."""
        if asked["status"] != "requested":
            return
        order = self.shop.get(f"/orders/{asked['orderId']}")
        placed = self._erp_order(key_of(order))
        number_of = line_numbers(placed)
        units = [
            {"LineNo": number_of[wish["lineId"]], "Quantity": wish["quantity"]} for wish in asked["lines"]
        ]
        body = {"ExternalRef": asked["id"], "Order": placed["Number"], "Lines": units}
        announced = self.erp.post("/Returns", body)
        rma = self._announce_to_warehouse(order, asked) or announced["Number"]
        self.shop.post(f"/returns/{asked['id']}/authorisation", {"rma": rma})

    def received_return(self, received: Document) -> None:
        """Credit what came back, tell the shop, and give the money back."""
        if received["State"] != "received":
            return
        asked = self.shop.get(f"/returns/{received['ExternalRef']}")
        placed = self.erp.get(f"/SalesOrders/{received['Order']}")
        received_of = {row["LineNo"]: row["Received"] for row in received["Lines"]}
        units = {line_id: received_of.get(number, 0) for line_id, number in line_numbers(placed).items()}
        memo = self._credited(asked, placed, units) if any(units.values()) else None
        answer = [{"lineId": wish["lineId"], "received": units[wish["lineId"]]} for wish in asked["lines"]]
        self.shop.post(f"/returns/{asked['id']}/receipt", {"lines": answer})
        if memo is not None:
            self._refund(asked, memo)

    def _place_in_oms(self, order: Document) -> None:
        """Nothing, where there is no OMS."""

    def _announce_to_warehouse(self, order: Document, asked: Document) -> str:
        """The OMS's number of a return; none, where the ERP is OMS and warehouse too."""
        del order, asked
        return ""

    def _tell_buyer(self, order: Document, shipment: Document) -> None:
        path = f"/orders/{order['id']}/shipments"
        known = {row["reference"] for row in self.shop.get(path)["shipments"]}
        if fault("repeat-first-shipment"):
            # A cache is kept by order and not by shipment: the second parcel looks like the first.
            shipment["lines"] = self._first_lines.setdefault(order["id"], shipment["lines"])
        if shipment["reference"] not in known:
            self.shop.post(path, shipment)

    def _bill_and_capture(self, order: Document, placed: Document, what: Document) -> None:
        """Bill a delivery or charges, show the invoice to the buyer, and take the money for it."""
        unbilled = [charge["ChargeNo"] for charge in placed["Charges"] if not charge["Invoiced"]]
        if fault("freight-every-time"):
            # Each parcel is billed like the first one, with the charges of the whole order.
            unbilled = [charge["ChargeNo"] for charge in placed["Charges"]]
        if "Delivery" in what or unbilled:
            number = self.erp.post("/Invoices", {**what, "Charges": unbilled})["Number"]
        else:
            number = placed["Charges"][0]["Invoiced"]
        invoice = self.erp.get(f"/Invoices/{number}")
        copied = {"number": number, "date": invoice["Date"]}
        copied |= {name.lower(): invoice[name] for name in ("Net", "Tax", "Total")}
        self.shop.post(f"/orders/{order['id']}/invoices", copied)
        self._capture(order, number, Decimal(invoice["Total"]))

    def _capture(self, order: Document, number: str, total: Decimal) -> None:
        """Take the total of an invoice, less what earlier ones were below zero."""
        payment = self.shop.get(f"/payments/{order['paymentId']}")
        taken = {entry["reference"]: Decimal(entry["amount"]) for entry in payment["captures"]}
        billed = self._billed.setdefault(payment["id"], {})
        billed[number] = total
        due = sum(billed.values()) - sum(taken.get(name, Decimal(0)) for name in billed)
        if fault("capture-whole-order"):
            # The buyer pays all when the first parcel leaves, and the rest is never shipped.
            due = Decimal(payment["authorised"]) - Decimal(payment["captured"])
        if number not in taken and due > 0:
            self._move_money(order, "captures", {"reference": number, "amount": str(due)})

    def _credited(self, asked: Document, placed: Document, units: dict[str, int]) -> Document:
        memo = self._erp_one("CreditMemos", asked["id"])
        if memo is not None:
            return memo
        line_of = {line["ExternalLine"]: line for line in placed["Lines"]}
        rows = [credit_line(wish, line_of[wish["lineId"]], units[wish["lineId"]]) for wish in asked["lines"]]
        body = {
            "ExternalRef": asked["id"], "Order": placed["Number"],
            "Reason": "; ".join(wish["reason"] for wish in asked["lines"]),
            "Lines": [row for row in rows if row["Quantity"]],
        }  # fmt: skip
        credited: Document = self.erp.post("/CreditMemos", body)
        return credited

    def _refund(self, asked: Document, memo: Document) -> None:
        order = self.shop.get(f"/orders/{asked['orderId']}")
        payment = self.shop.get(f"/payments/{order['paymentId']}")
        done = memo["Number"] in {entry["reference"] for entry in payment["refunds"]}
        if fault("refund-once"):
            # Looks whether the order was refunded, not this return: the second one is forgotten.
            done = bool(payment["refunds"])
        if not done:
            left = Decimal(payment["captured"]) - Decimal(payment["refunded"])
            amount = str(min(Decimal(memo["Total"]), left))
            body = {"reference": memo["Number"], "amount": amount, "returnId": asked["id"]}
            self._move_money(order, "refunds", body)

    def _move_money(self, order: Document, way: str, body: Document) -> None:
        self._open_payments[order["paymentId"]] = key_of(order)
        self.shop.post(f"/payments/{order['paymentId']}/{way}", body)

    def _erp_one(self, table: str, external_ref: str) -> Document | None:
        found: list[Document] = self.erp.get(f"/{table}", ExternalRef=external_ref)["Value"]
        return found[0] if found else None

    def _erp_order(self, key: str) -> Document:
        found = self._erp_one("SalesOrders", key)
        if found is None:
            raise NotYet(f"the ERP has no order {key}")
        return found
