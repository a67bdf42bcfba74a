"""What may happen in a story: a function for each move, which tells it where it makes sense."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..teller import Teller
from . import decisions, goods, office, orders, plots, returns, shipping, time, trouble

Move = Callable[[Teller], bool]
"""Tells what happens, and whether anything did."""

MOVES: Sequence[tuple[int, Move]] = (
    (30, orders.orders),
    (6, orders.orders_under_a_quote),
    (6, orders.orders_on_account),
    (4, orders.orders_with_discount),
    (4, orders.orders_with_gift_card),
    (3, orders.orders_that_look_like_fraud),
    (3, orders.orders_for_a_day),
    (30, shipping.ships),
    (8, shipping.picks),
    (4, shipping.packs),
    (6, shipping.finds_short),
    (10, orders.cancels),
    (12, orders.amends),
    (16, returns.sends_back),
    (16, returns.inspects),
    (5, returns.exchanges),
    (3, returns.is_left_with_the_goods),
    (3, returns.refuses_return),
    (5, returns.gives_back),
    (5, goods.lists_item),
    (4, goods.lists_cases),
    (3, goods.lists_kit),
    (6, goods.receives),
    (5, goods.adjusts),
    (4, goods.counts),
    (3, goods.clears),
    (9, goods.drives),
    (9, goods.arrives),
    (4, office.reprices),
    (4, office.prices),
    (3, office.renames),
    (3, office.discontinues),
    (6, office.resumes),
    (4, office.changes_account),
    (2, office.pays_for_another),
    (2, office.posts),
    (4, decisions.limits_credit),
    (4, decisions.books_transfer),
    (6, decisions.releases),
    (3, decisions.refuses),
    (6, decisions.decides_review),
    (4, decisions.stops),
    (8, decisions.lets_go),
    (3, decisions.authorises),
    (2, decisions.has_no_cover),
    (14, time.passes),
    (10, time.settles),
    (12, trouble.disturbs),
    (4, trouble.goes_down),
    (6, plots.all_comes_back),
    (6, plots.nothing_is_left_of_it),
    (4, plots.goes_back_to_the_shelf),
    (4, plots.is_taken_back_at_once),
    (2, plots.has_no_goods),
)
"""Every move by its weight."""
