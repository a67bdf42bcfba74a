"""The stories of a sample: each writes documents of one kind of business, and knows what they mean.

Every credit has a customer of its own, so that what it will find is known when it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final

from .classes import RowClass
from .drafting import ABROAD, UNITED_KINGDOM, Draft, DraftDocument, Item, Spoiling, csv_line

NOBODY: Final = ""

_DESCRIPTIONS: Final = (
    "WHITE HANGING HEART T-LIGHT HOLDER",
    "RED WOOLLY HOTTIE WHITE HEART.",
    "SET 7 BABUSHKA NESTING BOXES ",
    'WOODEN SIGN "GARDEN SHED", GREEN',
    "CAFÉ AU LAIT MUG",
    "JUMBO BAG, RED RETROSPOT",
    "PACK OF 72 CAKE CASES",
    "REGENCY CAKESTAND 3 TIER",
    "PARTY BUNTING",
    "LUNCH BAG BLACK SKULL.",
    "DOORMAT UNION FLAG",
    "",
)
_CASE_PAIR: Final = ("84796a", "84796A")


def _service(code: str, description: str, price: str) -> Item:
    return Item(code, description, Decimal(price))


POSTAGE: Final = _service("POST", "POSTAGE", "18.00")
DOTCOM: Final = _service("DOT", "DOTCOM POSTAGE", "74.25")
CARRIAGE: Final = _service("C2", "CARRIAGE", "50.00")
MANUAL: Final = _service("M", "Manual", "9.95")
SMALL_MANUAL: Final = _service("m", "Manual", "2.55")
DISCOUNT: Final = _service("D", "Discount", "27.50")
SAMPLES: Final = _service("S", "SAMPLES", "33.05")
PADS: Final = _service("PADS", "PADS TO MATCH ALL CUSHIONS", "0.001")
VOUCHER: Final = _service("gift_0001_20", "Dotcomgiftshop Gift Voucher £20.00", "16.67")
AMAZON_FEE: Final = _service("AMAZONFEE", "AMAZON FEE", "1350.15")
BANK_CHARGES: Final = _service("BANK CHARGES", "Bank Charges", "15.00")
COMMISSION: Final = _service("CRUK", "CRUK Commission", "16.13")
BAD_DEBT: Final = _service("B", "Adjust bad debt", "11062.06")


def tell_all(draft: Draft) -> None:
    """Write every story; every class of row and every awkwardness is there whatever is drawn."""
    items = [
        Item(f"{22_000 + number}", description, draft.price())
        for number, description in enumerate(_DESCRIPTIONS)
    ]
    _regular_orders(draft, items)
    _guest_orders(draft, items)
    _case_pair_on_one_document(draft)
    _document_written_while_another_was(draft, items)
    for _ in range(3):
        for item in items[:3]:
            _credit_of_what_was_sold(draft, item)
            _credit_before_it_ships(draft, item)
            _credit_at_another_price(draft, item)
        _credit_of_two_lines_of_one_document(draft, draft.draws.choice(items))
        _credit_of_more_than_was_sold(draft, draft.draws.choice(items))
        _credit_of_nothing_sold(draft, draft.draws.choice(items))
    _guest_credits(draft)
    _services(draft, items)
    _services_credited(draft, items)
    _ledger(draft)
    _stock_adjustments(draft, items)
    _free_lines(draft, items)
    _unreadable(draft, items)
    _impossible(draft, items)


def _sale(draft: Draft, document: DraftDocument, item: Item, *, off_list: bool = False) -> int:
    """A line of goods at the list price or at some other; how many units."""
    quantity = draft.quantity()
    price = item.price - Decimal("0.08") if off_list else item.price
    draft.line(document, RowClass.GOODS_SALE, item, quantity, price=price)
    return quantity


def _regular_orders(draft: Draft, items: list[Item]) -> None:
    regulars = [(draft.customer(), UNITED_KINGDOM) for _ in range(9)]
    regulars += [(draft.customer(), country) for country in ABROAD]
    for number in range(42):
        customer, country = regulars[number % len(regulars)]
        document = draft.document(customer, draft.moment(), country=country)
        for _ in range(draft.draws.randint(1, 6)):
            off_list = draft.draws.randint(1, 4) == 1
            _sale(draft, document, draft.draws.choice(items), off_list=off_list)
        if number % 4 == 0:
            _same_item_twice(draft, document, draft.draws.choice(items))


def _same_item_twice(draft: Draft, document: DraftDocument, item: Item) -> None:
    _sale(draft, document, item)
    _sale(draft, document, item, off_list=True)


def _guest_orders(draft: Draft, items: list[Item]) -> None:
    for _ in range(6):
        document = draft.document(NOBODY, draft.moment())
        for _ in range(draft.draws.randint(2, 5)):
            _sale(draft, document, draft.draws.choice(items))
        draft.line(document, RowClass.FREIGHT, DOTCOM, 1)


def _case_pair_on_one_document(draft: Draft) -> None:
    document = draft.document(draft.customer(), draft.moment())
    for code in _CASE_PAIR:
        _sale(draft, document, Item(code, "PINK HAWAIIAN PICNIC HAMPER FOR 2", draft.price()))


def _document_written_while_another_was(draft: Draft, items: list[Item]) -> None:
    """The rows of the two documents alternate in the file."""
    at = draft.moment()
    for start in (0, 1):
        document = draft.document(draft.customer(), at + timedelta(minutes=start))
        for number, item in enumerate(items[:3]):
            quantity = draft.quantity()
            delay = 2 * number
            draft.line(document, RowClass.GOODS_SALE, item, quantity, minutes_later=delay)


def _credit_of_what_was_sold(draft: Draft, item: Item) -> None:
    sale = draft.document(draft.customer(), draft.moment())
    sold = _sale(draft, sale, item)
    _credit(draft, _credit_document(draft, sale), item, draft.draws.randint(1, sold))


def _credit_before_it_ships(draft: Draft, item: Item) -> None:
    """It comes minutes after the sale and takes all of it back."""
    sale = draft.document(draft.customer(), draft.moment())
    sold = _sale(draft, sale, item)
    minutes = draft.draws.randint(2, 40)
    credit = draft.document(sale.customer, sale.at + timedelta(minutes=minutes), prefix="C")
    _credit(draft, credit, item, sold)


def _credit_at_another_price(draft: Draft, item: Item) -> None:
    sale = draft.document(draft.customer(), draft.moment(), country=draft.draws.choice(ABROAD))
    sold = _sale(draft, sale, item)
    price = item.price + Decimal("0.10")
    _credit(draft, _credit_document(draft, sale), item, sold, price=price)
    draft.credits_at_another_price += 1


def _credit_of_two_lines_of_one_document(draft: Draft, item: Item) -> None:
    """It takes all at its own price, and the rest at the other."""
    sale = draft.document(draft.customer(), draft.moment())
    sold = _sale(draft, sale, item)
    _sale(draft, sale, item, off_list=True)
    _credit(draft, _credit_document(draft, sale), item, sold + 1)
    draft.credits_at_another_price += 1


def _credit_of_more_than_was_sold(draft: Draft, item: Item) -> None:
    sale = draft.document(draft.customer(), draft.moment())
    sold = _sale(draft, sale, item)
    more = draft.draws.randint(1, 5)
    _credit(draft, _credit_document(draft, sale), item, sold + more)
    draft.unmatched = draft.unmatched.plus(-more * item.price)


def _credit_of_nothing_sold(draft: Draft, item: Item) -> None:
    """Its sale lies before the file begins."""
    credit = draft.document(draft.customer(), draft.moment(), prefix="C")
    amount = _credit(draft, credit, item, draft.quantity())
    draft.unmatched = draft.unmatched.plus(amount)


def _guest_credits(draft: Draft) -> None:
    """One is of what a guest bought, one of what no guest ever did."""
    bought = Item("23343", "JUMBO BAG VINTAGE CHRISTMAS", draft.price())
    sale = draft.document(NOBODY, draft.moment())
    _credit(draft, _credit_document(draft, sale), bought, _sale(draft, sale, bought))
    never = Item("23344", "JUMBO BAG 50'S CHRISTMAS", draft.price())
    _sale(draft, sale, Item("23345", "DOLLY GIRL BEAKER", draft.price()))
    amount = _credit(draft, draft.document(NOBODY, draft.moment(), prefix="C"), never, 3)
    draft.unmatched = draft.unmatched.plus(amount)


def _credit_document(draft: Draft, sale: DraftDocument) -> DraftDocument:
    days, minutes = draft.draws.randint(2, 30), draft.draws.randint(0, 50)
    at = sale.at + timedelta(days=days, minutes=minutes)
    return draft.document(sale.customer, at, prefix="C", country=sale.country)


def _credit(
    draft: Draft,
    document: DraftDocument,
    item: Item,
    quantity: int,
    price: Decimal | None = None,
) -> Decimal:
    return draft.line(document, RowClass.GOODS_CREDIT, item, -quantity, price=price)


def _services(draft: Draft, items: list[Item]) -> None:
    """Freight and charges beside goods, and documents of nothing else."""
    for service in (POSTAGE, CARRIAGE, MANUAL, SMALL_MANUAL, DISCOUNT, SAMPLES, PADS, VOUCHER):
        country = draft.draws.choice(ABROAD) if service is POSTAGE else UNITED_KINGDOM
        document = draft.document(draft.customer(), draft.moment(), country=country)
        _sale(draft, document, draft.draws.choice(items))
        _service_line(draft, document, service)
    for service in (POSTAGE, MANUAL):
        _service_line(draft, draft.document(draft.customer(), draft.moment()), service)
    unpaid = draft.document(NOBODY, draft.moment())
    _sale(draft, unpaid, draft.draws.choice(items))
    draft.line(unpaid, RowClass.FREIGHT, DOTCOM, 1, price=Decimal("0.0"))
    draft.line(unpaid, RowClass.CHARGE, MANUAL, 1, price=Decimal("0.0"))


def _service_line(draft: Draft, document: DraftDocument, service: Item) -> None:
    freight = service in (POSTAGE, DOTCOM, CARRIAGE)
    quantity = draft.draws.randint(1, 3)
    draft.line(document, RowClass.FREIGHT if freight else RowClass.CHARGE, service, quantity)


def _services_credited(draft: Draft, items: list[Item]) -> None:
    """Money given back without goods; once beside goods that come back."""
    for service in (POSTAGE, CARRIAGE, DISCOUNT, MANUAL, SMALL_MANUAL, SAMPLES, PADS, VOUCHER):
        credit = draft.document(draft.customer(), draft.moment(), prefix="C")
        draft.line(credit, RowClass.CREDIT_WITHOUT_GOODS, service, -1)
    item = draft.draws.choice(items)
    sale = draft.document(draft.customer(), draft.moment())
    sold = _sale(draft, sale, item)
    credit = _credit_document(draft, sale)
    _credit(draft, credit, item, sold)
    draft.line(credit, RowClass.CREDIT_WITHOUT_GOODS, POSTAGE, -1)


def _ledger(draft: Draft) -> None:
    for fee in (AMAZON_FEE, BANK_CHARGES, COMMISSION):
        document = draft.document(NOBODY, draft.moment(), prefix="C")
        draft.line(document, RowClass.LEDGER, fee, -1)
    charged = draft.document(draft.customer(), draft.moment())
    draft.line(charged, RowClass.LEDGER, BANK_CHARGES, 1, price=Decimal("0.001"))
    for price in (BAD_DEBT.price, -BAD_DEBT.price, -BAD_DEBT.price):
        document = draft.document(NOBODY, draft.moment(), prefix="A")
        draft.line(document, RowClass.LEDGER, BAD_DEBT, 1, price=price)


def _stock_adjustments(draft: Draft, items: list[Item]) -> None:
    """Goods damaged, lost and found again: alone on a document, without a customer or a price."""
    for note, sign in (("damages", -1), ("lost", -1), ("", -1), ("found", 1), ("check", 1)):
        item = draft.draws.choice(items)
        document = draft.document(NOBODY, draft.moment())
        quantity = sign * draft.quantity()
        counted = Item(item.code, note, Decimal("0.0"))
        draft.line(document, RowClass.STOCK_ADJUSTMENT, counted, quantity)


def _free_lines(draft: Draft, items: list[Item]) -> None:
    """Given away: to a customer alone on a document, beside paid goods, and to a guest."""
    nothing = Decimal("0.0")
    alone = draft.document(draft.customer(), draft.moment())
    draft.line(alone, RowClass.FREE_GOODS_LINE, draft.draws.choice(items), 2, price=nothing)
    for customer in (draft.customer(), NOBODY):
        document = draft.document(customer, draft.moment())
        _sale(draft, document, draft.draws.choice(items))
        draft.line(document, RowClass.FREE_GOODS_LINE, draft.draws.choice(items), 1, price=nothing)


def _unreadable(draft: Draft, items: list[Item]) -> None:
    """Each way in which a line can be spoiled, once beside lines that are well."""
    for spoiling in SPOILINGS:
        document = draft.document(draft.customer(), draft.moment())
        _sale(draft, document, draft.draws.choice(items))
        draft.spoiled(document, draft.draws.choice(items), draft.quantity(), spoiling)
    # Nothing else stands on this document, so that nobody can say which order it was.
    alone = draft.document(draft.customer(), draft.moment())
    draft.spoiled(alone, draft.draws.choice(items), draft.quantity(), SPOILINGS[0])


def _impossible(draft: Draft, items: list[Item]) -> None:
    """Readable, and still no business: goods sold by less than one, and credited the wrong way."""
    sale = draft.document(draft.customer(), draft.moment())
    _sale(draft, sale, items[0])
    amount = draft.line(sale, RowClass.GOODS_SALE, items[1], -2)
    draft.impossible = draft.impossible.plus(amount)
    credit = draft.document(draft.customer(), draft.moment(), prefix="C")
    amount = draft.line(credit, RowClass.GOODS_CREDIT, items[2], 2)
    draft.impossible = draft.impossible.plus(amount)


def _with(position: int, text: str) -> Callable[[list[str]], str]:
    """A line with this text in one of its cells."""
    return lambda cells: csv_line([*cells[:position], text, *cells[position + 1 :]])


SPOILINGS: Final = (
    Spoiling("unreadable Quantity", amount_lost=True, spoil=_with(3, "six")),
    Spoiling("unreadable Quantity", amount_lost=True, spoil=_with(3, "2.5")),
    Spoiling("unreadable InvoiceDate", amount_lost=False, spoil=_with(4, "2010-13-45 25:61")),
    Spoiling("unreadable UnitPrice", amount_lost=True, spoil=_with(5, "2,55")),
    Spoiling("unreadable UnitPrice", amount_lost=True, spoil=_with(5, "")),
    Spoiling("unreadable InvoiceNo", amount_lost=False, spoil=_with(0, "")),
    Spoiling("unreadable StockCode", amount_lost=False, spoil=_with(1, " ")),
    Spoiling("unreadable line", amount_lost=True, spoil=lambda cells: csv_line(cells[:5])),
    Spoiling("unreadable line", amount_lost=True, spoil=lambda cells: '"' + ",".join(cells)),
)
