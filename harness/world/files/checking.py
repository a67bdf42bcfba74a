"""From rows of text to what a world is made of: each value checked, and each reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from ordergate.simulators.kernel.settings import MAIN_SITE, wrong_with_sites

from .contents import Agreement, Customer, Item, OpeningStock, WorldFiles
from .forms import COMPANY, COUNTRY, Reader
from .mistakes import Mistakes
from .packings import packing_of
from .tables import TABLES, Row, Rows

_AGREED = ("customer", "quote", "agreed_price", "seller", "approver", "reason")
_LISTED_MAX = 8


class Checker:
    """Makes the contents of a world from its tables; what is wrong goes to the mistakes."""

    def __init__(self, rows: Rows, mistakes: Mistakes) -> None:
        self._rows = rows
        self._mistakes = mistakes
        self._reader = Reader(mistakes)
        self._skus = self._names("items", "sku")
        self._emails = self._names("customers", "email")
        self._payers = {row.get("email"): row.get("payer").strip() for row in rows.get("customers") or ()}

    def contents(self) -> WorldFiles:
        """What the tables hold; worth nothing when there is any mistake."""
        prices = [row for row in self._full("prices") if self._names_known(row)]
        listed = list(self._list_prices(row for row in prices if not self._is_agreed(row)))
        return WorldFiles(
            items=tuple(self._items(dict(listed))),
            customers=tuple(self._customers()),
            agreements=tuple(self._agreements(row for row in prices if self._is_agreed(row))),
            stock=tuple(self._stock()),
        )

    def _full(self, table: str) -> Iterator[Row]:
        """The rows of a table in which nothing is empty that is required."""
        for row in self._rows.get(table) or ():
            if self._reader.has(row, TABLES[table].required):
                yield row

    def _items(self, listed: dict[str, Decimal]) -> Iterator[Item]:
        reader = self._reader
        for row in self._once("items", ("sku",), self._full("items")):
            sku, title = reader.identifier(row, "sku"), reader.text(row, "title")
            own = reader.price(row, "list_price") if row.get("list_price").strip() else None
            price = listed.get(sku, own)
            if price is None:
                self._mistakes.add(
                    row.place,
                    f"item {sku!r} has no list price; give it a list_price here or among the prices",
                )
            yield Item(sku, title, price or Decimal(0), row.place, packing_of(row, reader, self._mistakes))

    def _customers(self) -> Iterator[Customer]:
        reader = self._reader
        for row in self._once("customers", ("email",), self._full("customers")):
            company = reader.text(row, "company", COMPANY)
            yield Customer(
                email=reader.text(row, "email"), company=company, phone=reader.text(row, "phone"),
                name=reader.text(row, "name") or company, line=reader.text(row, "line"),
                city=reader.text(row, "city"), postcode=reader.text(row, "postcode"),
                country=reader.text(row, "country", COUNTRY), payer=self._payer(row), place=row.place,
            )  # fmt: skip

    def _payer(self, row: Row) -> str:
        """Who pays for a customer, by its e-mail address: one of the customers, who pays for itself."""
        payer = row.get("payer").strip()
        if not payer or not self._known(row, "payer", "customers", self._emails):
            return payer
        if payer == row.get("email"):
            self._mistakes.add(row.place, f"payer is {payer!r}, the customer itself; leave it empty")
        elif paid := self._payers.get(payer):
            self._mistakes.add(
                row.place, f"payer is {payer!r}, for whom {paid!r} pays; name {paid!r}, or nobody"
            )
        return payer

    def _list_prices(self, rows: Iterable[Row]) -> Iterator[tuple[str, Decimal]]:
        for row in self._once("prices", ("sku",), rows):
            strange = [column for column in _AGREED if row.get(column).strip()]
            if strange:
                self._mistakes.add(
                    row.place,
                    f"a list price takes no {' and no '.join(strange)}; a price agreed with a customer "
                    "takes customer, quote and agreed_price, and no list_price",
                )
            elif self._reader.has(row, ("list_price",)):
                yield row.get("sku"), self._reader.price(row, "list_price")

    def _agreements(self, rows: Iterable[Row]) -> Iterator[Agreement]:
        reader = self._reader
        full = (row for row in rows if reader.has(row, ("customer", "quote", "agreed_price")))
        for row in self._once("prices", ("quote", "sku"), full):
            yield Agreement(
                quote=reader.identifier(row, "quote"), customer=row.get("customer"),
                sku=row.get("sku"), price=reader.price(row, "agreed_price"),
                seller=reader.text(row, "seller"), approver=reader.text(row, "approver"),
                reason=reader.text(row, "reason"), place=row.place,
            )  # fmt: skip

    def _stock(self) -> Iterator[OpeningStock]:
        for row in self._once("stock", ("sku", "site"), self._full("stock")):
            self._known(row, "sku", "items", self._skus)
            site = row.get("site").strip() or MAIN_SITE[0]
            if wrong := wrong_with_sites((site,)):
                self._mistakes.add(row.place, f"site is {site!r}: {wrong}")
            yield OpeningStock(row.get("sku"), site, self._reader.units(row, "quantity"), row.place)

    def _is_agreed(self, row: Row) -> bool:
        named = any(row.get(column).strip() for column in ("customer", "quote", "agreed_price"))
        return named and not row.get("list_price").strip()

    def _names_known(self, row: Row) -> bool:
        known = self._known(row, "sku", "items", self._skus)
        if row.get("customer").strip():
            known &= self._known(row, "customer", "customers", self._emails)
        return known

    def _names(self, table: str, key: str) -> dict[str, None] | None:
        """By what the entries of a table are known; None where it could not be read."""
        rows = self._rows.get(table, [])
        return None if rows is None else dict.fromkeys(row.get(key) for row in rows)

    def _known(self, row: Row, column: str, table: str, known: dict[str, None] | None) -> bool:
        """Whether what a row names is there; no telling where that table could not be read."""
        name = row.get(column)
        if known is None or name in known:
            return True
        listed = ", ".join(map(repr, islice(known, _LISTED_MAX))) + ", ..." * (len(known) > _LISTED_MAX)
        self._mistakes.add(
            row.place,
            f"{column} is {name!r}, and no such entry is among the {table}: {listed or 'there are none'}",
        )
        return False

    def _once(self, table: str, keys: tuple[str, ...], rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that are the first of their name, which is told apart to the letter."""
        seen: dict[tuple[str, ...], str] = {}
        for row in rows:
            name = tuple(row.get(key) for key in keys)
            if name in seen:
                said = " and ".join(
                    f"{key} {value!r}" for key, value in zip(keys, name, strict=True) if value
                )
                self._mistakes.add(
                    row.place, f"{said} stands in the {table} already, at {seen[name]}; keep one of them"
                )
                continue
            seen[name] = row.place
            yield row
