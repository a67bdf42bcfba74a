"""Pages that need nothing but themselves: templates, with style and script written into them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .balance import balance_of
from .words import amount, amounts, counted, elapsed, figures, in_zone, instant, price, zone_name

_TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, *, style: str, script: str = "", known: Mapping[str, object]) -> Iterator[str]:
    """A whole page, in pieces; its policy forbids the browser to load or run anything else."""
    style_text, script_text = _text(style), _text(script) if script else ""
    runs = _digest(script_text) if script else "'none'"
    policy = (
        f"default-src 'none'; style-src {_digest(style_text)}; script-src {runs}; "
        "base-uri 'none'; form-action 'none'"
    )
    frame = {"policy": policy, "style": Markup(style_text), "script": Markup(script_text)}
    return _environment().get_template(template).generate({**known, **frame})


def part(template: str, known: Mapping[str, object]) -> Markup:
    """A piece of a page."""
    return Markup(_environment().get_template(template).render(known))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        amount=amount,
        amounts=amounts,
        balance=balance_of,
        counted=counted,
        elapsed=elapsed,
        figures=figures,
        in_zone=in_zone,
        instant=instant,
        price=price,
        zone_name=zone_name,
    )
    return environment


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
