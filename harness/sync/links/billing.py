"""What follows the goods: the ERP's invoice, its copy for the buyer, and the money for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal

import msgspec

from ..decide.billing import to_capture, to_void
from ..documents.invoice import Bill, PartnerUnits
from ..money import ZERO
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts
from .entries import expect_entry, follow_money, shown_payment
from .owed_refunds import pay_what_is_owed

_NOTHING = "nothing"
_bill_form = msgspec.json.Decoder(tuple[str, Decimal, Decimal, Decimal, Decimal])


async def bill_delivery(
    run: Run, around: Surroundings, where: Whereabouts, delivery: str, *, date: str
) -> Bill:
    """The invoice of a delivery; the first of an order bills its charges too."""
    name = _name_of(delivery, where)
    charges = await charges_for(run, around, where, name)

    async def create() -> Bill:
        return await around.erp.bill_delivery(delivery, charges, date=date)

    async def look() -> Bill | None:
        held = (await around.erp.delivery(delivery)).invoice
        return await around.erp.invoice(held) if held else None

    return await billed_once(run, name, create, look)


async def bill_charges(run: Run, around: Surroundings, where: Whereabouts, *, date: str) -> Bill | None:
    """An invoice of nothing but the order's charges, unless another bills them."""
    name = _name_of("", where)
    charges = await charges_for(run, around, where, name)
    if not charges:
        return None

    async def create() -> Bill:
        # Nothing names such an invoice but the order, so it is looked for every time.
        return await look() or await around.erp.bill_charges(where.erp, charges, date=date)

    async def look() -> Bill | None:
        booked = await around.erp.order(where.erp)
        held = [charge.invoice for charge in booked.charges if charge.charge_no in charges]
        return await around.erp.invoice(held[0]) if held and held[0] else None

    return await billed_once(run, name, create, look)


async def bill_rest_of_freight(run: Run, around: Surroundings, where: Whereabouts, *, date: str) -> None:
    """Bill and collect what is left of freight that is billed pro rata, once nothing more will leave."""
    booked = await around.erp.order(where.erp)
    shared = [charge for charge in booked.charges if charge.pro_rata]
    if not shared or any(line.open for line in booked.lines):
        return
    rest = tuple(charge.charge_no for charge in shared if not charge.invoice)
    if rest:
        bill = await around.erp.bill_charges(where.erp, rest, date=date)
    else:
        bill = await around.erp.invoice(shared[0].invoice)
        if bill.delivery:
            return  # it was billed with the last of the goods
    await collect(run, around, where, bill, date=date)


async def billed_once(
    run: Run,
    name: str,
    create: Callable[[], Awaitable[Bill]],
    look: Callable[[], Awaitable[Bill | None]],
) -> Bill:
    """A bill that is written once, with its amounts remembered."""

    async def made() -> str:
        return _text_of(await create())

    async def seen() -> str | None:
        bill = await look()
        return None if bill is None else _text_of(bill)

    number, net, tax, total, reduction = _bill_form.decode(await run.once("bill", name, made, seen))
    return Bill(number=number, net=net, tax=tax, total=total, reduction=reduction)


async def charges_for(run: Run, around: Surroundings, where: Whereabouts, bill: str) -> tuple[int, ...]:
    """The charges that this bill has to show: all of an order's on one bill, none on the others.

    Which bill that is gets written down before it is asked for, because the ERP bills charges as
    often as it is told to.
    """
    if not where.charge_nos:
        return ()
    if run.known("charges", where.key) is None:
        booked = await around.erp.order(where.erp)
        invoices = [charge.invoice for charge in booked.charges if charge.invoice]
        if invoices:
            shown_on = _name_of((await around.erp.invoice(invoices[0])).delivery, where)
            run.store.claim("charges", where.key, shown_on)
    return tuple(where.charge_nos) if run.store.claim("charges", where.key, bill) == bill else ()


def _name_of(delivery: str, where: Whereabouts) -> str:
    return f"delivery {delivery}" if delivery else f"charges of {where.erp}"


async def collect(run: Run, around: Surroundings, where: Whereabouts, bill: Bill, *, date: str) -> None:
    """Show an invoice to the buyer and take the money for it."""
    shop = around.marketplace

    async def upload() -> str:
        lines = await _in_partner_units(around, where, bill)
        return await shop.upload_invoice(where.key, bill, date, where.coin, lines)

    await run.once("invoice-copy", bill.number, upload)
    if where.on_account:
        return
    if run.known("capture", bill.number) is None:
        await _capture(run, around, where, bill)
    await pay_what_is_owed(run, around, where)
    if bill.reduction > 0:
        await _give_up(run, around, where, bill)


async def _give_up(run: Run, around: Surroundings, where: Whereabouts, bill: Bill) -> None:
    """Release what was authorised for the goods ordered and will not be billed for those that shipped."""

    async def look() -> str | None:
        payment = await around.marketplace.payment(where.payment_id)
        return bill.number if bill.number in payment.voids else None

    async def give_up() -> str:
        payment = await shown_payment(run, around, where.payment_id)
        free = to_void(bill.reduction, payment) if where.discounted else bill.reduction
        if free:
            await around.marketplace.void(where.payment_id, bill.number, free, where.coin)
            expect_entry(run, where.payment_id, bill.number)
        return bill.number

    await run.once("void", bill.number, give_up, look)


async def _in_partner_units(around: Surroundings, where: Whereabouts, bill: Bill) -> list[PartnerUnits]:
    """The lines of an invoice in the buyer's own units, as the ERP states them, by the shop's lines."""
    if not where.partner:
        return []
    names = {line_no: line for line, line_no in where.line_nos.items()}
    return await around.erp.invoiced_in_partner_units(bill.number, names)


async def _capture(run: Run, around: Surroundings, where: Whereabouts, bill: Bill) -> None:
    carried = Decimal(run.known("carried", where.key) or ZERO)
    amount, carried_on = to_capture(bill.total, carried)

    async def take() -> str:
        return await around.marketplace.capture(where.payment_id, bill.number, amount, where.coin)

    async def look() -> str | None:
        payment = await around.marketplace.payment(where.payment_id)
        return next((one.id for one in payment.entries if one.reference == bill.number), None)

    if amount:
        await run.once("capture", bill.number, take, look)
        follow_money(run, where.payment_id, bill.number)
    else:
        run.remember("capture", bill.number, _NOTHING)
    if carried_on != carried:
        run.remember("carried", where.key, str(carried_on))


def _text_of(bill: Bill) -> str:
    return msgspec.json.encode((bill.number, bill.net, bill.tax, bill.total, bill.reduction)).decode()
