"""Changes of a served world, made into what the judge is told in process."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import msgspec

from ordergate.simulators.erp import model as erp
from ordergate.simulators.kernel.fields import Document
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.marketplace import model as marketplace
from ordergate.simulators.oms import model as oms
from ordergate.simulators.wms import model as wms

_MODELS: dict[str, ModuleType] = {"marketplace": marketplace, "oms": oms, "erp": erp, "wms": wms}


class ToldChange(msgspec.Struct, frozen=True):
    """A change as the feed tells it; ``document`` names the type of both versions."""

    n: int
    system: str
    table: str
    key: str | int
    document: str
    version: int
    at_us: int
    before: msgspec.Raw
    after: msgspec.Raw
    who: str
    why: str

    def rebuilt(self) -> Change:
        """The change with its documents as the system itself holds them."""
        decode = _decoder(self.system, self.document).decode
        before, after = decode(self.before), decode(self.after)
        return Change(
            self.system, self.table, self.key, self.version, self.at_us, before, after,
            self.who, self.why,
        )  # fmt: skip


class FeedPage(msgspec.Struct, frozen=True):
    """Some changes in order; those of another generation stand in another story."""

    generation: int
    last: int
    changes: list[ToldChange]


def feed_page(raw: bytes) -> FeedPage:
    """A page of the feed as it came over the wire."""
    return _PAGE.decode(raw)


_PAGE = msgspec.json.Decoder(FeedPage)


@cache
def _decoder(system: str, document: str) -> msgspec.json.Decoder[Any]:
    kind = getattr(_MODELS[system], document, None)
    assert isinstance(kind, type) and issubclass(kind, Document), (
        f"the {system} has no document {document} in its model"
    )
    return msgspec.json.Decoder(kind | None)
