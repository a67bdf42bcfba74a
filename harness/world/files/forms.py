"""The forms that values of the files take: what every system of a world can hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from ordergate.simulators.erp.api.forms import Name
from ordergate.simulators.kernel import fields
from ordergate.simulators.kernel.units import UnitCode

from .mistakes import Mistakes
from .tables import Row

_SHOWN_MAX = 60
_UNITS_MAX = 10_000_000
_Price = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,4})?\Z")]
_Units = Annotated[str, Meta(pattern=r"^[0-9]{1,9}\Z")]
_Size = Annotated[str, Meta(pattern=r"^[0-9]{1,7}(/[1-9][0-9]{0,6})?\Z")]


@dataclass(frozen=True)
class Form:
    """A form, and how to say what it takes."""

    kind: Any
    takes: str

    def fits(self, text: str) -> bool:
        """Whether a text has this form, and can be written down at all."""
        try:
            text.encode()
            msgspec.convert(text, self.kind)
        except (UnicodeEncodeError, msgspec.ValidationError):
            return False
        return True


IDENTIFIER = Form(fields.Identifier, "1 to 64 characters without line breaks or control characters")
COMPANY = Form(Name, "1 to 200 characters without line breaks or control characters")
COUNTRY = Form(fields.Country, "1 to 60 characters without line breaks or control characters")
TEXT = Form(fields.Text, "at most 500 characters without control characters")
_PRICE = Form(_Price, "an amount without tax such as 2.55: a point, at most four places, no other sign")
_UNITS = Form(_Units, f"a whole number of units from 0 to {_UNITS_MAX}")
UNIT = Form(UnitCode, "a unit such as CS: capitals and digits, a letter first, 8 at most")
_SIZE = Form(_Size, "")
_SIZES = "units with the eaches that each holds, once, such as CS=12 PL=480 or PR=1/2, and not EA"
_NAMES = "names for units, each once, such as BX12=CS"


class Reader:
    """Reads the values of rows; one that does not fit is a mistake, and empty or 0 here."""

    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes

    def has(self, row: Row, columns: tuple[str, ...]) -> bool:
        """Whether none of these columns is empty."""
        empty = [column for column in columns if not row.get(column).strip()]
        for column in empty:
            self._mistakes.add(row.place, f"{column} is empty; fill it in")
        return not empty

    def text(self, row: Row, column: str, form: Form = TEXT) -> str:
        """A text, exactly as it stands there."""
        value = row.get(column)
        if value and not form.fits(value):
            self._wrong(row, column, form.takes)
        return value

    def identifier(self, row: Row, column: str) -> str:
        """A name by which systems know something; capitals and leading zeros count."""
        value = self.text(row, column, IDENTIFIER)
        if value != value.strip():
            self._wrong(row, column, "no space at either end")
        return value

    def price(self, row: Row, column: str) -> Decimal:
        """An amount without tax."""
        value = row.get(column).strip()
        if _PRICE.fits(value):
            return Decimal(value)
        self._wrong(row, column, _PRICE.takes)
        return Decimal(0)

    def units(self, row: Row, column: str) -> int:
        """A number of units."""
        value = row.get(column).strip()
        if _UNITS.fits(value) and int(value) <= _UNITS_MAX:
            return int(value)
        self._wrong(row, column, _UNITS.takes)
        return 0

    def sizes(self, row: Row, column: str) -> dict[str, Fraction]:
        """How many eaches some units hold, such as ``CS=12 PL=480``; none when nothing stands there."""
        found: dict[str, Fraction] = {}
        for code, _, size in self._pairs(row, column):
            if not (UNIT.fits(code) and _SIZE.fits(size)) or code in found or not Fraction(size):
                self._wrong(row, column, _SIZES)
                return {}
            found[code] = Fraction(size)
        return found

    def names(self, row: Row, column: str) -> dict[str, str]:
        """What partners call units, such as ``BX12=CS``; none when nothing stands there."""
        found: dict[str, str] = {}
        for name, _, code in self._pairs(row, column):
            if not (UNIT.fits(name) and UNIT.fits(code)) or name in found:
                self._wrong(row, column, _NAMES)
                return {}
            found[name] = code
        return found

    def _pairs(self, row: Row, column: str) -> list[tuple[str, str, str]]:
        return [word.partition("=") for word in row.get(column).split()]

    def _wrong(self, row: Row, column: str, takes: str) -> None:
        value = row.get(column)
        shown = value if len(value) <= _SHOWN_MAX else f"{value[:_SHOWN_MAX]}..."
        self._mistakes.add(row.place, f"{column} is {shown!r}; it takes {takes}")
