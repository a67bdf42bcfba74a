"""Goods come, are counted, looked at again, and driven from site to site."""

from __future__ import annotations

from ..teller import ITEMS_MAX, Teller

_PRICES = ("1.00", "2.55", "0.4175", "12.3333", "0.0825", "7.65", "19.995")
_STOCK = (20, 40, 7, 0, 1)


def lists_item(teller: Teller) -> bool:
    """A further item is for sale everywhere."""
    return _stocks(teller)


def lists_cases(teller: Teller) -> bool:
    """An item that is sold by the case."""
    if not teller.offers("units"):
        return False
    size = teller.draw.one_of((6, 12, 24))
    return _stocks(teller, f', units={{"CS": {size}}}, sold_in="CS"', many=size, by_case=True)


def lists_kit(teller: Teller) -> bool:
    """A kit of items that are there."""
    parts = [name for name in teller.seen.items if name not in teller.kits | teller.by_case]
    if not parts or not teller.offers("kits") or len(teller.seen.items) >= ITEMS_MAX:
        return False
    name = teller.named("item", len(teller.seen.items))
    holds = teller.draw.some(dict.fromkeys(parts, 3))
    made = ", ".join(f"{part}: {count}" for part, count in holds.items())
    if not teller.tells(f'{name} = world.kit({{{made}}}, price="{teller.draw.one_of(_PRICES[:4])}")'):
        return False
    teller.seen.items[name] = teller.telling.names[name]
    teller.kits.add(name)
    return True


def receives(teller: Teller) -> bool:
    """Goods come in, some of them damaged perhaps."""
    item, site = teller.item(), teller.site()
    if item is None:
        return False
    broken = f", damaged={{{item}: {teller.draw.number(1, 3)}}}" if teller.draw.often(25) else ""
    count = teller.draw.number(1, 15)
    return teller.tells(f"world.receiver.receives({{{item}: {count}}}{broken}{teller.at(site)})")


def adjusts(teller: Teller) -> bool:
    """Somebody counts, and books what there is more or less."""
    item, site = teller.item(), teller.site()
    if item is None:
        return False
    by = max(teller.draw.number(-6, 6), -teller.seen.removable(teller.seen.items[item], site)) or 1
    return teller.tells(f'world.receiver.adjusts({{{item}: {by}}}, reason="counted"{teller.at(site)})')


def counts(teller: Teller) -> bool:
    """Whatever is promised is found; the rest is as many as the counter says."""
    item, site = teller.item(), teller.site()
    if item is None:
        return False
    return teller.tells(f"world.receiver.counts({{{item}: {teller.draw.number(0, 30)}}}{teller.at(site)})")


def clears(teller: Teller) -> bool:
    """Units that were to be looked at again are sellable after all, or damaged."""
    item, site = teller.item(), teller.site()
    if item is None or not teller.seen.has_warehouse:
        return False
    row = teller.telling.world.books.table("wms", "stock").get(f"{teller.seen.items[item]}@{site}")
    if row is None or not row.inspect:
        return False
    found = teller.draw.one_of(("sellable=1", "damaged=1", "sellable=1, damaged=1"))
    return teller.tells(f"world.receiver.clears({item}, {found}{teller.at(site)})")


def drives(teller: Teller) -> bool:
    """A driver leaves one site for another."""
    item, site = teller.item(), teller.site()
    others = [other for other in teller.setting.sites if other != site]
    free = 0 if item is None else teller.seen.removable(teller.seen.items[item], site)
    if item is None or not others or not free:
        return False
    name = teller.named("transfer", len(teller.seen.travelling))
    count, target = teller.draw.number(1, free), teller.draw.one_of(others)
    sites = f'from_site="{site}", to_site="{target}"'
    if not teller.tells(f"{name} = world.driver.takes({{{item}: {count}}}, {sites})"):
        return False
    teller.seen.travelling[name] = (item, target, count)
    return True


def arrives(teller: Teller) -> bool:
    """A driver brings all of a load, or some of it, or says that it is lost."""
    due = {name: load for name, load in teller.seen.travelling.items() if load[2]}
    if not due:
        return False
    name = teller.draw.one_of(list(due))
    item, target, left = due[name]
    came = teller.draw.number(0, left)
    lost = teller.draw.number(0 if came else 1, left - came) if left > came else 0
    missing = f", missing={{{item}: {lost}}}" if lost else ""
    if not teller.tells(f"world.driver.brings({name}, {{{item}: {came}}}{missing})"):
        return False
    teller.seen.travelling[name] = (item, target, left - came - lost)
    return True


def _stocks(teller: Teller, packed: str = "", *, many: int = 1, by_case: bool = False) -> bool:
    if len(teller.seen.items) >= ITEMS_MAX:
        return False
    name = teller.named("item", len(teller.seen.items))
    there = teller.draw.one_of(_STOCK) * many
    sites = teller.setting.sites
    lies = {site: there // (at + 1) for at, site in enumerate(sites)}
    where = f"quantity={there}" if len(sites) == 1 else f"at={lies}"
    if not teller.tells(f'{name} = world.stocked({where}, price="{teller.draw.one_of(_PRICES)}"{packed})'):
        return False
    teller.seen.items[name] = teller.telling.names[name]
    if by_case:
        teller.by_case.add(name)
    return True
