"""Where an order of the marketplace is found in the systems behind it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from .currencies import minor_unit
from .documents.order import Order, SalesOrder
from .errors import Missing, Unsuitable
from .run import Run
from .surroundings import Surroundings

ORDER = "order"
ORDER_OF_ERP = "order-of-erp"


class Whereabouts(msgspec.Struct, frozen=True, array_like=True):
    """An order's names in all systems; ``line_nos`` are the ERP's, by line of the marketplace.

    ``partner`` is the buyer's own unit of those lines that were ordered in one, with its size.
    """

    store: str
    order_id: str
    payment_id: str
    currency: str
    erp: str
    line_nos: dict[str, int]
    charge_nos: list[int]
    discounted: bool
    oms: str
    tolerant: bool = False
    partner: dict[str, tuple[str, str]] = {}

    @property
    def coin(self) -> Decimal:
        """The minor unit of its currency."""
        return minor_unit(self.currency)

    @property
    def on_account(self) -> bool:
        """Whether no payment is held for it, and the buyer pays the invoices."""
        return not self.payment_id

    @property
    def key(self) -> str:
        """The name of the order outside the marketplace."""
        return f"{self.store}/{self.order_id}"


_decode = msgspec.json.Decoder(Whereabouts).decode


def order_lane(order_key: str) -> str:
    """The lane of everything that concerns an order, by its store and number."""
    return f"order:{order_key}"


def buyer_lane(buyer_id: str) -> str:
    """The lane of a buyer's account and of the buyer's orders until they are placed."""
    return f"buyer:{buyer_id}"


def write_down(
    run: Run, order: Order, *, erp: str, line_nos: list[int], charge_nos: list[int], oms: str
) -> Whereabouts:
    """Remember where an order is found; ``line_nos`` and ``charge_nos`` are in its own order."""
    where = Whereabouts(
        order.store, order.id, order.payment_id, order.currency, erp,
        dict(zip([line.id for line in order.lines], line_nos, strict=True)), charge_nos,
        any(charge.total < 0 for charge in order.charges), oms, order.tolerant,
        {line.id: (line.partner_unit, line.partner_size) for line in order.lines if line.partner_unit},
    )  # fmt: skip
    run.remember(ORDER, order.key, msgspec.json.encode(where).decode())
    run.remember(ORDER_OF_ERP, erp, order.key)
    return where


def with_lines(run: Run, where: Whereabouts, line_nos: dict[str, int]) -> Whereabouts:
    """Remember where further lines of an order are found."""
    grown = msgspec.structs.replace(where, line_nos={**where.line_nos, **line_nos})
    run.remember(ORDER, where.key, msgspec.json.encode(grown).decode())
    return grown


async def find(run: Run, around: Surroundings, order_key: str) -> Whereabouts:
    """Where an order is found, from memory or by asking the systems.

    Where somebody else gives orders further lines, memory is not enough.
    """
    known = run.known(ORDER, order_key)
    if known is not None and around.settings.plays("amendments"):
        return _decode(known)
    order = await around.marketplace.order(order_key)
    booked = await around.erp.find_order(order.key)
    if booked is None:
        raise _not_there(order, "erp")
    oms = ""
    if around.settings.has_oms:
        placed = await around.oms.find_order(order.store, order.id)
        if placed is None:
            raise _not_there(order, "oms")
        oms = placed.number
    charge_nos = [charge.charge_no for charge in booked.charges]
    return write_down(
        run, order, erp=booked.number, line_nos=in_order(order, booked), charge_nos=charge_nos,
        oms=oms,
    )  # fmt: skip


async def find_by_erp(run: Run, around: Surroundings, number: str) -> Whereabouts | None:
    """Where the order behind an ERP order is found; None if it is not of the marketplace."""
    order_key = run.known(ORDER_OF_ERP, number)
    if order_key is None:
        reference = (await around.erp.order(number)).external_ref
        order_key = reference if "/" in reference else ""
    return await find(run, around, order_key) if order_key else None


def _not_there(order: Order, system: str) -> Missing:
    return Missing(
        f"order {order.key} is not in the {system} yet", link="orders", key=order.key,
        lane=order_lane(order.key),
    )  # fmt: skip


def in_order(order: Order, booked: SalesOrder) -> list[int]:
    """The ERP's line numbers in the order of the marketplace's lines."""
    numbers = {line.external_line: line.line_no for line in booked.lines}
    missing = [line.id for line in order.lines if line.id not in numbers]
    if missing:
        raise Unsuitable(f"sales order {booked.number} lacks lines {', '.join(missing)}")
    return [numbers[line.id] for line in order.lines]
