"""Freight over several deliveries: on the first invoice, or on each for its share of the goods.

Magento bills all of it on the first invoice, which merchants ask to have otherwise; here a policy decides.
https://github.com/magento/magento2/issues/26286
"""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from ...kernel.arithmetic import share
from ..lifecycle import has_open_units
from ..model import Charge, InvoiceCharge, OrderLine, SalesOrder

FREIGHT = "freight"


def shared_freight(order: SalesOrder, lines: tuple[OrderLine, ...]) -> list[InvoiceCharge]:
    """What is due of the freight that is billed pro rata, once the lines are billed as far as these are.

    Its shares follow the value of the goods billed; with the last goods, all that is left of it is due.
    """
    shared = [charge for charge in order.charges if charge.pro_rata and not charge.invoiced]
    if not shared:
        return []
    closes = not has_open_units(lines) and all(line.invoiced == line.delivered for line in lines)
    part, whole = _billed_part(lines)
    due = []
    for charge in shared:
        net, tax = charge.net, charge.tax
        if not closes:
            net, tax = (share(amount, part, whole, order.minor_unit) for amount in (net, tax))
        due.append((charge, net - charge.billed_net, tax - charge.billed_tax))
    return [
        InvoiceCharge(charge.charge_no, net, tax, charge.reference)
        for charge, net, tax in due
        if (net > 0 or tax > 0) or closes
    ]


def rest_of(charge: Charge) -> InvoiceCharge:
    """What no invoice has billed of a charge yet; of one that is not billed pro rata, all of it."""
    return InvoiceCharge(
        charge.charge_no, charge.net - charge.billed_net, charge.tax - charge.billed_tax, charge.reference
    )


def billed(charge: Charge, bill: InvoiceCharge | None, invoice: str) -> Charge:
    """A charge after an invoice; the first one that billed all of it, or the last of it, is kept."""
    if bill is None or charge.invoiced:
        return charge
    if not charge.pro_rata:
        return replace(charge, invoiced=invoice)
    net, tax = charge.billed_net + bill.net, charge.billed_tax + bill.tax
    done = (net, tax) == (charge.net, charge.tax)
    return replace(charge, billed_net=net, billed_tax=tax, invoiced=invoice if done else "")


def _billed_part(lines: tuple[OrderLine, ...]) -> tuple[int, int]:
    """How much of the value of an order's goods is billed, as a part of a whole; goods may be free."""
    value = sum((Fraction(line.net) for line in lines), Fraction(0))
    done = sum((_share_billed(line) * Fraction(line.net) for line in lines), Fraction(0))
    if not value:
        return 1, 1
    ratio = min(Fraction(1), done / value)
    return ratio.numerator, ratio.denominator


def _share_billed(line: OrderLine) -> Fraction:
    if line.weight_g:
        return Fraction(line.invoiced_g, line.quantity * line.weight_g)
    return Fraction(line.invoiced, line.quantity)
