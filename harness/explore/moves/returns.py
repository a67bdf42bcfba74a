"""What comes back: announced, inspected, exchanged, refused, or refunded past everybody."""

from __future__ import annotations

from decimal import Decimal

from ..teller import Teller, rows

_CONDITIONS = ("sellable", "damaged", "inspect", "missing")


def sends_back(teller: Teller) -> bool:
    """A buyer announces that units come back, perhaps for less than was paid."""
    order = teller.able("returnable")
    if order is None:
        return False
    fee = teller.offers("restocking_fees") and teller.draw.often(15)
    more = ', "reason": "worn"' + (', "fee": "0.10"' if fee else "")
    wanted = rows(teller, order, teller.seen.returnable(order), more)
    name = teller.named("return", len(teller.returns))
    if not teller.tells(f"{name} = {teller.seen.buyer_of[order]}.returns_lines({order}, {wanted})"):
        return False
    teller.returns[name] = order
    return True


def exchanges(teller: Teller) -> bool:
    """A buyer sends units back for others."""
    order = teller.able("returnable") if teller.offers("exchange") else None
    other = teller.item()
    if order is None or other is None:
        return False
    lines = teller.seen.shop_order(order).lines
    at, count = teller.draw.one_of(list(teller.seen.returnable(order).items()))
    item = teller.seen.name_of(lines[at].sku)
    name = teller.named("return", len(teller.returns))
    wanted = f"{{{item}: {teller.draw.number(1, count)}}}, {{{other}: {teller.draw.number(1, 3)}}}"
    if order in teller.given_back:
        return False  # Who has the money back already has nothing left to pay others with.
    if not teller.tells(f"{name} = {teller.seen.buyer_of[order]}.exchanges({order}, {wanted})"):
        return False
    teller.exchanged.add(order)
    teller.returns[name] = order
    return True


def inspects(teller: Teller) -> bool:
    """The receiver says what became of each unit that came back."""
    order = teller.able("announced")
    if order is None:
        return False
    document = teller.seen.announced(order)
    left = sum(teller.seen.announced_units(line) for line in document.lines)
    found: list[str] = []
    for condition in _CONDITIONS:
        count = teller.draw.number(0, left) if condition != _CONDITIONS[-1] else left
        left -= count
        if count:
            found.append(f"{condition}={count}")
    return teller.tells(f"world.receiver.inspects({order}, {', '.join(found)})")


def is_left_with_the_goods(teller: Teller) -> bool:
    """The seller refunds what need not come back."""
    name = _undecided(teller) if teller.offers("returnless") else None
    return name is not None and teller.tells(f'world.seller.lets_keep({name}, reason="freight costs more")')


def refuses_return(teller: Teller) -> bool:
    """The seller takes nothing back."""
    name = _undecided(teller)
    return name is not None and teller.tells(f'world.seller.refuses_return({name}, reason="worn")')


def gives_back(teller: Teller) -> bool:
    """The cashier gives back some of what was captured: a penny, a part, or all of it."""
    paid = [
        order
        for order in teller.seen.orders
        if order not in teller.on_account | teller.exchanged
        and teller.seen.in_shop(order)
        and _left(teller, order) > 0
    ]
    order = teller.order(paid) if teller.offers("provider_refunds") else None
    if order is None:
        return False
    left = _left(teller, order)
    amount = teller.draw.one_of((Decimal("0.01"), (left / 2).quantize(Decimal("0.01")), left))
    teller.given_back.add(order)
    return amount > 0 and teller.tells(f'world.cashier.gives_back({order}, Decimal("{amount}"))')


def _left(teller: Teller, order: str) -> Decimal:
    seen = teller.telling.world.order(teller.seen.orders[order])
    return seen.captured() - seen.refunded()


def _undecided(teller: Teller) -> str | None:
    """A return that nobody has answered yet."""
    known = teller.telling.world.books.table("marketplace", "returns")
    waiting = [
        name
        for name in teller.returns
        if (held := known.get(teller.telling.names[name])) is not None and str(held.state) == "requested"
    ]
    return teller.order(waiting)
