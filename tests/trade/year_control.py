"""Holds the outcome of a trade against totals taken straight from the file; shares no code with the product.

``python -m tests.trade.year_control out/year.json`` reads what ``ordergate bench --report`` wrote, and the
file in the folder that ORDERGATE_ORDERS names. It prints what it checked, and ends with 1 if anything is off.
"""

from __future__ import annotations

import csv
import json
import lzma
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(os.environ.get("ORDERGATE_ORDERS", "../shared/data")) / "online-retail.csv.xz"
LEDGER = {"AMAZONFEE", "BANK CHARGES", "CRUK", "B"}
FREIGHT = {"POST", "DOT", "C2"}
CHARGE = {"D", "M", "m", "S", "PADS"}
UNMATCHED_SHARE_MAX = Decimal("0.0025")
"""Goods credits without an earlier sale are 0.23 % of the year's turnover; much more is a defect."""


class Line(NamedTuple):
    """A line of the file, with the number of lines that its document has."""

    document: str
    item: str
    quantity: int
    price: Decimal
    month: str
    customer: str
    beside: int

    @property
    def amount(self) -> Decimal:
        """What it comes to."""
        return self.quantity * self.price

    @property
    def kind(self) -> str:
        """What business it is, first match wins."""
        credit = self.document.startswith("C")
        service = self.item in FREIGHT | CHARGE or self.item.startswith("gift_0001_")
        if self.item in LEDGER:
            return "ledger"
        if credit:
            return "credit without goods" if service else "goods credit"
        if service:
            return "freight" if self.item in FREIGHT else "charge"
        if self.price:
            return "goods sale"
        alone = self.customer == "GUEST" and self.beside == 1
        return "stock adjustment" if self.quantity < 0 or alone else "free goods line"


def lines_of(file: Path) -> list[Line]:
    """The lines of the file; the month is that of the first line of a document."""
    with lzma.open(file, "rt", encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    months: dict[str, str] = {}
    beside: dict[str, int] = defaultdict(int)
    for row in rows:
        months.setdefault(row["InvoiceNo"], row["InvoiceDate"][:7])
        beside[row["InvoiceNo"]] += 1
    return [
        Line(
            row["InvoiceNo"], row["StockCode"].strip(), int(row["Quantity"]), Decimal(row["UnitPrice"]),
            months[row["InvoiceNo"]], row["CustomerID"].removesuffix(".0") or "GUEST",
            beside[row["InvoiceNo"]],
        )
        for row in rows
    ]  # fmt: skip


def without_sale(lines: list[Line]) -> Decimal:
    """What goods credits come to for which no sale is left: of the same customer and item, latest first."""
    sold: dict[tuple[str, str], list[list[Any]]] = defaultdict(list)
    unmatched = Decimal(0)
    for line in lines:
        sales = sold[line.customer, line.item]
        if line.kind == "goods sale":
            sales.append([line.price, line.quantity])
        elif line.kind == "goods credit":
            left = -line.quantity
            same = [sale for sale in reversed(sales) if sale[0] == line.price]
            for sale in [*same, *(sale for sale in reversed(sales) if sale[0] != line.price)]:
                taken = min(left, sale[1])
                sale[1] -= taken
                left -= taken
            unmatched -= left * line.price
    return unmatched


def totalled(lines: list[Line], *fields: str) -> dict[tuple[str, ...], tuple[int, Decimal]]:
    """How many lines there are, and what they come to, by some fields."""
    totals: dict[tuple[str, ...], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for line in lines:
        key = tuple(getattr(line, field) for field in fields)
        count, amount = totals[key]
        totals[key] = (count + 1, amount + line.amount)
    return totals


def differences(lines: list[Line], report: dict[str, Any]) -> Iterator[str]:
    """Everything in which the outcome is not what the file says."""
    count, amount = totalled(lines)[()]
    outcomes = [report[name] for name in ("applied", "ignored", "quarantined")]
    told = (sum(one["rows"] for one in outcomes), sum(Decimal(one["amount"]) for one in outcomes))
    if told != (count, amount):
        yield f"the file has {count} rows of {amount}, accounted for are {told[0]} of {told[1]}"
    for (kind,), right in totalled(lines, "kind").items():
        held = report["by_class"][kind]
        if (held["rows"], Decimal(held["amount"])) != right:
            yield f"{kind}: the file has {right[0]} rows of {right[1]}, the trade {held}"
    controlled: dict[tuple[str, ...], Decimal] = {
        (one["month"], one["customer"]): Decimal(one["accounted"]) for one in report["control"]
    }
    for key, (_, right_amount) in totalled(lines, "month", "customer").items():
        if controlled.pop(key, None) != right_amount:
            yield f"{key[0]}, customer {key[1]}: the file says {right_amount}"
    yield from (f"{key[0]}, customer {key[1]}: the file has nothing" for key in controlled)
    sales = totalled(lines, "kind")["goods sale",][1]
    unmatched, aside = without_sale(lines), Decimal(report["quarantined"]["amount"])
    if aside != unmatched or -aside > UNMATCHED_SHARE_MAX * sales:
        yield f"goods credits without a sale are {unmatched} in the file, {aside} were set aside of {sales}"
    yield from (f"finding {one['rule']}: {one['text']}" for one in report["findings"])


def main() -> int:
    """Check and print."""
    lines = lines_of(FILE)
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = list(differences(lines, report))
    checked = f"control: {len(lines):,} rows, {len(report['control']):,} totals by month and customer"
    right = "control: the trade is what the file says, to the row and to the penny"
    sys.stdout.write("\n".join([checked, *(found[:50] or [right])]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
