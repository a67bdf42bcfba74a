"""Hides personal data and secrets in everything that is written for people to keep.

A hidden value becomes a numbered placeholder such as ``[email-1]``. One masker gives the same
value the same placeholder everywhere, so that a reader can still follow it from system to system;
the number says nothing about the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus

from .fields import Kind, is_party, kind_of, structured
from .known_values import LENGTH_MIN, KnownValues, known_values

PLACEHOLDER = re.compile(r"\[(?:(?:email|phone|name|address|secret)-\d+|[\w-]+\.[\w.-]+)\]")
_EMAIL = re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w.,+-])(?:"
    r"\+\d{1,3}[ -]?\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4}"  # +44 1632 960123
    r"|0\d{2,4} \d{3,4} ?\d{3,4}"  # 01632 960123
    r"|\(0?\d{3,4}\) ?\d{3,4}[ -]?\d{3,4}"  # (555) 010-1234
    r")(?![\w-])"
)
_PHONE_DIGITS_MIN = 9
_ROLE = re.compile(r"[a-z][a-z -]*|")
_SCHEME = re.compile(r"(?i)\b(bearer|basic|digest)(\s+)(?=\S*[\d=_.~+/-])([\w.~+/=-]{8,})")
_PAIR = re.compile(
    r"(?i)(?<![\w-])"
    r"(?P<name>[\w-]*(?:token|secret|password|passwd|signature|hmac|api[_-]?key)[\w-]*)"
    r"\"?\s*[=:]\s*\"?(?P<value>[^\s\"&,;'<>]{4,})"
)
_BARE = re.compile(
    r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"  # a JSON web token
    r"|\bwhsec_[\w+/=-]+|\bsk_(?:live|test)_\w+"
    r"|\bv1,[\w+/]{40,}=*"  # the signature of Standard Webhooks
    r"|(?<=://)[^/\s@]+(?=@)"  # user and password in an address
)
_FORM = re.compile(r"[\w.%+*-]+=[^\s{<\"]*")
# A field of JSON that was cut short: its value may lack the closing quote.
_QUOTED = re.compile(r'"(?P<name>[\w .-]+)"\s*:\s*"?(?P<value>(?<=")(?:[^"\\]|\\.)*|[\d.+-]+)')
_TAGGED = re.compile(r"<(?P<name>[\w:.-]+)(?:\s[^<>]*)?>(?P<value>[^<>]+)")
# Decimals pass as marked strings, so that 12.10 is shown as it was written.
_VERBATIM = re.compile(r'"\\u0000([\d.eE+-]+)\\u0000"')


class Masker:
    """Replaces personal data and secrets by placeholders, the same value by the same one.

    ``secrets`` are values that are hidden wherever they stand, with their names: the secret of
    ``marketplace.client_secret`` becomes ``[marketplace.client_secret]``.
    """

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        self._numbers: dict[Kind, dict[str, int]] = {kind: {} for kind in Kind}
        self._named = {
            value: f"[{name}]" for value, name in (secrets or {}).items() if len(value) >= LENGTH_MIN
        }
        self._secrets = known_values(self._named, whole=False)
        self._people: dict[str, str] = {}
        self._learning = False
        self._known: KnownValues | None = None
        self._met: tuple[str, ...] = ()
        self._names: re.Pattern[str] | None = None

    def meet(self, names: Iterable[str]) -> None:
        """From now on, and until others are met, hide these names of people in free text too."""
        met = tuple(dict.fromkeys(name for name in names if not _ROLE.fullmatch(name)))
        if met != self._met:
            self._met = met
            longest_first = sorted(met, key=len, reverse=True)
            listed = "|".join(re.escape(name) for name in longest_first)
            self._names = re.compile(rf"(?<!\w)(?:{listed})(?!\w)") if met else None

    def learn(self, body: str) -> None:
        """From now on, hide the people and addresses of this body in free text too."""
        known = len(self._people)
        self._learning = True
        self.body(body)
        self._learning = False
        if len(self._people) != known:
            self._known = None

    def nested(self, value: Any) -> Any:
        """Whatever JSON holds, with every text in it masked as free text, whatever its field is called."""
        if isinstance(value, dict):
            return {self.text(str(name)): self.nested(held) for name, held in value.items()}
        if isinstance(value, list):
            return [self.nested(held) for held in value]
        return self.text(value) if isinstance(value, str) else value

    def who(self, name: str) -> str:
        """Somebody who acts: a role such as picker is shown, a name is hidden."""
        return name if _ROLE.fullmatch(name) else self.hidden(Kind.NAME, name)

    def text(self, text: str) -> str:
        """Free text without e-mail addresses, phone numbers, tokens, secrets and signatures."""
        text = self._without_known(text)
        if self._names is not None:
            text = self._names.sub(lambda found: self.hidden(Kind.NAME, found[0]), text)
        text = _BARE.sub(lambda found: self._secret(found[0]), text)
        text = _SCHEME.sub(lambda found: f"{found[1]}{found[2]}{self._secret(found[3])}", text)
        text = _PAIR.sub(self._pair(lambda _: Kind.SECRET), text)
        if "@" in text or "%40" in text:
            text = _EMAIL.sub(lambda found: self.hidden(Kind.EMAIL, unquote(found[0])), text)
        return _PHONE.sub(self._phone, text)

    def field(self, name: str, value: str) -> str:
        """The value of a named field, hidden when the name says that it is somebody's."""
        kind = kind_of(name, in_party=False)
        return self.text(value) if kind is None else self.hidden(kind, value)

    def body(self, text: str, *, indent: int | None = 2) -> str:
        """A request or reply body; what is not JSON, or is cut short, is searched as text."""
        try:
            parsed = json.loads(text, parse_float=lambda number: f"\0{number}\0")
            masked = self._value(parsed, party=False)
            rendered = json.dumps(masked, indent=indent, ensure_ascii=False)
        except (ValueError, RecursionError):
            return self._unparsed(text)
        return _VERBATIM.sub(r"\1", rendered)

    def url(self, url: str) -> str:
        """A path or an address with its query, each part judged after decoding."""
        bare = _BARE.sub(lambda found: self._secret(found[0]), self._without_known(url))
        path, mark, query = bare.partition("?")
        segments = [self._part("", segment, unquote) for segment in path.split("/")]
        return "/".join(segments) + mark + self.query(query)

    def query(self, query: str) -> str:
        """A query string or a form, each value judged by its name."""
        pairs = []
        for pair in query.split("&"):
            name, joint, value = pair.partition("=")
            pairs.append(name + joint + self._part(unquote_plus(name), value, unquote_plus))
        return "&".join(pairs)

    def hidden(self, kind: Kind, value: str) -> str:
        """The placeholder of a value; nothing and what is hidden already stay as they are."""
        if not value.strip() or PLACEHOLDER.fullmatch(value):
            return value
        if value in self._named:
            return self._named[value]
        numbers = self._numbers[kind]
        number = numbers.setdefault(value.strip().casefold(), len(numbers) + 1)
        placeholder = f"[{kind.value}-{number}]"
        if self._learning and _tells_apart(kind, value.strip()):
            self._people[value.strip()] = placeholder
        return placeholder

    def _without_known(self, text: str) -> str:
        if self._secrets is not None:
            text = self._secrets.replaced(text)
        if self._people and not self._learning:
            self._known = self._known or known_values(self._people, whole=True)
            text = self._known.replaced(text) if self._known is not None else text
        return text

    def _unparsed(self, text: str) -> str:
        if _FORM.fullmatch(text):
            return self.query(text)
        hide = self._pair(lambda name: kind_of(name, in_party=True))
        return self.text(_TAGGED.sub(hide, _QUOTED.sub(hide, text)))

    def _secret(self, value: str) -> str:
        return self.hidden(Kind.SECRET, value)

    def _phone(self, found: re.Match[str]) -> str:
        digits = sum(character.isdigit() for character in found[0])
        return self.hidden(Kind.PHONE, found[0]) if digits >= _PHONE_DIGITS_MIN else found[0]

    def _pair(self, kind: Callable[[str], Kind | None]) -> Callable[[re.Match[str]], str]:
        def hide(found: re.Match[str]) -> str:
            of = kind(found["name"])
            value = found["value"] if of is None else self.hidden(of, found["value"])
            start = found.start("value") - found.start()
            return found[0][:start] + value

        return hide

    def _part(self, name: str, raw: str, decode: Callable[[str], str]) -> str:
        value = decode(raw)
        masked = self.field(name, value) if name else self.text(value)
        return raw if masked == value else masked

    def _value(self, value: Any, *, party: bool, forced: Kind | None = None) -> Any:
        if isinstance(value, dict):
            inside = party or is_party(value)
            return {
                self.text(str(name)): self._member(str(name), held, inside, forced)
                for name, held in value.items()
            }
        if isinstance(value, list):
            return [self._value(held, party=party, forced=forced) for held in value]
        if value is None or isinstance(value, bool):
            return value
        if forced is not None:
            return self.hidden(forced, str(value))
        return self.text(value) if isinstance(value, str) else value

    def _member(self, name: str, held: Any, party: bool, forced: Kind | None) -> Any:
        kind = forced or kind_of(name, in_party=party)
        if forced is None and structured(name, kind) and _holds_objects(held):
            return self._value(held, party=True)
        return self._value(held, party=False, forced=kind)


def _tells_apart(kind: Kind, value: str) -> bool:
    """Whether a value is so much somebody's own that it is never met as an ordinary word."""
    if kind is Kind.NAME:
        return not value.isalpha() and not _ROLE.fullmatch(value)
    if kind is Kind.ADDRESS:  # A street with its number, or a postcode; a town alone is no secret.
        return " " in value and any(character.isdigit() for character in value)
    return kind is not Kind.PHONE or sum(map(str.isdigit, value)) >= _PHONE_DIGITS_MIN


def _holds_objects(held: Any) -> bool:
    return isinstance(held, dict) or (
        isinstance(held, list) and bool(held) and all(isinstance(each, dict) for each in held)
    )
