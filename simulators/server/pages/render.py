"""Pages out of templates; a page's policy forbids the browser to load or run anything else."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ...kernel.wire import WireReply
from .life import in_money

_TEMPLATES = Path(__file__).parent / "templates"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def page(template: str, *, status: int = 200, **known: Any) -> WireReply:
    """A whole page as an answer."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        # With no-referrer a browser would not say which page a button was pressed on.
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    text = _environment().get_template(template).render({**known, "style": Markup(style)})
    return WireReply(status, headers, text.encode("utf-8", "replace"))


def order_address(world: str, store: str, order_id: str) -> str:
    """Where the page of an order is."""
    return "/orders/" + "/".join(quote(part, safe="") for part in (world, store, order_id))


def instant(at_us: int) -> str:
    """An instant of a world's clock, in UTC."""
    return (_EPOCH + timedelta(microseconds=at_us)).strftime("%Y-%m-%d %H:%M:%S")


def spoken(state: str) -> str:
    """A state or the name of a table, as words."""
    return state.replace("_", " ")


@cache
def _style() -> str:
    return (_TEMPLATES / "pages.css").read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(instant=instant, spoken=spoken, money=in_money, order_address=order_address)
    return environment
