"""What verbs and expectations take, as the annotations of their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from ordergate.simulators.server.topology import TOPOLOGIES

from .fault_line import FaultLine
from .kinds import UNIT_CODE, Amount, Exact, Name, OneOf, Site, Text, Whole, YesNo
from .several import ITEM_UNITS, Lines, PerItem, PerName, Rows

Item = Annotated[str, Name("item")]
Order = Annotated[str, Name("order")]
BuyerName = Annotated[str, Name("buyer")]
Transfer = Annotated[str, Name("transfer")]
SiteName = Annotated[str, Site()]
UnitName = Annotated[str, UNIT_CODE]
AtSites = Annotated[
    Mapping[str, int], PerName(Site(), Whole(0), "eaches by site, such as { MAIN: 4, NORTH: 8 }")
]
Sizes = Annotated[
    Mapping[str, Fraction], PerName(UNIT_CODE, Exact(), "eaches by unit, such as { CS: 12, PL: 480 }")
]
Names = Annotated[
    Mapping[str, str], PerName(UNIT_CODE, UNIT_CODE, "units by their names, such as { BX12: CS }")
]
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
        {"item": Name("item"), "quantity": Whole(1)},
        {"price": Amount(), "quote": Name("quote"), "unit": UNIT_CODE, "substitutable": YesNo()}, ITEM_UNITS,
        "units by item, such as { MUG-01: 10 }, or a list of lines: "
        "item, quantity, price, quote, unit, substitutable",
    ),
]  # fmt: skip
Returned = Annotated[
    Lines,
    Rows(
        {"line": Whole(1), "quantity": Whole(1)}, {"agreed": Amount(), "fee": Amount()}, ITEM_UNITS,
        "units by item, such as { MUG-01: 1 }, or a list with line (its number), quantity, agreed and fee",
    ),
]  # fmt: skip
PriceKind = Annotated[str, OneOf(("tier", "group", "parent", "contract", "promotion"), "kind of price")]
Day = Annotated[str, Text("a day such as 2026-01-31", r"[0-9]{4}-[0-9]{2}-[0-9]{2}")]
FaultRule = Annotated[str, FaultLine()]
System = Annotated[str, OneOf(TOPOLOGIES["full"], "system", names_system=True)]
