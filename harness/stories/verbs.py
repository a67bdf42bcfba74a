"""What people do in scenarios, under given and when: one function for each verb.

The name of the function is the verb, its keyword parameters are what the verb takes, and its
docstring is what ``ordergate list verbs`` and the page for users say.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from ..actors.orders import ChargeWish, DiscountWish, Packing, Quote
from ..actors.pricing import PriceWish
from ..errors import OrdergateError
from ..world.waits import Wait
from .kinds import Exact, Name
from .notes import FIRST_BUYER
from .orders import comes_in_those_units, is_whole, line_id, names_whose_price, owner, somebody_pays, wishes
from .parameters import (
    AtSites,
    BuyerName,
    Changes,
    Count,
    Counts,
    Day,
    FaultRule,
    Item,
    ItemUnits,
    Money,
    Names,
    Order,
    PriceKind,
    Prices,
    Returned,
    SiteName,
    Sizes,
    System,
    Transfer,
    UnitName,
    Units,
    Wished,
    Words,
)
from .scene import Scene
from .table import THE_ONLY, Verbs

ACTIONS = Verbs(expect=False)
"""What stands under given and when."""


@ACTIONS.add(
    "{ item: MUG-01, quantity: 100, price: 12.50 }", settles=True, check=comes_in_those_units,
    features={"at": "sites", "units": "units", "sold_in": "units", "partner_units": "partner_units"},
)  # fmt: skip
def stock(
    scene: Scene, *, item: Annotated[str, Name("item", new=True)], quantity: Count = 100,
    price: Money | None = None, at: AtSites | None = None, units: Sizes | None = None,
    sold_in: UnitName = "EA", partner_units: Names | None = None,
) -> None:  # fmt: skip
    """An item is for sale everywhere, with this stock in eaches; at says how many lie at which site instead.

    Its list price is without tax, for one of the unit that it is sold in; the seed draws it when it is left
    out. Units are those that it comes in besides the each, partner units what buyers call them.
    """
    names, sizes = partner_units or {}, units or {}
    packing = Packing(sizes, sold_in, partner_units=names) if sizes or names else None
    scene.world.stocked(item, quantity, price=price, at=at, units=packing)


@ACTIONS.add("{ as: second }", features={"payer": "payers"}, check=somebody_pays)
def another_buyer(
    scene: Scene, *, as_: Annotated[str, Name("buyer", new=True)], payer: BuyerName | None = None
) -> None:
    """A further business buys here; the first is called buyer. A payer is its parent, who pays for it."""
    scene.buyers[as_] = scene.world.another_buyer()
    if payer is not None:
        scene.buyers[as_].is_paid_for_by(scene.buyers[payer])


@ACTIONS.add("{ item: BOX, of: { MUG-01: 2 }, price: 14.00 }", settles=True, features="kits")
def kit(
    scene: Scene, *, item: Annotated[str, Name("item", new=True)], of: ItemUnits, price: Money
) -> None:  # fmt: skip
    """A kit is for sale everywhere: so many of each item in one, at this list price without tax.

    Its items have to be stocked before.
    """
    scene.world.kit(of, price=price, sku=item)


@ACTIONS.add(
    "{ as: order, lines: { MUG-01: 10 }, freight: 6.00 }",
    features={"discount": "discounts", "lines.unit": "units", "lines.substitutable": "substitutes"},
)
def buyer_orders(
    scene: Scene, *, lines: Wished, as_: Annotated[str, Name("order", new=True)] = "order",
    freight: Money | None = None, handling: Money | None = None, discount: Money | None = None,
    buyer: BuyerName = FIRST_BUYER,
) -> None:  # fmt: skip
    """A buyer places an order and pays by card as goods leave; prices and charges include 20 % tax.

    Quantities count the unit that the item is sold in, or the one that a line names. Another item may ship
    only for a line that is substitutable. A discount is off the goods with their tax, and the lines bear it.
    """
    charges = []
    if freight is not None:
        charges.append(ChargeWish("freight", "POST", "parcel service", freight))
    if handling is not None:
        charges.append(ChargeWish("charge", "M", "handling", handling))
    scene.orders[as_] = scene.buyers[buyer].orders(
        wishes(scene, lines), charges=charges,
        discounts=[] if discount is None else [DiscountWish("DISCOUNT", discount)],
    )  # fmt: skip


@ACTIONS.add("{ order: order, lines: { MUG-01: 6 } }")
def buyer_cancels(
    scene: Scene, *, order: Order = THE_ONLY, lines: ItemUnits | None = None,
    reason: Words = "no longer needed",
) -> None:  # fmt: skip
    """The buyer asks to cancel units that have not shipped; without lines, the whole order."""
    placed = scene.orders[order]
    owner(scene, order).cancels(placed, lines, reason=reason)


@ACTIONS.add("{ order: order, lines: { MUG-01: 14 }, date: 2012-01-16 }", features="amendments")
def buyer_amends(
    scene: Scene, *, order: Order = THE_ONLY, lines: Counts | None = None, adds: Wished | None = None,
    date: Words | None = None,
) -> None:  # fmt: skip
    """The buyer asks for other quantities of an order in all, for further lines, or for another day.

    Lines count eaches, as everything does once it is ordered; what is added counts as in an order: the unit
    that the item is sold in, or the one that a line names.
    """
    for item, units in (lines or {}).items():
        is_whole(scene, order, item, units)
    owner(scene, order).amends(scene.orders[order], lines, adds=wishes(scene, adds or ()), date=date)


@ACTIONS.add("{ order: order, lines: { MUG-01: 1 } }", features={"lines.fee": "restocking_fees"})
def buyer_returns(
    scene: Scene, *, lines: Returned, order: Order = THE_ONLY, reason: Words = "not as expected"
) -> None:
    """The buyer sends shipped units back; agreed is a refund for a line that is not the price paid.

    Of the price paid for a line the seller keeps the fee for restocking, with tax.
    """
    placed = scene.orders[order]
    rows: list[dict[str, Any]] = []
    for line in lines:
        if "line" in line:
            about = {"line_id": line_id(scene, order, line["line"]), "quantity": line["quantity"]}
            agreed = {name: format(line[name], "f") for name in ("agreed", "fee") if name in line}
            rows.append({**about, "reason": reason, **agreed})
        else:
            covering = placed.lines_of({line["item"]: line["quantity"]})
            rows += [{"line_id": each.id, "quantity": units, "reason": reason} for each, units in covering]
    owner(scene, order).returns_lines(placed, rows)


@ACTIONS.add("{ order: order, lines: { MUG-01: 1 }, instead: { MUG-01: 1 } }", features="exchange")
def buyer_exchanges(
    scene: Scene, *, lines: ItemUnits, instead: ItemUnits, order: Order = THE_ONLY,
    reason: Words = "wants another",
) -> None:  # fmt: skip
    """The buyer sends shipped units back and wants others for them, at the price those have now."""
    placed = scene.orders[order]
    scene.exchanges[order] = owner(scene, order).exchanges(placed, lines, instead, reason=reason)


@ACTIONS.add("{ order: order, as: replacement }", features="exchange")
def replacement_is_placed(
    scene: Scene, *, as_: Annotated[str, Name("order", new=True)], order: Order = THE_ONLY
) -> None:
    """The order that was placed for the latest exchange of an order; from here on it has this name."""
    wanted = scene.exchanges.get(order)
    if wanted is None:
        raise OrdergateError(f"nothing of {order} was exchanged; the buyer exchanges it first")
    replacement = scene.world.replacement(scene.orders[order], wanted)
    if replacement is None:
        raise OrdergateError(f"nothing is placed for return {wanted} of {order} yet")
    scene.orders[as_] = replacement


@ACTIONS.add("{ company: Harrow & Sons Ltd }")
def buyer_changes(
    scene: Scene, *, company: Words = "", phone: Words = "", email: Words = "",
    buyer: BuyerName = FIRST_BUYER,
) -> None:  # fmt: skip
    """A buyer changes the data of its account."""
    given = {"company": company, "phone": phone, "email": email}
    scene.buyers[buyer].changes(**{name: text for name, text in given.items() if text})


@ACTIONS.add("{ order: order, lines: { MUG-01: 4 } }")
def picker_ships(
    scene: Scene, *, order: Order = THE_ONLY, lines: ItemUnits | None = None, parcels: Units = 1
) -> None:
    """The picker waits for the order to reach the warehouse, and ships these units in one go.

    Without lines, all that can ship.
    """
    scene.world.picker.ships(scene.orders[order], lines, parcels=parcels)


@ACTIONS.add("{ order: order, item: MUG-01, other: CUP-01, quantity: 4 }", features="substitutes")
def picker_ships_instead(
    scene: Scene, *, item: Item, other: Item, quantity: Units, along: Count = 0, order: Order = THE_ONLY
) -> None:
    """The picker ships another item for so many units of one that was ordered; some of that may go along.

    The merchandiser has to allow it, and the buyer has to take it: the line is substitutable.
    """
    scene.world.picker.ships_instead(scene.orders[order], item, other, quantity, along=along)


@ACTIONS.add("{ order: order, lines: { MUG-01: 4 } }", needs="wms")
def picker_picks(scene: Scene, *, lines: ItemUnits, order: Order = THE_ONLY) -> None:
    """The picker takes units from the shelf without shipping them yet."""
    scene.world.picker.picks(scene.orders[order], lines)


@ACTIONS.add("{ order: order, lines: { MUG-01: 3 } }", needs="wms")
def picker_finds_short(scene: Scene, *, lines: ItemUnits, order: Order = THE_ONLY) -> None:
    """The picker reports that these units are not there; the work is closed short of them."""
    scene.world.picker.finds_short(scene.orders[order], lines)


@ACTIONS.add("{ lines: { MUG-01: 5 } }", features={"site": "sites"})
def receiver_receives(
    scene: Scene, *, lines: ItemUnits, damaged: ItemUnits | None = None, site: SiteName | None = None
) -> None:
    """The receiver puts goods into stock that can be sold, but for those that came damaged besides.

    At the first site unless another is named.
    """
    scene.world.receiver.receives(lines, damaged=damaged, site=site)


@ACTIONS.add("{ lines: { MUG-01: -3 }, reason: not found in the bin }", features={"site": "sites"})
def receiver_adjusts(
    scene: Scene, *, lines: Changes, reason: Words = "counted", site: SiteName | None = None
) -> None:
    """The receiver books what a count found: units more, or fewer, at the first site or the one named."""
    scene.world.receiver.adjusts(lines, reason=reason, site=site)


@ACTIONS.add("{ as: transfer, lines: { MUG-01: 6 }, from: MAIN, to: NORTH }", needs="wms", features="sites")
def driver_takes(
    scene: Scene, *, lines: ItemUnits, from_: SiteName, to: SiteName,
    as_: Annotated[str, Name("transfer", new=True)] = "transfer",
) -> None:  # fmt: skip
    """The driver leaves one site for another with these units; on the way they are at neither."""
    scene.transfers[as_] = scene.world.driver.takes(lines, from_site=from_, to_site=to)


@ACTIONS.add(
    "{ transfer: transfer, lines: { MUG-01: 4 }, missing: { MUG-01: 1 } }", needs="wms", features="sites"
)
def driver_brings(
    scene: Scene, *, lines: ItemUnits, transfer: Transfer = THE_ONLY, missing: ItemUnits | None = None
) -> None:
    """The driver arrives with these units of a transfer; those that are missing will never come."""
    scene.world.driver.brings(scene.transfers[transfer], lines, missing=missing)


@ACTIONS.add("{ order: order, sellable: 2, damaged: 1 }")
def receiver_inspects(
    scene: Scene, *, order: Order = THE_ONLY, sellable: Count = 0, damaged: Count = 0, inspect: Count = 0,
    missing: Count = 0,
) -> None:  # fmt: skip
    """The receiver waits for the next return of an order and says what became of each unit."""
    scene.world.receiver.inspects(
        scene.orders[order], sellable=sellable, damaged=damaged, inspect=inspect, missing=missing
    )


@ACTIONS.add("{ lines: { MUG-01: 97 } }")
def receiver_counts(scene: Scene, *, lines: ItemUnits) -> None:
    """The receiver counts what can be sold of items, and books what differs."""
    scene.world.receiver.counts(lines)


@ACTIONS.add("{ item: MUG-01, sellable: 1, damaged: 1 }")
def receiver_clears(scene: Scene, *, item: Item, sellable: Count = 0, damaged: Count = 0) -> None:
    """The receiver says what became of units that were to be inspected."""
    scene.world.receiver.clears(item, sellable=sellable, damaged=damaged)


@ACTIONS.add("{ item: MUG-01, price: 11.00 }")
def merchandiser_reprices(scene: Scene, *, item: Item, price: Money) -> None:
    """The merchandiser changes a list price (without tax)."""
    scene.world.merchandiser.reprices(item, price)


@ACTIONS.add("{ quote: Q-7781, prices: { MUG-01: 8.00 }, approver: head of sales, reason: volume }")
def merchandiser_agrees(
    scene: Scene, *, quote: Annotated[str, Name("quote", new=True)], prices: Prices, approver: Words,
    reason: Words, seller: Words = "sales desk", buyer: BuyerName = FIRST_BUYER,
) -> None:  # fmt: skip
    """The merchandiser grants a buyer unit prices (without tax).

    Lines of an order name the quote, and the price with tax.
    """
    customer = scene.buyers[buyer]
    scene.quotes[quote] = Quote(quote, seller=seller, approver=approver, reason=reason)
    scene.world.merchandiser.agrees(scene.quotes[quote], customer.id or customer.registers(), prices)


@ACTIONS.add(
    "{ kind: tier, item: MUG-01, price: 4.50, quantity: 10 }", features="price_rules",
    check=names_whose_price,
)  # fmt: skip
def merchandiser_prices(
    scene: Scene, *, kind: PriceKind, item: Item, price: Money | None = None,
    percent_off: Units | None = None, quantity: Units = 1, buyer: BuyerName | None = None,
    group: Words | None = None, begins: Day | None = None, ends: Day | None = None,
) -> None:  # fmt: skip
    """The merchandiser writes a price without tax, or a percentage off the list, for lines from so many.

    A contract and a parent's price are of a buyer, a group's of a group; the others are for everybody.
    """
    customer = "" if buyer is None else scene.buyers[buyer].id or scene.buyers[buyer].registers()
    wish = PriceWish(
        kind, item, price, (percent_off or 0) * 100, quantity, customer, group or "", begins or "", ends or ""
    )
    scene.world.merchandiser.prices(wish)


@ACTIONS.add("{ group: TRADE }", settles=True, features="price_rules")
def merchandiser_puts_in_group(scene: Scene, *, group: Words, buyer: BuyerName = FIRST_BUYER) -> None:
    """The merchandiser puts a buyer into a customer group, once the ERP has it as a customer."""
    customer = scene.buyers[buyer].id or scene.buyers[buyer].registers()
    scene.world.settle()
    scene.world.merchandiser.puts_in_group(customer, group)


@ACTIONS.add("{ item: MUG-01, other: CUP-01, ratio: 2 }", features="substitutes")
def merchandiser_allows(
    scene: Scene, *, item: Item, other: Item, ratio: Annotated[Fraction, Exact()] = Fraction(1)
) -> None:
    """The merchandiser lets another item ship in place of one; ratio units of it stand for one."""
    scene.world.merchandiser.allows(item, other, ratio=ratio)


@ACTIONS.add("{ order: order, amount: 12.00 }", features="provider_refunds")
def cashier_gives_back(
    scene: Scene, *, amount: Money, order: Order = THE_ONLY, reference: Words = ""
) -> None:
    """The cashier gives back some of what the card paid, at the payment provider; once under a reference."""
    scene.world.cashier.gives_back(scene.orders[order], amount, reference=reference)


@ACTIONS.add('{ account: "4400", amount: 25.00, text: rent, reference: R-1 }')
def accountant_posts(scene: Scene, *, account: Words, amount: Money, text: Words, reference: Words) -> None:
    """The accountant books an amount that concerns no goods."""
    scene.world.accountant.posts(account, amount, text=text, reference=reference)


@ACTIONS.add("{ system: erp }")
def system_goes_down(scene: Scene, *, system: System) -> None:
    """A system answers connectors with 503, until it comes back or everything arrives."""
    scene.takes_down(system)


@ACTIONS.add("{ system: erp }")
def system_comes_back(scene: Scene, *, system: System) -> None:
    """A system that was down answers again."""
    scene.brings_back(system)


@ACTIONS.add("{ rule: lost_reply on erp.place_sales_order nth=1 }")
def fault_strikes(scene: Scene, *, rule: FaultRule) -> None:
    """A fault is in force: to the end if it ends by itself (nth, times), else until everything arrives."""
    scene.world.disturb(rule)


@ACTIONS.add("{ minutes: 30, live_seconds: 3, name: outage }")
def time_passes(scene: Scene, *, minutes: Units, live_seconds: Units = 3, name: Words = "wait") -> None:
    """Time passes: minutes in virtual time, live_seconds with a connector in real time.

    The section [waits] of ordergate.toml can give it another length, by its name.
    """
    scene.world.run(Wait(name, minutes=minutes, live_s=float(live_seconds)))


@ACTIONS.add(settles=True)
def everything_arrives(scene: Scene) -> None:
    """Systems that are down come back, and time passes until nothing is on its way any more."""
    scene.brings_all_back()
    scene.world.settle()
