"""What is particular to a topology: where goods leave, and where they come back."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from bodies import line_numbers, oms_order
from flows import Flows, NotYet
from vendors import Api, Document, Refused

_LONDON = ZoneInfo("Europe/London")


class ShopErp(Flows):
    """People ship from the ERP and receive into it."""

    def __init__(self, shop: Api, erp: Api) -> None:
        super().__init__(shop, erp)
        self._told: set[str] = set()

    def delivery(self, delivery: Document) -> None:
        """Tell the buyer of a delivery, once, and bill it."""
        number = delivery["Number"]
        if number in self._told:
            return  # It came again because it was billed.
        placed = self.erp.get(f"/SalesOrders/{delivery['Order']}")
        order_id = placed["ExternalRef"].partition("/")[2]
        if not order_id:
            return  # It is not of the shop.
        order = self.shop.get(f"/orders/{order_id}")
        units = {row["LineNo"]: row["Quantity"] for row in delivery["Lines"]}
        shipment = {
            "reference": number, "carrier": "own delivery", "tracking": delivery["Tracking"],
            "shippedAt": f"{delivery['ChangedAt']}+00:00",
            "lines": [
                {"lineId": line["ExternalLine"], "quantity": units[line["LineNo"]]}
                for line in placed["Lines"]
                if line["LineNo"] in units
            ],
        }  # fmt: skip
        self._tell_buyer(order, shipment)
        self._bill_and_capture(order, placed, {"Delivery": number, "Date": delivery["Date"]})
        self._told.add(number)


class Full(Flows):
    """An OMS decides what is shipped from where, and a warehouse ships and receives."""

    def __init__(self, shop: Api, erp: Api, oms: Api, wms: Api) -> None:
        super().__init__(shop, erp)
        self.oms = oms
        self.wms = wms
        self._asked: dict[int, dict[int, int]] = {}

    def fulfilment(self, work: Document) -> None:
        """Ask the warehouse for what is still to do, and accept the work in its name."""
        if work["state"] != "open":
            return
        # Asked again, the warehouse has to hear the same units, whatever was cancelled meanwhile.
        asked = self._asked.setdefault(work["id"], {row["line_id"]: _to_do(row) for row in work["lines"]})
        body = {
            "reference": str(work["id"]), "site": work["site"], "ship_to": work["ship_to"],
            "lines": [
                {"line": str(row["line_id"]), "sku": row["sku"], "quantity": asked[row["line_id"]]}
                for row in work["lines"]
                if asked[row["line_id"]]
            ],
        }  # fmt: skip
        outbound = self.wms.post("/outbounds", body)["id"]
        wanted = {row["line_id"]: row["quantity"] for row in work["lines"]}
        try:
            accepted = self.oms.post(f"/fulfilments/{work['id']}/acceptance", {"warehouse_ref": outbound})
            for row in accepted["cancelled"]:
                wanted[row["line_id"]] -= row["quantity"]
        except Refused:
            if self.oms.get(f"/fulfilments/{work['id']}")["state"] != "cancelled":
                raise
            wanted = dict.fromkeys(wanted, 0)
        too_many = [
            {"line": str(line_id), "quantity": units - wanted[line_id]}
            for line_id, units in asked.items()
            if units > wanted[line_id]
        ]
        if too_many:
            body = {"cancellation_ref": f"not-wanted-{work['id']}", "lines": too_many}
            self.wms.post(f"/outbounds/{outbound}/cancellations", body)

    def shipment(self, shipment: Document) -> None:
        """Carry a shipment of the warehouse to everybody, and bill it."""
        fulfilment = self.oms.get(f"/fulfilments/{shipment['reference']}")
        units: Counter[int] = Counter()
        for parcel in shipment["parcels"]:
            for row in parcel["lines"]:
                units[int(row["line"])] += row["quantity"]
        shop_units = {row["external_line"]: units[row["line_id"]] for row in fulfilment["lines"]}
        shop_units = {line_id: quantity for line_id, quantity in shop_units.items() if quantity}
        tracking = shipment["parcels"][0]["tracking"]
        shipped_at = datetime.fromtimestamp(shipment["shipped_ms"] / 1000, _LONDON)
        date = shipped_at.date().isoformat()

        booked = {
            "reference": shipment["id"], "tracking": tracking, "shipped_at": shipped_at.isoformat(),
            "lines": [{"line_id": line_id, "quantity": quantity} for line_id, quantity in units.items()],
        }  # fmt: skip
        self.oms.post(f"/fulfilments/{fulfilment['id']}/shipments", booked)

        placed = self._erp_order(f"{fulfilment['channel']}/{fulfilment['external_id']}")
        number_of = line_numbers(placed)
        sent = {
            "Order": placed["Number"], "ExternalRef": shipment["id"], "Date": date, "Tracking": tracking,
            "Lines": [{"LineNo": number_of[line_id], "Quantity": n} for line_id, n in shop_units.items()],
        }  # fmt: skip
        delivery = self.erp.post("/Deliveries", sent)

        order = self.shop.get(f"/orders/{fulfilment['external_id']}")
        told = {
            "reference": shipment["id"], "carrier": shipment["carrier"], "tracking": tracking,
            "shippedAt": shipped_at.isoformat(),
            "lines": [{"lineId": line_id, "quantity": n} for line_id, n in shop_units.items()],
        }  # fmt: skip
        self._tell_buyer(order, told)
        self._bill_and_capture(order, placed, {"Delivery": delivery["Number"], "Date": date})

    def shortage(self, outbound: Document) -> None:
        """Tell the OMS of units that the warehouse did not find, as far as it does not know of them."""
        short = sum(row["short"] for row in outbound["lines"])
        if not short:
            return
        fulfilment = self.oms.get(f"/fulfilments/{outbound['reference']}")
        known = {str(row["line_id"]): row["short"] for row in fulfilment["lines"]}
        lines = [
            {"line_id": int(row["line"]), "quantity": row["short"] - known[row["line"]]}
            for row in outbound["lines"]
            if row["short"] > known[row["line"]]
        ]
        if lines:
            body = {"reference": f"{outbound['id']}-{short}", "lines": lines}
            self.oms.post(f"/fulfilments/{fulfilment['id']}/shortages", body)

    def inspection(self, inbound: Document) -> None:
        """Book in OMS and ERP what the warehouse found in a return, and credit it."""
        if inbound["state"] != "inspected":
            return
        found = self.oms.get(f"/returns/{inbound['reference']}")
        lines = [
            {
                "line_id": int(row["line"]),
                "sellable": row["sellable"], "damaged": row["damaged"], "inspect": row["inspect"],
            }
            for row in inbound["lines"]
        ]  # fmt: skip
        self.oms.post(f"/returns/{found['id']}/receipts", {"reference": inbound["id"], "lines": lines})

        received = self._erp_one("Returns", found["external_id"])
        if received is None:
            raise NotYet(f"the ERP has no return {found['external_id']}")
        number_of = line_numbers(self.erp.get(f"/SalesOrders/{received['Order']}"))
        ordered = self.oms.get(f"/orders/{found['order_id']}")["lines"]
        shop_line_of = {str(line["line_id"]): line["external_line"] for line in ordered}
        lines = [
            {
                "LineNo": number_of[shop_line_of[row["line"]]],
                "Sellable": row["sellable"], "Damaged": row["damaged"], "Inspect": row["inspect"],
            }
            for row in inbound["lines"]
        ]  # fmt: skip
        self.erp.post(f"/Returns/{received['Number']}/Receipts", {"Lines": lines})
        self.received_return(self.erp.get(f"/Returns/{received['Number']}"))

    def _place_in_oms(self, order: Document) -> None:
        known = self.oms.get("/orders", external_id=order["id"], channel=order["store"])
        if not known["orders"]:
            self.oms.post("/orders", oms_order(order))

    def _announce_to_warehouse(self, order: Document, asked: Document) -> str:
        [placed] = self.oms.get("/orders", external_id=order["id"], channel=order["store"])["orders"]
        line_of = {line["external_line"]: line for line in placed["lines"]}
        wishes = [(line_of[wish["lineId"]], wish["quantity"]) for wish in asked["lines"]]
        units = [{"line_id": line["line_id"], "quantity": quantity} for line, quantity in wishes]
        body = {"order_id": placed["id"], "external_id": asked["id"], "lines": units}
        authorised = self.oms.post("/returns", body)
        rows = [
            {"line": str(line["line_id"]), "sku": line["sku"], "announced": quantity}
            for line, quantity in wishes
        ]
        body = {"reference": str(authorised["id"]), "site": authorised["site"], "lines": rows}
        self.wms.post("/inbound-returns", body)
        return str(authorised["id"])


def _to_do(row: Document) -> int:
    return int(row["quantity"] - row["shipped"] - row["short"] - row["cancelled"])
