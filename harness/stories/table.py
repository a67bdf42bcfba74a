"""The table of verbs, made from functions: their names, their parameters, their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ..config.features import wrong_features
from .kinds import Kind, Name
from .notes import Notes

THE_ONLY: Any = "the only one"
"""Default of a name: whatever there is one of."""

Work = TypeVar("Work", bound=Callable[..., Any])
Check = Callable[[Mapping[str, Any], Notes], Iterable[tuple[str, str]]]


def nothing_wrong(values: Mapping[str, Any], notes: Notes) -> Iterable[tuple[str, str]]:
    """The check of a verb whose values need none beside each other."""
    del values, notes
    return ()


@dataclass(frozen=True)
class Parameter:
    """A value that a verb takes; ``keyword`` is what its function calls it."""

    name: str
    keyword: str
    kind: Kind
    required: bool
    default: Any = None

    @property
    def help(self) -> str:
        """What it takes, in words, and what counts when it is left out."""
        if self.required:
            return self.kind.takes
        if self.default is THE_ONLY:
            return f"{self.kind.takes} (may be left out while there is one)"
        counts = "may be left out" if self.default in (None, "") else f"left out: {self.default}"
        return f"{self.kind.takes} ({counts})"


@dataclass(frozen=True, kw_only=True)
class Verb:
    """Something that people do, or that is expected; ``work`` does it, or yields what it looked at.

    ``needs`` is a system without which it makes no sense; ``features`` is what a connector has to offer for
    it, by parameter, "" for the verb itself. ``check`` yields a parameter and what is wrong with its value
    beside the others.
    """

    name: str
    help: str
    example: str
    parameters: Mapping[str, Parameter]
    work: Callable[..., Any]
    expects: bool
    needs: str = ""
    settles: bool = False
    features: Mapping[str, str] = field(default_factory=dict)
    check: Check = nothing_wrong

    @property
    def takes(self) -> str:
        """The names of its parameters, for messages."""
        return ", ".join(self.parameters) or "nothing"

    @property
    def looks_at(self) -> tuple[str, ...]:
        """Of an expectation, the parameters that say what is expected."""
        return tuple(name for name, one in self.parameters.items() if not isinstance(one.kind, Name))

    @property
    def line(self) -> str:
        """A line as it stands in a file."""
        return f"- {self.name}: {self.example}" if self.example else f"- {self.name}"


class Verbs(dict[str, Verb]):
    """Verbs by name; a function is made one by ``@verbs.add("{ an: example }")``."""

    def __init__(self, *, expect: bool) -> None:
        super().__init__()
        self._expect = expect

    def add(
        self,
        example: str = "",
        *,
        needs: str = "",
        settles: bool = False,
        features: str | Mapping[str, str] = "",
        check: Check = nothing_wrong,
    ) -> Callable[[Work], Work]:
        """Take a function into the table; its name with spaces is the verb.

        ``features`` is what it needs of a connector: one word, or one for each parameter that needs it, or
        for a field of its lines (``lines.unit``).
        """
        by_parameter = dict(features) if isinstance(features, Mapping) else {"": features} if features else {}
        unknown = wrong_features(by_parameter.values())
        assert unknown is None, unknown

        def taken(function: Work) -> Work:
            name = function.__name__.strip("_").replace("_", " ")
            said = " ".join((inspect.getdoc(function) or "").split())
            if needs:
                said += f" Only where there is a {needs}."
            self[name] = Verb(
                name=name, help=said, example=example, parameters=_parameters(function), work=function,
                expects=self._expect, needs=needs, settles=settles, features=by_parameter, check=check,
            )  # fmt: skip
            return function

        return taken


def _parameters(function: Callable[..., Any]) -> dict[str, Parameter]:
    """The keyword parameters of a function, each with the kind that its annotation carries."""
    hints = get_type_hints(function, include_extras=True)
    made = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        name, required = parameter.name.strip("_"), parameter.default is inspect.Parameter.empty
        default = None if required else parameter.default
        made[name] = Parameter(name, parameter.name, _kind(hints[parameter.name]), required, default)
    return made


def _kind(hint: Any) -> Kind:
    if get_origin(hint) in (Union, UnionType):
        [hint] = [part for part in get_args(hint) if part is not NoneType]
    assert get_origin(hint) is Annotated, f"{hint} carries no kind"
    kind: Kind = hint.__metadata__[0]
    return kind
