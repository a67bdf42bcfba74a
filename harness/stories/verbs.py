"""What people do in scenarios, under given and when: one function for each verb.

The name of the function is the verb, its keyword parameters are what the verb takes, and its
docstring is what ``ordergate list verbs`` and the page for users say.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from ordergate.simulators.server.topology import TOPOLOGIES

from ..actors.buyer import Buyer
from ..actors.orders import ChargeWish, LineWish, Quote
from ..errors import OrdergateError
from ..world.waits import Wait
from .kinds import ITEM_UNITS, Amount, Lines, Name, OneOf, PerItem, Rows, Text, Whole
from .notes import FIRST_BUYER
from .scene import Scene
from .table import THE_ONLY, Verbs

ACTIONS = Verbs(expect=False)
"""What stands under given and when."""

Item = Annotated[str, Name("item")]
Order = Annotated[str, Name("order")]
BuyerName = Annotated[str, Name("buyer")]
Words = Annotated[str, Text()]
Money = Annotated[Decimal, Amount()]
Units = Annotated[int, Whole(1)]
Count = Annotated[int, Whole(0)]
ItemUnits = Annotated[Mapping[str, int], ITEM_UNITS]
Counts = Annotated[Mapping[str, int], PerItem(Whole(0), "units in all by item, such as { MUG-01: 14 }")]
Prices = Annotated[Mapping[str, Decimal], PerItem(Amount(), "a price by item, such as { MUG-01: 8.00 }")]
Changes = Annotated[
    Mapping[str, int], PerItem(Whole(signed=True), "units more or fewer by item, such as { MUG-01: -3 }")
]
Wished = Annotated[
    Lines,
    Rows(
        {"item": Name("item"), "quantity": Whole(1)}, {"price": Amount(), "quote": Name("quote")}, ITEM_UNITS,
        "units by item, such as { MUG-01: 10 }, or a list of lines with item, quantity, price and quote",
    ),
]  # fmt: skip
Returned = Annotated[
    Lines,
    Rows(
        {"line": Whole(1), "quantity": Whole(1)}, {"agreed": Amount()}, ITEM_UNITS,
        "units by item, such as { MUG-01: 1 }, or a list with line (its number), quantity and agreed",
    ),
]  # fmt: skip
System = Annotated[str, OneOf(TOPOLOGIES["full"], "system", names_system=True)]


@ACTIONS.add("{ item: MUG-01, quantity: 100, price: 12.50 }", settles=True)
def stock(
    scene: Scene, *, item: Annotated[str, Name("item", new=True)], quantity: Count = 100,
    price: Money | None = None,
) -> None:  # fmt: skip
    """An item is for sale everywhere, with this stock.

    Its list price is without tax; the seed draws it when it is left out.
    """
    scene.world.stocked(item, quantity, price=price)


@ACTIONS.add("{ as: second }")
def another_buyer(scene: Scene, *, as_: Annotated[str, Name("buyer", new=True)]) -> None:
    """A further business buys here; the first is called buyer."""
    scene.buyers[as_] = scene.world.another_buyer()


@ACTIONS.add("{ as: order, lines: { MUG-01: 10 }, freight: 6.00 }")
def buyer_orders(
    scene: Scene, *, lines: Wished, as_: Annotated[str, Name("order", new=True)] = "order",
    freight: Money | None = None, handling: Money | None = None, buyer: BuyerName = FIRST_BUYER,
) -> None:  # fmt: skip
    """A buyer places an order and pays for it in advance; prices and charges include 20 % tax."""
    wishes = [
        LineWish(
            line["item"], line["quantity"], unit_price=line.get("price"),
            quote=scene.quotes[line["quote"]] if "quote" in line else None,
        )
        for line in lines
    ]  # fmt: skip
    charges = []
    if freight is not None:
        charges.append(ChargeWish("freight", "POST", "parcel service", freight))
    if handling is not None:
        charges.append(ChargeWish("charge", "M", "handling", handling))
    scene.orders[as_] = scene.buyers[buyer].orders(wishes, charges=charges)


@ACTIONS.add("{ order: order, lines: { MUG-01: 6 } }")
def buyer_cancels(
    scene: Scene, *, order: Order = THE_ONLY, lines: ItemUnits | None = None,
    reason: Words = "no longer needed",
) -> None:  # fmt: skip
    """The buyer asks to cancel units that have not shipped; without lines, the whole order."""
    placed = scene.orders[order]
    _owner(scene, order).cancels(placed, lines, reason=reason)


@ACTIONS.add("{ order: order, lines: { MUG-01: 14 }, date: 2012-01-16 }")
def buyer_amends(
    scene: Scene, *, order: Order = THE_ONLY, lines: Counts | None = None, adds: ItemUnits | None = None,
    date: Words | None = None,
) -> None:  # fmt: skip
    """The buyer asks for other quantities of an order in all, for further lines, or for another day."""
    _owner(scene, order).amends(scene.orders[order], lines, adds=adds or {}, date=date)


@ACTIONS.add("{ order: order, lines: { MUG-01: 1 } }")
def buyer_returns(
    scene: Scene, *, lines: Returned, order: Order = THE_ONLY, reason: Words = "not as expected"
) -> None:
    """The buyer sends shipped units back; agreed is a refund for a line that is not the price paid."""
    placed = scene.orders[order]
    rows: list[dict[str, Any]] = []
    for line in lines:
        if "line" in line:
            about = {"line_id": _line_id(scene, order, line["line"]), "quantity": line["quantity"]}
            agreed = {"agreed": format(line["agreed"], "f")} if "agreed" in line else {}
            rows.append({**about, "reason": reason, **agreed})
        else:
            covering = placed.lines_of({line["item"]: line["quantity"]})
            rows += [{"line_id": each.id, "quantity": units, "reason": reason} for each, units in covering]
    _owner(scene, order).returns_lines(placed, rows)


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


@ACTIONS.add("{ order: order, lines: { MUG-01: 4 } }", needs="wms")
def picker_picks(scene: Scene, *, lines: ItemUnits, order: Order = THE_ONLY) -> None:
    """The picker takes units from the shelf without shipping them yet."""
    scene.world.picker.picks(scene.orders[order], lines)


@ACTIONS.add("{ order: order, lines: { MUG-01: 3 } }", needs="wms")
def picker_finds_short(scene: Scene, *, lines: ItemUnits, order: Order = THE_ONLY) -> None:
    """The picker reports that these units are not there; the work is closed short of them."""
    scene.world.picker.finds_short(scene.orders[order], lines)


@ACTIONS.add("{ lines: { MUG-01: 5 } }")
def receiver_receives(scene: Scene, *, lines: ItemUnits) -> None:
    """The receiver puts goods into stock that can be sold."""
    scene.world.receiver.receives(lines)


@ACTIONS.add("{ lines: { MUG-01: -3 }, reason: not found in the bin }")
def receiver_adjusts(scene: Scene, *, lines: Changes, reason: Words = "counted") -> None:
    """The receiver books what a count found: units more, or fewer."""
    scene.world.receiver.adjusts(lines, reason=reason)


@ACTIONS.add("{ order: order, sellable: 2, damaged: 1 }")
def receiver_inspects(
    scene: Scene, *, order: Order = THE_ONLY, sellable: Count = 0, damaged: Count = 0, inspect: Count = 0,
    missing: Count = 0,
) -> None:  # fmt: skip
    """The receiver waits for the next return of an order and says what became of each unit."""
    scene.world.receiver.inspects(
        scene.orders[order], sellable=sellable, damaged=damaged, inspect=inspect, missing=missing
    )


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


def _owner(scene: Scene, order: str) -> Buyer:
    placed = scene.orders[order]
    return next(buyer for buyer in scene.buyers.values() if buyer.id == placed.buyer_id)


def _line_id(scene: Scene, order: str, number: int) -> str:
    lines = scene.orders[order].lines
    if number > len(lines):
        raise OrdergateError(f"{order} has no line {number}; its last is {len(lines)}")
    return lines[number - 1].id
