"""The world as a scenario sees it: people, time, disturbances, and what stands in the systems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ordergate.simulators.kernel.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US, business_date, instant

from ..actors.approver import Approver
from ..actors.buyer import Buyer
from ..actors.cashier import Cashier
from ..actors.credit import CreditController
from ..actors.office import Accountant, Merchandiser
from ..actors.orders import Packing, PlacedLine, PlacedOrder
from ..actors.picker import Picker
from ..actors.planner import Planner
from ..actors.receiver import Receiver
from ..actors.seller import Seller
from ..actors.transport import Driver
from ..errors import OrdergateError
from ..judge.books import Books, Case
from ..judge.judge import Ruling
from .files.contents import WorldFiles
from .master_data import MasterData
from .pictures import Picture, stock_rows
from .port import Settled, WorldPort
from .prices import price_of_each_e4
from .unrest import Unrest
from .views import OrderView, StockView
from .waits import STANDARD_WAITS, Wait, Waits

SETTLE_LIMIT_US = 14 * DAY_US
COMPANY_ZONE = ZoneInfo("Europe/London")


class NeverSettled(OrdergateError):
    """The world still moved when the limit was reached."""


class World:
    """One isolated world with people who act in it.

    ``seed`` decides everything that chance decides; the standing rules are judged when a scenario
    ends, so that none can forget them. Items and buyers are taken from ``files`` while there are any.
    The fault rules of ``profile`` disturb it all the time, but for when it is let settle.
    """

    def __init__(
        self, port: WorldPort, *, waits: Waits = STANDARD_WAITS, files: WorldFiles | None = None,
        profile: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.port = port
        self.waits = waits
        self.seed = port.seed
        self.topology = port.topology
        self.systems = port.systems
        self.sites = port.sites
        self.data = MasterData(port.seed, files)
        self.buyer = Buyer(self, self.data.buyer())
        self._buyers = 1
        self.picker = Picker(self, chance=self.data.chance)
        self.receiver = Receiver(self, self.sites[0])
        self.driver = Driver(self)
        self.merchandiser = Merchandiser(self)
        self.accountant = Accountant(self)
        self.seller = Seller(self)
        self.approver = Approver(self)
        self.planner = Planner(self)
        self.credit_controller = CreditController(self)
        self.cashier = Cashier(self)
        self.settled_reason: str | None = None
        self.story: list[tuple[int, str, str]] = []
        self.before = Picture()
        self.when_settled: Callable[[], None] | None = None
        self.unrest = Unrest(port, profile)

    @property
    def books(self) -> Books:
        """What stands in all systems."""
        return self.port.judge.books

    def call(self, system: str, method: str, path: str, body: Any = None, *, who: str) -> dict[str, Any]:
        """Ask a system for something on its world surface."""
        return self.port.call(system, method, path, body, who=who)

    def wait_until_changed(self) -> bool:
        """Let time pass until something changes."""
        return self.port.wait_until_changed()

    def say(self, who: str, text: str) -> None:
        """Add a sentence to the story."""
        self.story.append((self.port.now_us(), who, text))
        self.port.note("say", who=who, text=text)

    def another_buyer(self) -> Buyer:
        """A further business that buys here."""
        self._buyers += 1
        return Buyer(self, self.data.buyer(), name=f"buyer {self._buyers}")

    def stocked(
        self,
        sku: str | None = None,
        quantity: int = 100,
        *,
        price: Decimal | str | None = None,
        at: Mapping[str, int] | None = None,
        units: Mapping[str, int] | Packing | None = None,
        sold_in: str = "EA",
    ) -> str:
        """Bring an item into the world with this stock, for sale everywhere; returns its SKU.

        The stock lies at the first site unless ``at`` says how much lies at which. Without a SKU
        it is the next item of the world's files, with its own title and list price; when there is none,
        the seed draws an awkward SKU and an awkward price.

        Stock counts eaches. ``units`` are the others that the item comes in by the eaches that one holds,
        and ``sold_in`` names the one that it is sold in and priced for; or both stand in a packing.
        """
        item = self.data.item(sku, None if price is None else Decimal(price))
        if units is None:
            self.merchandiser.lists({item.sku: (item.title, item.list_price)})
        else:
            packing = units if isinstance(units, Packing) else Packing(units, sold_in)
            self.merchandiser.lists_in_units(item.sku, item.title, item.list_price, packing)
        lies = {self.sites[0]: quantity} if at is None else at
        for site, count in self.data.drawn(lies.items()):
            if count:
                self.receiver.receives({item.sku: count}, site=site)
        self.settle()
        self.before = Picture(stock_rows(self.books, self.systems))
        return item.sku

    def kit(
        self,
        components: Mapping[str, int],
        *,
        price: Decimal | str | None = None,
        weights: Mapping[str, int] | None = None,
        sku: str | None = None,
    ) -> str:
        """Bring a kit into the world, for sale everywhere: so many of each component in one kit.

        Its components have to be stocked first. They bear the kit's price as their list prices do when
        they are sold alone, unless ``weights`` name another proportion. Returns the SKU of the kit.
        """
        item = self.data.item(sku, None if price is None else Decimal(price))
        known = self.books.table("erp", "items")
        alone = {part: count * price_of_each_e4(known[part]) for part, count in components.items()}
        borne = alone if weights is None else weights
        bill = {part: (count, borne[part]) for part, count in components.items()}
        self.merchandiser.lists_kit(item.sku, item.title, item.list_price, bill)
        self.settle()
        return item.sku

    def run(
        self, wait: Wait | None = None, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0
    ) -> None:
        """Let time pass: so long as a wait takes with this connector, or a fixed time of the world."""
        span = days * DAY_US + hours * HOUR_US + minutes * MINUTE_US + seconds * SECOND_US
        if wait is not None:
            span += self.waits.span_us(wait)
        self.port.run_until(self.port.now_us() + span)

    def day(self, ahead: int = 0) -> str:
        """Today where the company is, or so many days ahead, such as 2026-01-03."""
        today = business_date(self.port.now_us(), COMPANY_ZONE.key)
        return (today + timedelta(days=ahead)).isoformat()

    def run_until(self, at: str) -> None:
        """Let time pass up to a time of day where the company is, such as 2026-01-03 00:00."""
        self.port.run_until(instant(datetime.fromisoformat(at).replace(tzinfo=COMPANY_ZONE)))

    def settle(self, limit_us: int = SETTLE_LIMIT_US) -> Settled:
        """End what disturbs it and run until nothing moves; NeverSettled when the limit is reached.

        Rules that end by themselves (``nth``, ``times``) stay.
        """
        self.unrest.calm_down()
        began_us = self.port.now_us()
        settled = self.port.settle(limit_us)
        self.settled_reason = settled.reason
        self.port.note("settled", ok=settled.ok, reason=settled.reason)
        if not settled.ok:
            took_us = settled.at_us - began_us
            took = f"{took_us // HOUR_US} h" if took_us >= HOUR_US else f"{took_us // SECOND_US} s"
            raise NeverSettled(f"the world never settled: {settled.reason}, after {took} of simulated time")
        if self.when_settled is not None:
            self.when_settled()
        self.unrest.go_on()
        return settled

    def disturb(self, rule: str) -> str:
        """Put a rule of faults in force, such as ``lost_reply on erp.place_sales_order nth=1``.

        It stays until the world is let settle, or to the end of the scenario if it ends by itself. Of a
        rule that never fires the scenario is not proven.
        """
        handle = self.unrest.begin(rule)
        self.say("the world", f"misbehaves: {rule}")
        return handle

    @contextmanager
    def down(self, system: str) -> Iterator[None]:
        """While this lasts, a system answers connectors with 503."""
        handle = self.unrest.begin(f"server_error on {system}")
        self.say("the world", f"the {system} is down")
        try:
            yield
        finally:
            self.unrest.end(handle)
            self.say("the world", f"the {system} is up again")

    def set_aside(self) -> list[tuple[str, str]]:
        """What waits for a person, as (kind, key), as far as the connector tells."""
        return sorted(self.port.accounts().quarantined)

    def requeue(self) -> int:
        """Somebody has put right what was wrong, and has the connector try again what it set aside."""
        count = self.port.requeue()
        self.say("the operator", f"has {count} document{'s' * (count != 1)} tried again")
        return count

    def judged(self) -> Ruling:
        """What is wrong now that everything has arrived."""
        return self.port.judge.settled(self.port.accounts())

    def order(self, placed: PlacedOrder) -> OrderView:
        """An order as it stands in all systems."""
        return OrderView(self.case(placed))

    def replacement(self, placed: PlacedOrder, return_id: str) -> PlacedOrder | None:
        """The order that was placed for what a buyer wanted instead, or None if there is none yet."""
        for order in self.books.table("marketplace", "orders").values():
            if order.exchange_of == return_id and order.store == placed.store:
                lines = tuple(PlacedLine(line.id, line.sku, line.quantity) for line in order.lines)
                return PlacedOrder(order.id, order.store, order.payment_id, lines, order.buyer_id)
        return None

    def case(self, placed: PlacedOrder) -> Case:
        """All documents of all systems about an order."""
        case = self.books.cases.get(placed.key)
        if case is None:
            raise OrdergateError(f"no system holds anything of order {placed.key}")
        return case

    def stock(self, sku: str, site: str | None = None) -> StockView:
        """The stock of an item at a site, the first unless another is named, in all systems."""
        if site is not None and site not in self.sites:
            held = (self.books.table(system, "stock").values() for system in ("wms", "erp", "oms"))
            known = dict.fromkeys([*self.sites, *(row.site for rows in held for row in rows)])
            if site not in known:
                raise OrdergateError(
                    f"there is no site {site}; there are: {', '.join(known)} (name it in the mark: sites=...)"
                )
        return StockView(self.books, sku, self.sites[0] if site is None else site)
