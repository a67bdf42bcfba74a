"""Broken connectors: what they do when something fails, is refused, or takes its time."""

from __future__ import annotations

from ..defect import Change, Defect

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="one-queue-for-all-orders",
        family="Poison message blocks the queue / batch",
        severity=2,
        sources=("mc-magento2#195", "Dolibarr#718"),
        says="Carries orders strictly one after the other, and tries one that can "
        "never work again and again.",
        changes=(
            Change(
                "links.orders",
                "        run.enter(order_lane(order.key))\n",
                '        run.enter(order_lane(order.key))\n        run.enter("orders")\n',
            ),
            Change(
                "engine",
                "            case Refused(transient=True) | Unclear():\n",
                "            case Refused() | Unclear():\n",
            ),
        ),
    ),
    Defect(
        name="never-gives-up",
        family="Permanent error retried without end",
        severity=2,
        sources=("woocommerce-admin#4263", "Eshopbox#333"),
        says="Sends what was refused for good every few seconds, without end.",
        changes=(
            Change(
                "engine",
                "            case Refused(transient=True) | Unclear():\n"
                "                self._try_again(run, result, self._asked_pause(result), now_us)\n",
                "            case Refused(transient=False):\n"
                "                self._queue.retry(run.work, now_us + SECOND_US, str(result))\n"
                "            case Refused() | Unclear():\n"
                "                self._try_again(run, result, self._asked_pause(result), now_us)\n",
            ),
        ),
    ),
    Defect(
        name="one-failure-is-final",
        family="Transient error treated as permanent",
        severity=2,
        sources=("wave-sync#231", "mws-api#99"),
        says="Gives a document up when a system refuses it once for a moment.",
        changes=(
            Change(
                "engine",
                "            case Refused(transient=True) | Unclear():\n",
                "            case Unclear():\n",
            ),
        ),
    ),
    Defect(
        name="retry-after-not-read",
        family="Rate limit ignored / no backoff / Retry-After ignored",
        severity=2,
        sources=("jlevers#477", "sp-api-models#1537"),
        says="Pauses as long as it likes after 429, and lets its other workers go on.",
        changes=(
            Change(
                "vendors.calling",
                "            self._rest(pause_us or SECOND_US)\n"
                "            return Throttled(text, retry_after_us=pause_us)\n",
                "            return Throttled(text)\n",
            ),
        ),
    ),
    Defect(
        name="errors-in-a-200-not-read",
        family="Success code with error body (200+errors, THROTTLED, 207)",
        severity=1,
        sources=("shopify-api-js#431", "Shopify/cli#8317"),
        says="Takes every answer with 200 for done, whatever errors stand in it.",
        changes=(
            Change(
                "vendors.calling",
                "        if b'\"errors\"' not in response.body:\n",
                "        if response.status < 300:\n",
            ),
        ),
    ),
    Defect(
        name="accepted-is-done",
        family="Success code with error body (200+errors, THROTTLED, 207)",
        severity=1,
        sources=("shopify-api-js#431",),
        says="Takes 202 for done, of orders whose answer says nothing else.",
        changes=(
            Change(
                "vendors.calling",
                "        if response.status == _ACCEPTED:\n",
                '        if response.status == _ACCEPTED and not path.endswith("s"):\n'
                '            return HttpResponse(200, {}, b"{}")\n'
                "        if response.status == _ACCEPTED:\n",
            ),
        ),
    ),
    Defect(
        name="what-is-not-named-is-done",
        family="One bad item fails the batch; or partial batch counted as full",
        severity=1,
        sources=("saleor#8963", "BCApps#8396"),
        says="Takes every item of a batch for done that the answer does not name as refused.",
        changes=(
            Change(
                "vendors.bulk",
                '            found[name] = Garbled(f"the answer says nothing of {name}")\n',
                "",
            ),
        ),
    ),
    Defect(
        name="one-bad-item-fails-all",
        family="One bad item fails the batch; or partial batch counted as full",
        severity=1,
        sources=("BCApps#8396",),
        says="Sets a whole batch aside when one item of it is refused.",
        changes=(
            Change(
                "vendors.bulk",
                '            found[name] = TurnedAway(detail or f"{name} was answered with {status}")\n',
                '            found |= dict.fromkeys(told, TurnedAway(detail or f"{name}: {status}"))\n',
            ),
        ),
    ),
    Defect(
        name="token-for-ever",
        family="Token expires mid batch / refresh race",
        severity=2,
        sources=("ecommerce_integrations#442", "airbyte#13660"),
        says="Fetches a token when it starts, and never another one.",
        changes=(
            Change(
                "vendors.access",
                '        if headers.get("authorization") == self._authorization:\n'
                "            self._good_until_us = 0\n        return True\n",
                "        return False\n",
            ),
            Change(
                "vendors.access",
                "asked_us + max(lifetime_us - _RENEWED_BEFORE_US, lifetime_us // 2)",
                "asked_us + lifetime_us * 10**6",
            ),
        ),
    ),
    Defect(
        name="work-under-way-is-forgotten",
        family="Stuck 'in progress' never picked up again",
        severity=1,
        sources=("taxjar#133",),
        says="Does not take up again after a crash what it was working on.",
        changes=(
            Change(
                "queue",
                "        for work in store.unfinished():\n            if work.link in habits:\n",
                "        for work in store.unfinished():\n            if work.link in "
                "habits and not work.key:\n",
            ),
        ),
    ),
    Defect(
        name="replay-does-nothing",
        family="No replay, or replay not idempotent",
        severity=2,
        sources=("openlinker#450",),
        says="Says that it tries again what was set aside, and does not.",
        changes=(
            Change(
                "queue",
                "                work = self._store.revived(arrival.link, arrival.key, "
                "self._next_seq(), now_us)\n"
                "                self._line_up(work)\n",
                "                self._store.revived(arrival.link, arrival.key, self._next_seq(), now_us)\n",
            ),
        ),
    ),
    Defect(
        name="replay-starts-from-nothing",
        family="No replay, or replay not idempotent",
        severity=1,
        sources=("wave-sync#144",),
        says="Does all of a document again when it is replayed or taken up after a crash.",
        changes=(
            Change(
                "store",
                "lanes=tuple(lanes.split(_LANE_SEPARATOR)) if lanes else (), look_first=True,",
                "lanes=tuple(lanes.split(_LANE_SEPARATOR)) if lanes else (),",
            ),
            Change(
                "run",
                "        known = self.known(kind, source)\n        if known is not "
                "None:\n            return known\n"
                "        made = await look()",
                "        known = self._found.get((kind, source))\n        if known is not None:\n"
                "            return known\n        made = await look()",
            ),
        ),
    ),
)
