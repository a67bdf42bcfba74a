"""Between instants and the texts in which vendors tell them; there is no clock in here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant_of(text: str, zone: str = "UTC") -> int:
    """The instant of an ISO 8601 text; ``zone`` is where a text without an offset was written."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return (moment - _EPOCH) // _MICROSECOND


def text_with_offset(at_us: int, zone: str) -> str:
    """An instant as the clocks of a zone show it, with their offset from UTC."""
    return moment(at_us).astimezone(ZoneInfo(zone)).isoformat()


def text_in_utc(at_us: int) -> str:
    """An instant by RFC 3339, ending in Z."""
    return moment(at_us).replace(tzinfo=None).isoformat() + "Z"


def text_of_second(at_us: int) -> str:
    """An instant in UTC at whole seconds and without an offset; fractions are cut off."""
    return moment(at_us).replace(tzinfo=None, microsecond=0).isoformat()


def business_date(at_us: int, zone: str) -> str:
    """The calendar day of an instant in the zone of a company."""
    return moment(at_us).astimezone(ZoneInfo(zone)).date().isoformat()


def noon_of(date: str, zone: str) -> int:
    """The instant at which a calendar day is half over in a zone."""
    return instant_of(f"{date}T12:00:00", zone)


def midnight_of(date: str, zone: str) -> int:
    """The instant at which a calendar day begins in a zone."""
    return instant_of(f"{date}T00:00:00", zone)


def moment(at_us: int) -> datetime:
    """The aware datetime of an instant, in UTC."""
    return _EPOCH + timedelta(microseconds=at_us)
