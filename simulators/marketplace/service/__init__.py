"""What the marketplace can do; it works without HTTP."""

from __future__ import annotations

from .amendments import Amending
from .billing import Billing
from .buyers import Buying
from .cancellations import Cancelling
from .credit import Returning
from .orders import Ordering
from .stock import Offering


class Marketplace(Offering, Buying, Amending, Ordering, Cancelling, Returning, Billing):
    """Buyers order what the seller offers; the seller ships, answers, takes back and is paid."""
