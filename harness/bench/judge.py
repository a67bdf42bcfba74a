"""What a commit costs the judge, with a thousand orders in its books and with a hundred thousand."""

from __future__ import annotations

from decimal import Decimal

from ordergate.simulators.erp.model import OrderState as ErpState
from ordergate.simulators.erp.model import SalesOrder
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.marketplace.model import Address, Order, OrderLine, OrderState

from ..judge.judge import Judge
from ..running.wall import stopwatch

_SAMPLE = 5_000
_SHIP_TO = Address("Somebody", "1 High Street", "Leeds", "LS1 1AA", "United Kingdom")


def cost_per_commit_us(orders: int) -> float:
    """Microseconds for one commit of an order, once this many orders are in the books."""
    judge = Judge(("marketplace", "erp"))
    for number in range(orders):
        judge.observe(_placed(number))
        judge.observe(_booked(number))
    commits = [_shipped(number) for number in range(0, orders, max(1, orders // _SAMPLE))]
    started = stopwatch()
    for commit in commits:
        judge.observe(commit)
    return (stopwatch() - started) / len(commits) * 1_000_000


def _order(number: int, shipped: int, state: OrderState) -> Order:
    lines = tuple(
        OrderLine(
            f"{number}-{line}", f"SKU{line}", 10, Decimal("3.0600"), Decimal("30.60"),
            Decimal("0.20"), f"{number}:{line}", shipped=shipped,
        )
        for line in range(5)
    )  # fmt: skip
    return Order(
        f"408-{number:07d}-0000000", "main", "M100000001", 0, "GBP", "", _SHIP_TO, lines, (),
        f"pay_{number}", state,
    )  # fmt: skip


def _placed(number: int) -> list[Change]:
    order = _order(number, 0, OrderState.UNSHIPPED)
    return [Change("marketplace", "orders", order.id, 1, 0, None, order, "buyer", "place")]


def _shipped(number: int) -> list[Change]:
    before = _order(number, 0, OrderState.UNSHIPPED)
    after = _order(number, 4, OrderState.PARTIALLY_SHIPPED)
    return [Change("marketplace", "orders", after.id, 2, 1, before, after, "connector", "ship")]


def _booked(number: int) -> list[Change]:
    order = SalesOrder(
        f"{number:010d}", f"main/408-{number:07d}-0000000", "0001000001", "2026-01-02", "GBP",
        "MAIN", {}, (), (), ErpState.OPEN,
    )  # fmt: skip
    return [Change("erp", "orders", order.number, 1, 0, None, order, "connector", "create")]
