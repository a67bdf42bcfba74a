"""What the marketplace can do; it works without HTTP."""

from __future__ import annotations

from .accounts import Crediting
from .amendments import Amending
from .billing import Billing
from .buyers import Buying
from .cancellations import Cancelling
from .credit import Returning
from .exchanges import Exchanging
from .orders import Ordering
from .refunds import RefusedRefunds
from .reviews import Reviewing
from .seller_cancellations import SellerCancelling
from .stock import Offering


class Marketplace(
    Exchanging,
    Offering,
    Buying,
    Amending,
    Ordering,
    Cancelling,
    SellerCancelling,
    Returning,
    Billing,
    Crediting,
    Reviewing,
    RefusedRefunds,
):
    """Buyers order what the seller offers; the seller ships, answers, takes back and is paid."""
