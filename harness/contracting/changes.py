"""What changed between two contracts, and whether it breaks whoever keeps to the older one.

A partner sends requests and reads answers and events. What it may send must not become less, and what it
reads must not become more than it knows: a further field is passed over, a further value of an enumeration
or an answer that may be null is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
_METHODS = ("get", "put", "post", "delete", "patch")
_AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_DEEPEST = 40
Named = frozenset[tuple[str, str]]
NOWHERE: Named = frozenset()


@dataclass(frozen=True)
class ContractChange:
    """One difference: where it is, what is different, and whether a partner has to change for it."""

    where: str
    text: str
    breaking: bool


def changes(before: Json, after: Json) -> list[ContractChange]:
    """The differences of two documents of the same kind: OpenAPI, AsyncAPI or JSON Schema."""
    if "openapi" in before:
        return [*_of_openapi(before, after)]
    if "asyncapi" in before:
        return [*_of_asyncapi(before, after)]
    reading = _Comparison(before, after, sent=False)
    return [*reading.of(before, after, str(before.get("title", "document")))]


def version_of(contract: Json) -> str:
    """The version that a contract bears; a JSON Schema bears it at the end of its id."""
    if "info" in contract:
        return str(contract["info"].get("version", ""))
    return str(contract.get("$id", "")).rpartition(":")[2]


@dataclass(frozen=True)
class _Comparison:
    """Two documents whose schemas are compared; ``sent`` by the partner, or read by it."""

    before: Json
    after: Json
    sent: bool

    def of(self, old: Json, new: Json, where: str, within: Named = NOWHERE) -> Iterator[ContractChange]:
        """The differences of two schemas, within schemas whose names say what is being compared already."""
        names = (str(old.get("$ref", "")), str(new.get("$ref", "")))
        if names in within:
            return
        within = within | {names} if any(names) else within
        old, new = _resolved(self.before, old), _resolved(self.after, new)
        old_kinds, new_kinds = _kinds(self.before, old), _kinds(self.after, new)
        yield from self._values(where, "type", set(old_kinds), set(new_kinds))
        for kind in old_kinds.keys() & new_kinds.keys():
            yield from self._alike(old_kinds[kind], new_kinds[kind], where, within)

    def _alike(self, old: Json, new: Json, where: str, within: Named) -> Iterator[ContractChange]:
        yield from self._enumeration(old, new, where)
        yield from self._limits(old, new, where)
        yield from self._fields(old, new, where, within)
        if "items" in old or "items" in new:
            yield from self.of(old.get("items", {}), new.get("items", {}), f"{where}[]", within)

    def _values(self, where: str, what: str, old: set[str], new: set[str]) -> Iterator[ContractChange]:
        for gone in sorted(old - new):
            yield ContractChange(where, f"{what} {gone} is gone", breaking=self.sent)
        for further in sorted(new - old):
            yield ContractChange(where, f"{what} {further} is new", breaking=not self.sent)

    def _enumeration(self, old: Json, new: Json, where: str) -> Iterator[ContractChange]:
        known, now = _enumerated(old), _enumerated(new)
        if known is not None and now is not None:
            yield from self._values(where, "value", known, now)
        elif known is not None:
            yield ContractChange(where, "any value now, of a list before", breaking=not self.sent)
        elif now is not None:
            yield ContractChange(where, f"one of {', '.join(sorted(now))} now", breaking=self.sent)

    def _limits(self, old: Json, new: Json, where: str) -> Iterator[ContractChange]:
        for names, narrower in ((_AT_MOST, -1), (_AT_LEAST, 1)):
            for name in names:
                if old.get(name) == new.get(name):
                    continue
                less = _is_narrower(old.get(name), new.get(name), narrower)
                text = f"{name} {old.get(name, 'open')} is {new.get(name, 'open')} now"
                yield ContractChange(where, text, breaking=less == self.sent)
        for name in ("pattern", "format", "multipleOf"):
            if old.get(name) != new.get(name):
                opened = name not in new if self.sent else name not in old
                text = f"{name} {old.get(name, 'open')} is {new.get(name, 'open')} now"
                yield ContractChange(where, text, breaking=not opened)

    def _fields(self, old: Json, new: Json, where: str, within: Named) -> Iterator[ContractChange]:
        known, now = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", ())), set(new.get("required", ()))
        for name in known:
            if name not in now:
                yield ContractChange(f"{where}.{name}", "field is gone", breaking=True)
        for name in now:
            at = f"{where}.{name}"
            if name not in known:
                text = "field is new" + (", and needed" if name in needs else "")
                yield ContractChange(at, text, breaking=self.sent and name in needs)
                continue
            if name in needs - needed:
                yield ContractChange(at, "field is needed now", breaking=self.sent)
            if name in needed - needs:
                yield ContractChange(at, "field may be missing now", breaking=not self.sent)
            yield from self.of(known[name], now[name], at, within)


def _of_openapi(before: Json, after: Json) -> Iterator[ContractChange]:
    known, now = _operations(before), _operations(after)
    for name in known.keys() - now.keys():
        yield ContractChange(name, "operation is gone", breaking=True)
    for name in now.keys() - known.keys():
        yield ContractChange(name, "operation is new", breaking=False)
    for name in sorted(known.keys() & now.keys()):
        yield from _of_operation(before, after, name, known[name], now[name])
    if before.get("components", {}).get("securitySchemes") != after.get("components", {}).get(
        "securitySchemes"
    ):
        yield ContractChange("security", "callers prove otherwise who they are", breaking=True)
    yield from _of_webhooks(before, after)


def _of_webhooks(before: Json, after: Json) -> Iterator[ContractChange]:
    known, now = before.get("webhooks", {}), after.get("webhooks", {})
    reading = _Comparison(before, after, sent=False)
    for topic in known.keys() - now.keys():
        yield ContractChange(f"webhook {topic}", "topic is gone", breaking=True)
    for topic in now.keys() - known.keys():
        yield ContractChange(f"webhook {topic}", "topic is new", breaking=False)
    for topic in sorted(known.keys() & now.keys()):
        old, new = (_body(one[topic]["post"].get("requestBody", {})) for one in (known, now))
        yield from reading.of(old, new, f"webhook {topic}")


def _of_operation(before: Json, after: Json, name: str, old: Json, new: Json) -> Iterator[ContractChange]:
    if new.get("deprecated") and not old.get("deprecated"):
        yield ContractChange(name, "operation is deprecated", breaking=False)
    yield from _parameters(before, after, name, old, new)
    sending, reading = (_Comparison(before, after, sent=sent) for sent in (True, False))
    asked, asks = old.get("requestBody"), new.get("requestBody")
    if asked is None and asks is not None:
        yield ContractChange(name, "a body is new", breaking=bool(asks.get("required")))
    elif asked is not None and asks is None:
        yield ContractChange(name, "the body is gone", breaking=True)
    elif asked is not None and asks is not None:
        yield from sending.of(_body(asked), _body(asks), f"{name} request")
    known, now = old.get("responses", {}), new.get("responses", {})
    for status in known.keys() - now.keys():
        yield ContractChange(name, f"status {status} is gone", breaking=status.startswith("2"))
    for status in now.keys() - known.keys():
        yield ContractChange(name, f"status {status} is new", breaking=status[:1] in "23")
    for status in sorted(known.keys() & now.keys()):
        yield from reading.of(_body(known[status]), _body(now[status]), f"{name} {status}")


def _parameters(before: Json, after: Json, name: str, old: Json, new: Json) -> Iterator[ContractChange]:
    known, now = (
        {(one["in"], one["name"]): one for one in side.get("parameters", ())} for side in (old, new)
    )
    for key in known.keys() - now.keys():
        yield ContractChange(name, f"{key[0]} parameter {key[1]} is gone", breaking=True)
    for key in now.keys() - known.keys():
        needed = bool(now[key].get("required"))
        text = f"{key[0]} parameter {key[1]} is new" + (", and needed" if needed else "")
        yield ContractChange(name, text, breaking=needed)
    sending = _Comparison(before, after, sent=True)
    for key in sorted(known.keys() & now.keys()):
        if now[key].get("required") and not known[key].get("required"):
            yield ContractChange(name, f"{key[0]} parameter {key[1]} is needed now", breaking=True)
        schemas = (known[key].get("schema", {}), now[key].get("schema", {}))
        yield from sending.of(*schemas, f"{name} {key[1]}")


def _of_asyncapi(before: Json, after: Json) -> Iterator[ContractChange]:
    known, now = (
        {one["address"]: one for one in side.get("channels", {}).values()} for side in (before, after)
    )
    reading = _Comparison(before, after, sent=False)
    for topic in known.keys() - now.keys():
        yield ContractChange(topic, "topic is gone", breaking=True)
    for topic in now.keys() - known.keys():
        yield ContractChange(topic, "topic is new", breaking=False)
    for topic in sorted(known.keys() & now.keys()):
        old, new = _message(before, known[topic]), _message(after, now[topic])
        yield from reading.of(old.get("payload", {}), new.get("payload", {}), topic)


def _message(document: Json, channel: Json) -> Json:
    return _resolved(document, next(iter(channel["messages"].values()), {}))


def _operations(document: Json) -> dict[str, Json]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in document.get("paths", {}).items()
        for method, operation in item.items()
        if method in _METHODS
    }


def _body(holder: Json) -> Json:
    content = holder.get("content", {})
    return next((media.get("schema", {}) for media in content.values()), {})


def _resolved(document: Json, schema: Json) -> Json:
    for _ in range(_DEEPEST):
        if "$ref" not in schema:
            break
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def _kinds(document: Json, schema: Json) -> dict[str, Json]:
    """What a schema admits, by type; ``any`` where it names none."""
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        merged: dict[str, Json] = {}
        for choice in choices:
            merged |= _kinds(document, _resolved(document, choice))
        return merged
    kind = schema.get("type")
    if kind is None:
        values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
        kind = "string" if values and all(isinstance(value, str) for value in values) else "any"
    return {str(one): schema for one in (kind if isinstance(kind, list) else [kind])}


def _enumerated(schema: Json) -> set[str] | None:
    if "const" in schema:
        return {str(schema["const"])}
    return {str(value) for value in schema["enum"]} if "enum" in schema else None


def _is_narrower(old: Any, new: Any, narrower: int) -> bool:
    if old is None or new is None:
        return old is None
    return bool(new < old) if narrower < 0 else bool(new > old)
