"""The office changes master data: prices, names, the range, accounts."""

from __future__ import annotations

from typing import Any

from ..teller import Teller

_PRICES = ("1.00", "2.55", "0.4175", "7.65", "19.995")
_NAMES = ("Harrow & Sons (Moved) Ltd", "Ölmühle 1", "O'Neill, Ltd.")


def reprices(teller: Teller) -> bool:
    """A list price changes, which no order that was placed has to follow."""
    item = teller.any_item()
    price = teller.draw.one_of(_PRICES)
    return item is not None and teller.tells(f'world.merchandiser.reprices({item}, Decimal("{price}"))')


def prices(teller: Teller) -> bool:
    """A price rule: from a quantity on, for a while, or for one buyer."""
    item = teller.item()
    if item is None or item in teller.by_case or not teller.offers("price_rules"):
        return False
    kind = teller.draw.one_of(("tier", "promotion", "contract"))
    whose = ""
    if kind == "contract":
        buyer = teller.buyer()
        if not teller.tells(f"{buyer}.registers()"):
            return False
        whose = f", customer={buyer}.id"
    off = teller.draw.one_of(('"0.90"', "off_bp=1000", "off_bp=3333"))
    least = f", quantity={teller.draw.one_of((2, 5, 10))}" if kind == "tier" else ""
    return teller.tells(f'world.merchandiser.prices(PriceWish("{kind}", {item}, {off}{least}{whose}))')


def renames(teller: Teller) -> bool:
    """An item is called otherwise."""
    item = teller.any_item()
    title = f"Item as new {len(teller.telling.lines)}"
    return item is not None and teller.tells(f'world.merchandiser.renames({item}, "{title}")')


def discontinues(teller: Teller) -> bool:
    """An item is taken out of the range."""
    item = teller.item()
    return item is not None and teller.tells(f"world.merchandiser.discontinues({item})")


def resumes(teller: Teller) -> bool:
    """An item that was taken out is offered again."""
    blocked = [name for name, sku in teller.seen.items.items() if str(_item(teller, sku).state) == "blocked"]
    return bool(blocked) and teller.tells(f"world.merchandiser.resumes({teller.draw.one_of(blocked)})")


def changes_account(teller: Teller) -> bool:
    """A buyer has another name, or another telephone."""
    known = sorted(set(teller.seen.buyer_of.values()))
    if not known:
        return False
    said = teller.draw.one_of((f'company="{teller.draw.one_of(_NAMES)}"', 'phone="+44 20 7946 0018"'))
    return teller.tells(f"{teller.draw.one_of(known)}.changes({said})")


def pays_for_another(teller: Teller) -> bool:
    """A buyer becomes the parent that pays for another."""
    if len(teller.seen.buyers) < 2 or not teller.offers("payers"):
        return False
    return teller.tells(f"{teller.seen.buyers[1]}.is_paid_for_by({teller.seen.buyers[0]})")


def posts(teller: Teller) -> bool:
    """The accountant books what concerns no goods."""
    number = len(teller.telling.lines)
    return teller.tells(
        f'world.accountant.posts("4400", Decimal("25.00"), text="rent", reference="R-{number}")'
    )


def _item(teller: Teller, sku: str) -> Any:
    return teller.telling.world.books.table("erp", "items")[sku]
