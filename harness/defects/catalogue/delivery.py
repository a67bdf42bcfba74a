"""Broken connectors: what is delivered twice, late, out of order, or never."""

from __future__ import annotations

from ..defect import Change, Defect

_LINE = '                Feed("marketplace-orders", polls.safety_s, self._orders),\n'

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="every-event-is-an-order",
        family="Duplicate create on redelivery (no business key)",
        severity=1,
        sources=("ShopifySharp#919", "laravel-shopify#130"),
        says="Knows deliveries by the id of the event alone, and books an order again for each further one.",
        changes=(
            Change(
                "inbox",
                '"order.placed": Topic("orders", _order_key, _of_order),',
                '"order.placed": Topic("orders", _order_key, _of_order, news=True),',
            ),
            Change("links.orders", "    habits = Habits()\n", "    habits = Habits(once=False)\n"),
        ),
    ),
    Defect(
        name="asks-again-without-looking",
        family="Duplicate create after ambiguous timeout",
        severity=1,
        sources=("openlinker#3369", "dshop#898"),
        says="Sends an order again that got no answer, and does not look what came of it.",
        changes=(
            Change(
                "run",
                "return self.work.look_first or self.work.attempts > 0",
                "return self.work.look_first and self.work.attempts == 0",
            ),
        ),
    ),
    Defect(
        name="two-workers-open-one-customer",
        family="Check-then-act race (webhook + poll, two workers)",
        severity=1,
        sources=("openlinker#906", "odoo#1062"),
        says="Lets two orders of a new buyer be worked on at once, so that both open an account for it.",
        changes=(
            Change("links.orders", "        await run.take_turn()\n", ""),
            Change("links.orders", "        run.enter(buyer_lane(order.buyer_id))\n", ""),
            Change("links.customers", "        run.enter(buyer_lane(run.key))\n", ""),
        ),
    ),
    Defect(
        name="marked-as-done-before-it-is",
        family="Dedupe marker written before the durable effect",
        severity=1,
        sources=("dubinc/dub#4427",),
        says="Writes down that something was done before it does it, and skips it after a failure.",
        changes=(
            Change(
                "run",
                "        if made is None:\n            try:\n",
                "        if made is None:\n"
                "            self.store.refer([(kind, source, source)])\n"
                "            try:\n",
            ),
        ),
    ),
    Defect(
        name="accepted-in-memory-only",
        family="Acknowledge before persist (200 on failure)",
        severity=1,
        sources=("vets-who-code#1200", "wave-sync#231"),
        says="Acknowledges the webhook of an order that it holds in memory alone, and never asks for orders.",
        changes=(
            Change(
                "queue",
                "        self._put(work)\n        self._line_up(work)\n        return 1\n",
                '        if work.link != "orders":\n            self._put(work)\n'
                "        self._line_up(work)\n        return 1\n",
            ),
            Change("feeds", _LINE, _LINE.replace("polls.safety_s", "10**9")),
        ),
    ),
    Defect(
        name="cancelled-before-it-is-known",
        family="Stale event overwrites newer state",
        severity=1,
        sources=("woocommerce#27066", "statamic-cargo#195"),
        says="Takes a cancellation of an order that it does not know yet for done, and books the order.",
        changes=(
            Change(
                "links.cancellations",
                "        where = await find(run, self.around, cancellation.order_key)\n"
                "        order = await self.around.marketplace.order(cancellation.order_key)\n"
                "        in_goods",
                "        if await self.around.erp.find_order(cancellation.order_key) is None:\n"
                '            return Applied("0 units")\n'
                "        where = await find(run, self.around, cancellation.order_key)\n"
                "        order = await self.around.marketplace.order(cancellation.order_key)\n"
                "        in_goods",
            ),
        ),
    ),
    Defect(
        name="cancellations-by-event-alone",
        family="Relies on events only; change without event never seen",
        severity=1,
        sources=("openlinker#1460", "woocommerce#26851"),
        says="Hears of cancellations by webhook, and never of one whose webhook is lost.",
        changes=(
            Change(
                "feeds",
                '            ("cancellations", Feed("marketplace-cancellations", '
                "polls.safety_s, self._cancelled)),\n",
                "",
            ),
        ),
    ),
    Defect(
        name="shortages-have-no-topic",
        family="Unmapped topic/event type silently dropped",
        severity=1,
        sources=("openlinker#902",),
        says="Has no mapping for the word of a warehouse that units are short, and drops it.",
        changes=(
            Change(
                "inbox",
                '            lambda directory, fields: directory.shipment_lane(fields["reference"]),\n'
                '            news=True,\n        ),\n        "stock.moved"',
                '            lambda directory, fields: directory.shipment_lane(fields["reference"]),\n'
                '        ),\n        "stock.moved"',
            ),
            Change(
                "feeds",
                "for key, count in short if count])",
                "for key, count in short if count < 0])",
            ),
            Change("inbox", '        "outbound.short": Topic(', '        "outbound.closed-short": Topic('),
        ),
    ),
    Defect(
        name="subscribes-once",
        family="Subscription removed / feed expired, nobody notices",
        severity=2,
        sources=("woocommerce#8876", "laravel-shopify#58"),
        says="Subscribes when it starts and never looks again, and hears of amendments by webhook alone.",
        changes=(
            Change(
                "subscribing",
                "every_s = around.settings.polls.subscriptions_s",
                "every_s = 10**9",
            ),
            Change(
                "feeds",
                '            ("amendments", Feed("marketplace-amendments", '
                "polls.safety_s, self._amended)),\n",
                "",
            ),
        ),
    ),
    Defect(
        name="writes-accounts-for-ever",
        family="Echo loop / ping-pong",
        severity=2,
        sources=("mc-woocommerce#1290", "Eshopbox#333"),
        says="Tells the ERP an account each time that it reads it, changed or not.",
        changes=(
            Change(
                "decide.customers",
                "for name, (ours, theirs) in wanted.items() if ours != theirs}",
                "for name, (ours, theirs) in wanted.items()}",
            ),
            Change("queue", "    return not arrival.mark or arrival.mark != mark", "    return True"),
        ),
    ),
)
