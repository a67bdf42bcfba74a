"""Load profiles as data, in ``loadtests/profiles``: who, how many, which shape, which limit."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError

from ..config.model import Section, Sla, Text
from ..errors import UsageError

Count = Annotated[int, Field(ge=1, le=10_000)]
Span = Annotated[float, Field(ge=0, le=86_400)]


class Who(Section):
    """Who comes, and what they order."""

    buyers: Count
    """How many, at the same time."""
    items: Count
    """How many are for sale."""
    lines_max: Count
    """How many lines an order has at most."""
    units_max: Count
    """How many units a line has at most."""


class Rate(Section):
    """How fast."""

    orders_per_s: Annotated[float, Field(gt=0, le=10_000)]
    """All buyers together."""


class Shape(Section):
    """How long each part lasts, in seconds on the wall."""

    warm_up_s: Span
    """One buyer alone; these orders count, but not their times."""
    ramp_s: Span
    """The others come."""
    hold_s: Span
    """All of them order."""
    drain_s: Span
    """Nobody orders; it ends as soon as every order is in the ERP."""

    @property
    def total_s(self) -> float:
        """The whole of it."""
        return self.warm_up_s + self.ramp_s + self.hold_s + self.drain_s


class Profile(Section):
    """One load profile; ``rule`` is what it asks of a connector, in plain words."""

    title: Text
    rule: Text
    who: Who
    rate: Rate
    shape: Shape
    sla: Sla

    def changed(
        self, *, duration_s: float | None = None, buyers: int | None = None, rate: float | None = None
    ) -> Self:
        """The same with what is given in place of its own; UsageError when that is out of bounds."""
        data = self.model_dump(exclude_none=True)
        if duration_s is not None:
            share = duration_s / self.shape.total_s
            data["shape"] = {name: span * share for name, span in data["shape"].items()}
        data["who"] |= {} if buyers is None else {"buyers": buyers}
        data["rate"] |= {} if rate is None else {"orders_per_s": rate}
        try:
            return type(self).model_validate(data)
        except ValidationError as error:
            raise UsageError(f"the load cannot be as asked: {_said(error)}") from None

    def limits(self, sla: Sla) -> dict[str, float]:
        """The limits by name: those of the profile, under those that a user set."""
        given = sla.model_dump(exclude_unset=True, exclude_none=True)
        return {**self.sla.model_dump(exclude_none=True), **given}

    @property
    def orders_planned(self) -> int:
        """How many orders buyers place when nothing slows them down."""
        rate, shape = self.rate.orders_per_s, self.shape
        alone = shape.warm_up_s / self.who.buyers
        return int(rate * (alone + shape.ramp_s / 2 + shape.hold_s))


def profile_names() -> list[str]:
    """The profiles that there are."""
    return sorted(file.stem for file in _folder().glob("*.toml"))


def read_profile(name: str) -> Profile:
    """A profile by its name; UsageError names those that there are."""
    names = profile_names()
    if name not in names:
        raise UsageError(f"there is no load profile {name}; there are: {', '.join(names)}")
    return profile_in((_folder() / f"{name}.toml").read_text("utf-8"), name)


def profile_in(text: str, name: str) -> Profile:
    """The profile in a text; UsageError names every key that is wrong."""
    try:
        data: dict[str, Any] = tomllib.loads(text)
        return Profile.model_validate(data)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the load profile {name} is not TOML: {error}") from None
    except ValidationError as error:
        raise UsageError(f"the load profile {name} cannot be used: {_said(error)}") from None


def _said(error: ValidationError) -> str:
    return "; ".join(_one(found["loc"], found["type"], found["msg"]) for found in error.errors())


def _one(loc: tuple[int | str, ...], kind: str, said: str) -> str:
    name = ".".join(str(part) for part in loc)
    if kind != "extra_forbidden":
        return f"{name}: {said[0].lower()}{said[1:]}"
    return f"{name} is not a setting; there are: {', '.join(_known(loc))}"


def _known(loc: tuple[int | str, ...]) -> list[str]:
    sections: dict[str, type[Section]] = {"who": Who, "rate": Rate, "shape": Shape, "sla": Sla}
    model = sections[str(loc[0])] if len(loc) > 1 else Profile
    return list(model.model_fields)


def _folder() -> Path:
    return Path(str(resources.files("ordergate") / "loadtests" / "profiles")).resolve()
