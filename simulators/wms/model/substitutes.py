"""Items that may ship in place of others."""

from __future__ import annotations

from ...kernel.fields import Document
from ...kernel.substitution import AllowedSubstitute


class Substitutes(Document, frozen=True):
    """The items that may ship in place of an item."""

    sku: str
    substitutes: tuple[AllowedSubstitute, ...]
