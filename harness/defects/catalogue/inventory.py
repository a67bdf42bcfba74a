"""Broken connectors: inventory."""

from __future__ import annotations

from ..defect import Change, Defect

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="orders-set-aside-sold-again",
        family="Absolute push ignores open reservations / in-flight sales",
        severity=1,
        sources=("magento2#25696", "inventory#2330"),
        says="Publishes what is available without what orders sold that are not placed yet.",
        changes=(
            Change(
                "links.stock",
                "settings.safety_stock + sold)",
                "settings.safety_stock)",
            ),
        ),
    ),
    Defect(
        name="committed-never-subtracted",
        family="Committed subtracted twice (or never)",
        severity=1,
        sources=("ALAppExtensions#27413",),
        says="Takes what is on hand and not blocked for available, whatever open orders want of it.",
        changes=(
            Change(
                "vendors.erp_stock",
                "available = self.on_hand - self.committed - self.blocked\n",
                "available = self.on_hand - self.blocked\n",
            ),
        ),
    ),
    Defect(
        name="sold-units-kept-back-for-ever",
        family="Committed subtracted twice (or never)",
        severity=1,
        sources=("ALAppExtensions#27413",),
        says="Keeps back what an order sold, and goes on when whoever promises stock takes it off as well.",
        changes=(
            Change(
                "links.orders",
                "        await run.take_turn()\n",
                "        self._keep_back(run, order, promptly=False)\n        await run.take_turn()\n",
            ),
            Change(
                "store",
                "AND work.state IN (?, ?) WHERE refs.kind IN",
                "AND work.state IN (?, ?, 'applied') WHERE refs.kind IN",
            ),
        ),
    ),
    Defect(
        name="oms-keeps-what-was-given-back",
        family="Reservation not released on cancel/edit",
        severity=1,
        sources=("terp-operator#287", "inventory#1887"),
        says="Does not tell the OMS what the warehouse gave back, which stays reserved there.",
        changes=(
            Change(
                "links.cancellations",
                "        for fulfilment_id, units in decide.by_site(answer.pending).items():\n"
                "            await self._from_site(run.key, fulfilment_id, units)\n"
                "        if answer.pending:\n"
                "            answer = await oms.cancel(where.oms, run.key, translated(asked, numbers))\n",
                "        back: dict[int, int] = {}\n"
                "        for fulfilment_id, units in decide.by_site(answer.pending).items():\n"
                "            given = await self._from_site(run.key, fulfilment_id, units)\n"
                "            for line, count in given.items():\n"
                "                back[int(line)] = back.get(int(line), 0) + count\n",
            ),
            Change(
                "links.cancellations",
                "        return decide.from_the_oms(answer, {}, names)\n",
                "        return decide.from_the_oms(answer, back, names)\n",
            ),
            Change(
                "links.cancellations",
                "        answers = [(one.line_id, one.quantity, granted.get(str(one.line_id), 0))"
                " for one in pending]\n"
                "        await self.around.oms.settle_cancellation(fulfilment_id, reference, answers)\n",
                "        return granted\n",
            ),
        ),
    ),
    Defect(
        name="swapped-item-stays-committed",
        family="Reservation not released on cancel/edit",
        severity=1,
        sources=("terp-operator#287", "inventory#1887"),
        says="Adds the new line of an exchanged item in the ERP, and leaves the units of the old one open.",
        changes=(
            Change(
                "links.cancellations",
                "        await self._cancel_in_erp(run, where, freed.reference, granted)\n",
                "        if not freed.replaced:\n"
                "            await self._cancel_in_erp(run, where, freed.reference, granted)\n",
            ),
        ),
    ),
    Defect(
        name="unfound-units-stay-committed",
        family="Cancelled fulfilment does not restore reservation",
        severity=1,
        sources=("medusa#11703", "vendure#1250"),
        says="Leaves units committed in the ERP that the OMS cancelled because no site has them.",
        changes=(
            Change(
                "links.seller_cancellations",
                "        if self.settings.has_oms:\n            await super()._cancel_in_erp(",
                "        if not self.settings.has_wms:\n            await super()._cancel_in_erp(",
            ),
        ),
    ),
    Defect(
        name="kits-keep-their-offer",
        family="No atomic allocation - oversell",
        severity=1,
        sources=("saleor#5334", "inventory#2727"),
        says="Goes on offering kits when their components are sold by themselves.",
        changes=(
            Change(
                "links.stock",
                "        self._kits_follow(store, runs)\n",
                "",
            ),
        ),
    ),
    Defect(
        name="every-site-is-offered",
        family="No atomic allocation - oversell",
        severity=1,
        sources=("saleor#5334", "inventory#2727"),
        says="Offers the stock of all sites where all orders are shipped from one.",
        changes=(
            Change(
                "links.stock",
                "        serving = available if settings.has_oms else [settings.site]\n",
                "        serving = available\n",
            ),
        ),
    ),
    Defect(
        name="deliveries-told-as-movements",
        family="Double decrement (order + shipment, or two systems)",
        severity=1,
        sources=("stock-locations-for-woocommerce#43", "inventory#2330", "medusa#3034"),
        says="Tells the OMS the ERP's goods issues of shipments, which it has taken off by itself.",
        changes=(
            Change(
                "decide.stock",
                'TOLD_KINDS = ("receipt", "adjustment",',
                'TOLD_KINDS = ("receipt", "adjustment", "delivery",',
            ),
        ),
    ),
    Defect(
        name="shipments-booked-as-adjustments",
        family="Double decrement (order + shipment, or two systems)",
        severity=1,
        sources=("stock-locations-for-woocommerce#43", "inventory#2330", "medusa#3034"),
        says="Books what left the warehouse as an adjustment beside the delivery of the order.",
        changes=(
            Change(
                "decide.stock",
                'TOLD_KINDS = ("receipt", "adjustment",',
                'TOLD_KINDS = ("receipt", "adjustment", "shipment",',
            ),
            Change(
                "vendors.erp_stock",
                '        "Kind": movement.kind,\n',
                '        "Kind": "adjustment" if movement.kind == "shipment" else movement.kind,\n',
            ),
        ),
    ),
    Defect(
        name="blocked-stock-offered",
        family="Unavailable or planned stock published as available",
        severity=1,
        sources=("ALAppExtensions#18694",),
        says="Takes blocked stock of the ERP for available.",
        changes=(
            Change(
                "vendors.erp_stock",
                "available = self.on_hand - self.committed - self.blocked\n",
                "available = self.on_hand - self.committed\n",
            ),
        ),
    ),
    Defect(
        name="damaged-told-as-sellable",
        family="Unavailable or planned stock published as available",
        severity=1,
        sources=("ALAppExtensions#18694",),
        says="Tells the OMS of goods that came in without how many of them cannot be sold.",
        changes=(
            Change(
                "vendors.oms",
                '                        "unavailable": line.blocked,\n',
                '                        "unavailable": 0,\n',
            ),
        ),
    ),
    Defect(
        name="sold-out-not-published",
        family="Stale publication / no buffer",
        severity=1,
        sources=("openlinker#1844", "openlinker#1498"),
        says="Publishes no stock of 0, so that a sold out item stays on offer with its last quantity.",
        changes=(
            Change(
                "links.stock",
                "for sku in skus if sku in listed]",
                "for sku in skus if sku in listed and offers[sku]]",
            ),
            Change(
                "reconciling",
                "self._is_ours(row.sku) and row.quantity != offers[row.sku]]",
                "self._is_ours(row.sku) and offers[row.sku] not in (0, row.quantity)]",
            ),
        ),
    ),
    Defect(
        name="no-safety-stock",
        family="Stale publication / no buffer",
        severity=1,
        sources=("openlinker#1844", "openlinker#1498"),
        says="Offers buyers the safety stock too.",
        changes=(
            Change(
                "links.stock",
                "settings.safety_stock + sold)",
                "sold)",
            ),
        ),
    ),
    Defect(
        name="adjustments-passed-over",
        family="WMS adjustment/receipt/cycle count not mirrored",
        severity=1,
        sources=("openlinker#1498",),
        says="Counts adjustments among the movements that another document tells of.",
        changes=(
            Change(
                "decide.stock",
                'TOLD_KINDS = ("receipt", "adjustment",',
                'TOLD_KINDS = ("receipt",',
            ),
        ),
    ),
    Defect(
        name="losses-not-booked",
        family="WMS adjustment/receipt/cycle count not mirrored",
        severity=1,
        sources=("openlinker#1498",),
        says="Books what a count found and a receipt brought, and nothing that went.",
        changes=(
            Change(
                "links.movements",
                "        told = [movement for movement in movements if rule_for(movement.kind) is None]\n",
                "        told = [movement for movement in movements if rule_for(movement.kind) is None]\n"
                "        told = [one for one in told if all(line.quantity > 0 for line in one.lines)]\n",
            ),
        ),
    ),
)
