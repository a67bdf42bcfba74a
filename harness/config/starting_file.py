"""The file to begin with, and the JSON Schema by which editors check it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from .model import Config


def starter() -> str:
    """A commented ``ordergate.toml`` to fill in."""
    return (resources.files(__package__) / "starter.toml").read_text("utf-8")


def schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    made = Config.model_json_schema()
    made["properties"].pop("file", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "ordergate.toml"}


def schema_text() -> str:
    """The same as a file."""
    return json.dumps(schema(), indent=2) + "\n"
