"""What the order management system can do, without HTTP."""

from __future__ import annotations

from .amendments import Amending
from .cancellations import Cancelling
from .fulfilment import Fulfilling
from .orders import Ordering
from .returns import Returning
from .stock import Stockkeeping


class Oms(Amending, Ordering, Fulfilling, Cancelling, Returning, Stockkeeping):
    """An order management system: one set of tables, and the parts that work on them."""


__all__ = ["Oms"]
