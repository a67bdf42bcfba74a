"""Which fields hold personal data or secrets, told by their names and their neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_SECRET = frozenset(
    "token tokens secret secrets password passwd pwd signature hmac authorization authorisation "
    "credential credentials cookie apikey bearer".split()
)
_SECRET_PAIRS = (("api", "key"), ("access", "key"), ("private", "key"), ("signing", "key"))
_EMAIL = frozenset("email emails mail".split())
_PHONE = frozenset("phone phones telephone mobile fax tel msisdn cell".split())
_ADDRESS = frozenset(
    "street street1 street2 address address1 address2 addressline house building "
    "postcode zip zipcode postal".split()
)
_PERSON = frozenset(
    "firstname lastname surname forename fullname middlename username login contact recipient "
    "consignee addressee attention company organisation organization".split()
)
_OF_A_PERSON = frozenset(
    "first last given family middle full maiden contact recipient consignee customer buyer seller "
    "company shipping billing holder user person account ship bill to legal trading business".split()
)
_OF_A_THING = frozenset("sku item code topic file rate site".split())
_ABOUT_IT = frozenset(
    "id ids ref reference number no count date type kind format status state verified at "
    "country city currency lines".split()
)
_BESIDE_AN_ADDRESS = frozenset("street city postcode postal zip zipcode line1 address1".split())


class Kind(StrEnum):
    """What a hidden value was."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    ADDRESS = "address"
    SECRET = "secret"  # noqa: S105 - the word that stands in a placeholder, not a secret


def words_of(name: str) -> list[str]:
    """The words of a field name: ``shipTo.firstName`` is ship, to, first, name."""
    return [word.lower() for word in _WORD.findall(name)]


def is_party(fields: Mapping[str, Any]) -> bool:
    """Whether an object describes a person, a company or an address."""
    return any(not _BESIDE_AN_ADDRESS.isdisjoint(_joined(name)) for name in fields)


def kind_of(name: str, *, in_party: bool) -> Kind | None:
    """What a field of this name holds; None when it may be shown.

    In an object with an address, ``line`` is part of the address and ``name`` somebody's.
    """
    words = words_of(name)
    if not words:
        return None
    pairs = set(zip(words, words[1:], strict=False))
    if not _SECRET.isdisjoint(words) or not pairs.isdisjoint(_SECRET_PAIRS):
        return None if words[-1] in ("type", "at", "in") else Kind.SECRET
    if words[-1] in _ABOUT_IT:
        return None
    if not _EMAIL.isdisjoint(words):
        return Kind.EMAIL
    if not _PHONE.isdisjoint(words):
        return Kind.PHONE
    if not _ADDRESS.isdisjoint(_joined(name)):
        return Kind.ADDRESS
    return _name_or_line(words, in_party=in_party)


def _name_or_line(words: list[str], *, in_party: bool) -> Kind | None:
    if words[0] == "line" and in_party and all(word.isdigit() for word in words[1:]):
        return Kind.ADDRESS
    if not _PERSON.isdisjoint(words):
        return Kind.NAME
    if words == ["name"]:
        return Kind.NAME
    if words[-1] == "name" and _OF_A_PERSON.issuperset(words[:-1]):
        return Kind.NAME
    return None


def _joined(name: str) -> list[str]:
    words = words_of(name)
    return [*words, "".join(words)]
