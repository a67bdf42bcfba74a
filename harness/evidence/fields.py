"""Which fields hold personal data or secrets, told by their names and their neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_SECRET = """
    token tokens secret secrets password passwd pwd signature hmac authorization authorisation
    credential credentials cookie apikey bearer
"""
_SECRET_PAIRS = (("api", "key"), ("access", "key"), ("private", "key"), ("signing", "key"))
_EMAIL = "email emails mail"
_PHONE = "phone phones telephone mobile fax tel msisdn"
_ADDRESS = """
    street street1 street2 address addresses address1 address2 addressline house building
    city town postcode zip zipcode postal
"""
_PERSON = """
    firstname lastname surname forename fullname middlename username login contact recipient
    consignee addressee attention company organisation organization
"""
_OF_A_PERSON = """
    first last given family middle full maiden contact recipient consignee customer buyer seller
    company shipping billing holder user person account ship bill to legal trading business
"""
_IN_A_PARTY = "given family first last middle"
_ABOUT_IT = """
    id ids ref reference count date type kind format status state verified at country currency
"""
_NUMBERED = "number no"
_BESIDE_AN_ADDRESS = "street city town postcode postal zip zipcode line1 address1"


class Kind(StrEnum):
    """What a hidden value was."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    ADDRESS = "address"
    SECRET = "secret"


def words_of(name: str) -> list[str]:
    """The words of a field name: ``shipTo.firstName`` is ship, to, first, name."""
    return [word.lower() for word in _WORD.findall(name)]


def is_party(fields: Mapping[str, Any]) -> bool:
    """Whether an object describes a person, a company or an address."""
    return any(_named(name, _BESIDE_AN_ADDRESS) for name in fields)


@lru_cache(maxsize=4096)
def kind_of(name: str, *, in_party: bool) -> Kind | None:
    """What a field of this name holds; None when it may be shown.

    In an object with an address, ``line`` is part of the address and ``name`` somebody's.
    """
    words = words_of(name)
    if _is_secret(words):
        return Kind.SECRET
    if not words or words[-1] in _ABOUT_IT.split():
        return None
    for kind, names in ((Kind.EMAIL, _EMAIL), (Kind.PHONE, _PHONE), (Kind.ADDRESS, _ADDRESS)):
        if _named(name, names):
            return kind
    if in_party and words[0] == "line" and all(word.isdigit() for word in words[1:]):
        return Kind.ADDRESS
    return Kind.NAME if _is_name(words, in_party=in_party) else None


def structured(name: str, kind: Kind | None) -> bool:
    """Whether an object in this field is a party with fields of its own, rather than one value."""
    return kind is Kind.ADDRESS or (kind is Kind.NAME and words_of(name)[-1] != "name")


def _is_secret(words: list[str]) -> bool:
    if not words or words[-1] in ("type", "at", "in"):
        return False
    paired = any(pair in _SECRET_PAIRS for pair in pairwise(words))
    return paired or not set(_SECRET.split()).isdisjoint(words)


def _is_name(words: list[str], *, in_party: bool) -> bool:
    if words[-1] in _NUMBERED.split():
        return False
    if not set(_PERSON.split()).isdisjoint(words):
        return True
    if in_party and len(words) == 1 and words[0] in _IN_A_PARTY.split():
        return True
    return words[-1] == "name" and set(_OF_A_PERSON.split()).issuperset(words[:-1])


def _named(name: str, known: str) -> bool:
    """Whether one of the known words is in the name, or is the name written as one word."""
    words = words_of(name)
    return not set(known.split()).isdisjoint([*words, "".join(words)])
