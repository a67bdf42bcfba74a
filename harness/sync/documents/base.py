"""What all canonical documents have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Canonical(BaseModel):
    """A document that is checked when it is made and never changed; numbers are never floats."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
