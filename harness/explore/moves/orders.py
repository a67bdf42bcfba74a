"""Buyers order, change their minds, and cancel."""

from __future__ import annotations

from ..teller import ORDERS_MAX, Teller, rows, units

_FREIGHT = ("", "", "", "6.00", "12.01")
_RATES = ("", "", "", "0.05", "0")
_QUANTITIES = (1, 2, 3, 4, 5, 7, 10, 12)
_DAYS = ("2026-01-05", "2026-01-31", "2026-02-28")


def orders(teller: Teller) -> bool:
    """A buyer orders some of the items, with freight or without."""
    return _places(teller, _lines(teller), freight=True)


def orders_under_a_quote(teller: Teller) -> bool:
    """An agreed price that is not the list price, and an order of it, tax included."""
    item = teller.item()
    if item is None or item in teller.by_case or _enough(teller):
        return False
    buyer, number = teller.buyer(), len(teller.seen.orders) + 1
    net = teller.draw.one_of(("1.00", "2.50", "4.15", "0.45"))
    told = (
        teller.tells(f'quote_{number} = Quote("Q-{number}", "D. Byrne", "E. Novak", "volume")')
        and teller.tells(f"{buyer}.registers()")
        and teller.tells(
            f'world.merchandiser.agrees(quote_{number}, {buyer}.id, {{{item}: Decimal("{net}")}})'
        )
    )
    price = f'unit_price=Decimal("{net}") * Decimal("1.2")'
    line = f"LineWish({item}, {teller.draw.one_of(_QUANTITIES)}, {price}, quote=quote_{number})"
    return told and _places(teller, [line], buyer=buyer)


def orders_on_account(teller: Teller) -> bool:
    """An order without a card: its invoices are to be paid later."""
    if not teller.offers("credit"):
        return False
    terms = teller.draw.one_of(("NET 30", "2/10 NET 30", "EOM"))
    placed = _places(teller, _lines(teller), f', terms="{terms}"', freight=True)
    if placed:
        teller.on_account.add(list(teller.seen.orders)[-1])
    return placed


def orders_with_discount(teller: Teller) -> bool:
    """An order with something off its goods."""
    if not teller.offers("discounts"):
        return False
    off = teller.draw.one_of(('DiscountWish("SPRING", Decimal("1.00"))', 'DiscountWish("TENTH", percent=10)'))
    return _places(teller, _lines(teller), f", discounts=[{off}]", freight=True)


def orders_with_gift_card(teller: Teller) -> bool:
    """An order of which a gift card pays a part."""
    if not teller.offers("tenders"):
        return False
    card = f'TenderWish("gift_card", "GC-{len(teller.seen.orders) + 1}", Decimal("1.50"))'
    return _places(teller, _lines(teller), f", tenders=[{card}]", freight=True)


def orders_that_look_like_fraud(teller: Teller) -> bool:
    """An order that the shop looks at first."""
    if not teller.offers("reviews"):
        return False
    return _places(teller, _lines(teller), ', suspicion="card of another country"')


def orders_for_a_day(teller: Teller) -> bool:
    """An order for a certain day, to another address."""
    day = teller.draw.one_of(_DAYS)
    where = f', ship_to=world.data.address("Depot {len(teller.seen.orders) + 1}")'
    return _places(teller, _lines(teller), f', date="{day}"{where if teller.draw.often(50) else ""}')


def cancels(teller: Teller) -> bool:
    """A buyer wants fewer units, or none."""
    order = teller.able("cancellable")
    if order is None:
        return False
    wanted = rows(teller, order, teller.seen.cancellable(order))
    return teller.tells(f'{teller.seen.buyer_of[order]}.cancels_lines({order}, {wanted}, reason="too many")')


def amends(teller: Teller) -> bool:
    """Another quantity of an item, perhaps a further line, another day, another address."""
    order = teller.able("amendable") if teller.offers("amendments") else None
    if order is None:
        return False
    held = teller.seen.shop_order(order)
    least: dict[str, int] = {}
    for at, count in teller.seen.amendable(order).items():
        name = teller.seen.name_of(held.lines[at].sku)
        least[name] = least.get(name, 0) + count
    name = teller.draw.one_of(list(least))
    now = sum(line.quantity - line.cancelled for line in held.lines if teller.seen.name_of(line.sku) == name)
    wanted = teller.draw.number(least[name], now + 6)
    said = units({name: wanted + (wanted == now)})
    further = teller.item()
    if further is not None and teller.draw.often(35):
        said += f", adds={{{further}: {teller.draw.one_of(_QUANTITIES)}}}"
    if teller.draw.often(25) and (day := teller.draw.one_of(_DAYS)) != held.requested_date:
        said += f', date="{day}"'
    if teller.draw.often(25):
        said += f', ship_to=world.data.address("Depot {len(teller.telling.lines)}")'
    return teller.tells(f"{teller.seen.buyer_of[order]}.amends({order}, {said})")


def _enough(teller: Teller) -> bool:
    return len(teller.seen.orders) >= ORDERS_MAX


def _lines(teller: Teller) -> list[str]:
    """One to three lines, not always of different items, in the units that these are sold in."""
    told: list[str] = []
    for _ in range(teller.draw.weighted(((4, 1), (4, 2), (2, 4)))):
        item = teller.any_item()
        if item is None:
            return []
        rate = teller.draw.one_of(_RATES)
        taxed = f', tax_rate=Decimal("{rate}")' if rate else ""
        told.append(f"LineWish({item}, {teller.draw.one_of(_QUANTITIES)}{taxed})")
    return told


def _places(
    teller: Teller, lines: list[str], more: str = "", *, freight: bool = False, buyer: str = ""
) -> bool:
    if not lines or _enough(teller):
        return False
    buyer = buyer or teller.buyer()
    name = teller.named("order", len(teller.seen.orders))
    amount = teller.draw.one_of(_FREIGHT) if freight else ""
    carried = f'ChargeWish("freight", "POST", "parcel service", Decimal("{amount}"))'
    charges = f", charges=[{carried}]" if amount else ""
    if not teller.tells(f"{name} = {buyer}.orders([{', '.join(lines)}]{charges}{more})"):
        return False
    teller.takes_order(name, buyer)
    return True
