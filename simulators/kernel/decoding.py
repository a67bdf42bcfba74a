"""JSON bodies as their types; what is wrong with one is said by field, value, and what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from .fields import in_words
from .problems import Malformed

_FIELD = re.compile(r" - at `(?:key in )?\$\.?(?P<path>[^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]*)`")
_FORM = re.compile(r"matching regex (?P<quoted>'.*'|\".*\")\Z")
_STEP = re.compile(r"\[(?P<place>[0-9]+|\.\.\.)\]|(?P<name>[^.\[\]]+)")
_SHOWN_MAX = 60


def decoded(decoder: msgspec.json.Decoder[Any], raw: bytes) -> Any:
    """A JSON body as its type; whatever is wrong with it is Malformed and names the field."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise _malformed(str(error), decoder.type, raw) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("the body is not JSON in UTF-8", field="body") from None


def _malformed(text: str, kind: Any, raw: bytes) -> Malformed:
    at = _FIELD.search(text)
    path, reason = (at["path"] if at else ""), _FIELD.sub("", text)
    if named := _UNKNOWN.search(reason) or _MISSING.search(reason):
        if named.re is _UNKNOWN:
            reason += _there_are(kind, path)
        path = f"{path}.{named['name']}" if path else named["name"]
    elif form := _FORM.search(reason):
        reason = _not_of_form(form["quoted"], _value_at(raw, path)) or reason
    path = path or "body"
    return Malformed(f"{path}: {reason[0].lower()}{reason[1:]}", field=path)


def _there_are(kind: Any, path: str) -> str:
    """The fields that an object takes, as the end of a sentence."""
    found = inspect.type_info(kind)
    for step in _STEP.finditer(path):
        found = _inside(found, step["name"])
    known = [one.encode_name for one in found.fields] if isinstance(found, inspect.StructType) else []
    return f"; there are: {', '.join(known)}" if known else ""


def _inside(kind: inspect.Type, name: str | None) -> inspect.Type:
    for one in kind.types if isinstance(kind, inspect.UnionType) else (kind,):
        if isinstance(one, inspect.VarTupleType | inspect.ListType) and name is None:
            return _plain(one.item_type)
        if isinstance(one, inspect.StructType) and name is not None:
            return next((_plain(each.type) for each in one.fields if each.encode_name == name), one)
    return kind


def _plain(kind: inspect.Type) -> inspect.Type:
    """An object, also where it may be left out."""
    structs = [one for one in _alternatives(kind) if isinstance(one, inspect.StructType)]
    return structs[0] if structs else kind


def _alternatives(kind: inspect.Type) -> Iterator[inspect.Type]:
    yield from kind.types if isinstance(kind, inspect.UnionType) else (kind,)


def _not_of_form(quoted: str, value: object) -> str:
    """What a text should have been; nothing when there are no words for it."""
    words = in_words(quoted[1:-1].replace("\\\\", "\\"))
    return f"it is {str(value)[:_SHOWN_MAX]!r}; it takes {words}" if words else ""


def _value_at(raw: bytes, path: str) -> object:
    found: Any = msgspec.json.decode(raw)
    for step in _STEP.finditer(path):
        found = _stepped(found, step)
    return found


def _stepped(found: Any, step: re.Match[str]) -> Any:
    if step["name"] is not None:
        return found.get(step["name"], "") if isinstance(found, dict) else ""
    place = step["place"]
    return found[int(place)] if isinstance(found, list) and place.isdigit() else ""
