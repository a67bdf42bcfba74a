"""The invariants that the judge knows: what each says, and when it is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ordergate.simulators.kernel.tables import Change

from ..findings import Finding
from .books import Books, Case
from .rules import (
    amendments,
    cash,
    convergence,
    credit,
    currency,
    discounts,
    documents,
    duplicates,
    early_payment,
    exchanges,
    holds,
    identity,
    kits,
    money,
    open_items,
    partner_units,
    payers,
    policies,
    prepaid,
    price_rules,
    quantities,
    references,
    refunds,
    reports,
    states,
    stock,
    substitutes,
    tax,
    tenders,
    tolerances,
    transfers,
    units,
    weights,
)
from .rules.conditions import i11_by_condition, i12_set_apart
from .rules.price_book import PriceBook
from .rules.promises import (
    i13_bucket,
    i15_nothing_left_that_was_not_there,
    i15_promised_from_stock,
    i15_shortages_wait,
)
from .rules.versions import COPIES, OWNERS, VersionBook
from .scope import Declared, Scope
from .stock_book import Place, StockBook

AlwaysRule = Callable[[Change], Iterator[Finding]]
CaseRule = Callable[[Case, Scope], Iterator[Finding]]
PlaceRule = Callable[[list[Place], StockBook, Scope], Iterator[Finding]]
WorldRule = Callable[[Scope], Iterator[Finding]]
PriceRule = Callable[[Change, PriceBook], Iterator[Finding]]
VersionRule = Callable[[Change, VersionBook], Iterator[Finding]]
BooksRule = Callable[[Change, Books, Declared], Iterator[Finding]]
RuleT = TypeVar("RuleT")

ALWAYS_TABLES: dict[tuple[str, str], tuple[AlwaysRule, ...]] = {
    ("marketplace", "orders"): (
        states.i05_legal_states, quantities.i06_line_conservation, quantities.i09_returns_bounded,
        kits.i06_components, kits.i09_components_bounded,
        amendments.i06_lines_stay,
        discounts.i19_shares_stay,
    ),
    ("marketplace", "amendments"): (states.i05_legal_states,),
    ("marketplace", "cancellations"): (states.i05_legal_states,),
    ("marketplace", "returns"): (states.i05_legal_states,),
    ("marketplace", "payments"): (
        cash.i21_never_more_than_authorised,
        refunds.i21_refusals_explained,
    ),
    ("oms", "orders"): (
        states.i05_legal_states, quantities.i06_line_conservation, quantities.i09_returns_bounded,
        amendments.i06_lines_stay,
        discounts.i19_shares_stay,
    ),
    ("oms", "fulfilments"): (states.i05_legal_states, quantities.i06_line_conservation),
    ("oms", "reservations"): (stock.i13_reserved_units,),
    ("oms", "stock"): (stock.i12_buckets, i15_promised_from_stock),
    ("erp", "orders"): (
        states.i05_legal_states, quantities.i06_line_conservation,
        quantities.i08_never_billed_ahead, quantities.i09_returns_bounded, amendments.i06_lines_stay,
        discounts.i19_shares_stay,
    ),
    ("erp", "stock"): (stock.i12_buckets,),
    ("erp", "holds"): (states.i05_legal_states,),
    ("wms", "outbounds"): (states.i05_legal_states, quantities.i06_line_conservation),
    ("wms", "stock"): (stock.i12_buckets,),
}  # fmt: skip
"""Evaluated on every document version, each within one system; a commit costs only its own rules."""

ALWAYS_VERSIONS: dict[VersionRule, Collection[tuple[str, str]]] = {
    convergence.i04_never_back: {**OWNERS, **COPIES},
    substitutes.i16_list_worth: (("erp", "deliveries"),),
}
"""Evaluated on every version of documents in these tables, with what owners of master data said before."""

ALWAYS_IN_BOOKS: dict[BooksRule, Collection[tuple[str, str]]] = {
    holds.i24_nothing_held_goes: holds.RELEASES,
    holds.i24_prices_granted: (("erp", "orders"),),
    holds.i16_approval_is_kept: (("erp", "orders"),),
    credit.i24_within_the_limit: (("erp", "orders"),),
    credit.i24_sent_within_the_limit: (("erp", "deliveries"),),
    credit.i24_room_was_made: (("erp", "holds"),),
    prepaid.i24_nothing_goes_unpaid: holds.RELEASES,
}
"""Evaluated on every version of documents in these tables, with what stood in all systems at that moment."""


def _by_table(rules: Mapping[RuleT, Collection[tuple[str, str]]]) -> dict[tuple[str, str], list[RuleT]]:
    return {
        table: [rule for rule, read in rules.items() if table in read]
        for tables in rules.values()
        for table in tables
    }


VERSION_RULES, BOOKS_RULES = _by_table(ALWAYS_VERSIONS), _by_table(ALWAYS_IN_BOOKS)
"""The same by table: a commit costs only the rules of its own."""

ALWAYS_PRICES: dict[tuple[str, str], tuple[PriceRule, ...]] = dict.fromkeys(
    sorted(price_rules.PRICED), (price_rules.i17_offered,)
)
"""Evaluated on every document version that has to do with prices, with what the price rules said then."""

PER_CASE: tuple[CaseRule, ...] = (
    identity.i01_exactly_one,
    identity.i02_nothing_lost,
    references.i03_references,
    states.i05_nothing_after_the_end,
    quantities.i06_open_units_agree,
    quantities.i07_shipments_agree,
    quantities.i07_tracking_agrees,
    quantities.i08_billing_follows_goods,
    quantities.i09_returns_agree,
    quantities.i09_kept_agree,
    units.i10_units,
    stock.i13_reservations,
    money.i16_price_is_a_fact,
    money.i18_order_total,
    money.i18_tax_and_currency,
    money.i20_invoices_close,
    cash.i21_cash,
    exchanges.i09_sellable_told,
    exchanges.i21_booked_by_method,
    substitutes.i07_substitutes,
    substitutes.i09_substitutes,
    substitutes.i16_substitute_price,
    substitutes.i20_substitutes,
    policies.i06_remainder,
    policies.i09_restock,
    policies.i15_shortages,
    policies.i15_complete,
    policies.i15_whole_orders,
    kits.i03_kits_stay_in_the_shop,
    kits.i18_shares,
    tolerances.i07_tolerances_kept,
    weights.i10_weights,
    weights.i20_weights_close,
    payers.i03_payer,
    partner_units.i10_partner_quantities,
    amendments.i02_amendments_answered,
    amendments.i03_amended_header,
    amendments.i06_growth_was_accepted,
    amendments.i06_picked_units,
    currency.i22_one_currency,
    currency.i22_minor_units,
    currency.i22_stored_rate,
    currency.i22_posted_in_pounds,
    currency.i22_date,
    tax.i23_mode,
    tax.i23_ship_to,
    tax.i23_on_top,
    tax.i23_components,
    tax.i23_credits,
    holds.i24_held_orders_wait,
    holds.i24_releases_are_audited,
    discounts.i19_shares_close,
    discounts.i19_shares_carried,
    discounts.i19_shares_billed,
    tenders.i18_amount_due,
    tenders.i21_tenders_in_turn,
    tenders.i21_released_in_goods,
    price_rules.i17_explained,
    holds.i24_reviews_arrive,
    credit.i24_due_dates,
    prepaid.i24_paid_in_advance,
    prepaid.i24_settled_in_advance,
    refunds.i21_given_back_by_hand,
    refunds.i21_taken_back_once,
    refunds.i20_restocking_fees,
    documents.i03_still_of_the_order,
    documents.i07_shipments_bear_them,
    documents.i09_returns_bear_them,
)
"""Evaluated for each order that changed, when the world has settled."""

PER_PLACE: tuple[PlaceRule, ...] = (
    stock.i11_ledger, i11_by_condition, i12_set_apart, i13_bucket, stock.i15_no_oversell, i15_shortages_wait,
    i15_nothing_left_that_was_not_there,
)  # fmt: skip
"""Evaluated for each item and site that changed, when the world has settled."""

PER_WORLD: tuple[WorldRule, ...] = (
    identity.i01_no_orphans,
    identity.i02_master_data,
    quantities.i07_parcels_once,
    convergence.i04_convergence,
    stock.i14_publication,
    transfers.i11_in_transit,
    units.i10_listings,
    exchanges.i01_exchanges,
    exchanges.i21_exchanges,
    reports.i11_movements_agree,
    reports.i09_only_sellable,
    reports.i09_received_by_people,
    substitutes.i02_substitutes,
    kits.i11_no_stock_of_kits,
    kits.i14_kits,
    tolerances.i10_listed_tolerances,
    partner_units.i10_partner_names,
    payers.i04_payers,
    payers.i21_open_items,
    early_payment.i21_early_payment,
    early_payment.i21_discounts_posted,
    open_items.i21_settled_once,
    open_items.i21_credits_settle,
    price_rules.i17_published,
    price_rules.i17_groups,
    duplicates.i27_effect_once,
)
"""Evaluated over everything, when the world has settled."""


@dataclass(frozen=True)
class Invariant:
    """One rule of the catalogue as it is shown to users."""

    id: str
    title: str
    always: bool = False


INVARIANTS: tuple[Invariant, ...] = (
    Invariant("I01", "exactly one document in each target for each accepted source document"),
    Invariant("I02", "nothing lost: applied, ignored by a named rule, or quarantined"),
    Invariant(
        "I03", "references: buyer, payer, lines, address and requested date are the shop's in every system"
    ),
    Invariant("I04", "copies of master data are what the owner says now, and never go back", always=True),
    Invariant("I05", "legal states; the header is the roll-up of its lines", always=True),
    Invariant(
        "I06",
        "line conservation: ordered = shipped + open + cancelled, but for a tolerated surplus; "
        "orders grow by accepted amendments",
        always=True,
    ),
    Invariant("I07", "shipments agree in all systems, within the tolerance; each parcel label is used once"),
    Invariant("I08", "billing follows goods", always=True),
    Invariant(
        "I09", "returns are bounded, and only units that may be sold again become available", always=True
    ),
    Invariant("I10", "units: the same base quantity everywhere, amount = price units x price, exactly"),
    Invariant("I11", "movements add up to stock on hand, the same in all systems"),
    Invariant("I12", "on hand = available + allocated + unavailable", always=True),
    Invariant("I13", "reservations are the allocated open quantity, released once", always=True),
    Invariant("I14", "buyers see what can be promised: available at the serving sites less the safety stock"),
    Invariant(
        "I15",
        "no oversell: what is promised is there, what is short waits or is cancelled, as declared",
        always=True,
    ),
    Invariant("I16", "the captured price is a fact on every document"),
    Invariant(
        "I17", "price rules: what the shop offers is what the ERP's rules make of it then", always=True
    ),
    Invariant("I18", "the order's total, tax and currency are the same in all systems"),
    Invariant(
        "I19",
        "discounts: the lines bear what was taken off, everywhere, and what one bears stays",
        always=True,
    ),
    Invariant("I20", "invoices minus credits are the goods kept; charges are billed once"),
    Invariant("I21", "cash: refunds <= captures <= authorised, and booked as taken", always=True),
    Invariant(
        "I22", "amounts keep their order's currency, its minor unit, and the exchange rate of its date"
    ),
    Invariant("I23", "tax: the shop's mode is kept, rates are the ship-to country's, rounded as declared"),
    Invariant(
        "I24",
        "holds: nothing held is released, shipped or billed; prices are granted by whoever may, credit is "
        "within its limit, or the order is held",
        always=True,
    ),
    Invariant("I27", "effect once: what was told twice under one reference has one effect"),
    Invariant("I28", "manners: pauses that are asked for are kept, what fails is not hammered at"),
    Invariant("I29", "silence: where nothing changes any more, nobody writes"),
    Invariant("I30", "access: what a system did not sign as it stands is not taken"),
)
