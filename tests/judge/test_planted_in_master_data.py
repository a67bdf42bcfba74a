"""Items, customers and stores: each rule fails when one thing is broken in a healthy life."""

from __future__ import annotations

import itertools

from msgspec.structs import replace

from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule, rules


def test_i04_a_customer_who_moved_and_nobody_noticed(life: Life) -> None:
    changes = life.edited("erp", "customers", lambda customer: replace(customer, street="1 Old Road"))
    finding = only_rule(life.judged(changes), "I04")
    assert "is 1 Old Road in the erp; the marketplace owns it" in finding.text


def test_i04_a_list_price_that_stayed_behind(life: Life) -> None:
    changes = life.edited("oms", "items", lambda item: replace(item, price_e4=item.price_e4 + 1))
    assert "in the oms; the erp owns it and says 2.55" in only_rule(life.judged(changes), "I04").text


def _renamed(life: Life, *titles: str) -> list[Change]:
    """The life followed by new titles of an item in the ERP."""
    first = next(c for c in life.changes if (c.system, c.table, c.key) == ("erp", "items", "MUG-01"))
    return [
        first._replace(after=replace(first.after, description=title), version=2 + number)
        for number, title in enumerate(titles)
    ]


def _listed(life: Life, *titles: str) -> list[Change]:
    """Changes by which the shop comes to show these titles, one after the other."""
    last = [c for c in life.changes if (c.table, c.key) == ("listings", "MUG-01")][-1]
    shown = [last.after, *(replace(last.after, title=title) for title in titles)]
    return [last._replace(before=old, after=new) for old, new in itertools.pairwise(shown)]


def test_i04_a_shop_that_shows_an_older_title_again(life: Life) -> None:
    began = life.last("erp", "items").after.description
    told = [*_renamed(life, "B", "C"), *_listed(life, "B", "C", "B", "C")]
    late = [c for c in life.changes if (c.system, c.table, c.key) == ("oms", "items", "MUG-01")][-1]
    told.append(late._replace(before=late.after, after=replace(late.after, title="C")))
    finding = only_rule(life.judged([*life.changes, *told]), "I04")
    assert "the title of item MUG-01 went back to B in the marketplace" in finding.text
    assert began != "B"


def test_i04_a_title_that_the_owner_takes_back_may_be_shown_again(life: Life) -> None:
    title = next(c for c in life.changes if (c.table, c.key) == ("listings", "MUG-01")).after.title
    told = [*_renamed(life, "B", title), *_listed(life, "B", title)]
    assert life.judged([*life.changes, *told]).findings == ()


def test_i14_a_discontinued_item_that_buyers_still_see(life: Life) -> None:
    item = life.last("erp", "items")
    told = [item._replace(before=item.after, after=replace(item.after, state="blocked"), version=9)]
    ruling = life.judged([*life.changes, *told])
    assert rules(ruling) == {"I04", "I14"}
    assert "is discontinued in the erp, and buyers still see" in ruling.findings[-1].text


def _with_a_twin_in_another_store(life: Life) -> Life:
    """The life in which another store gives the number of the shipped order to an order of its own."""
    born = {c.table: c for c in reversed(life.changes) if (c.system, c.version) == ("marketplace", 1)}
    order, payment = born["orders"], born["payments"]
    north = replace(order.after, store="north", payment_id="pay_north")
    paid = replace(payment.after, store="north", id="pay_north")
    twins = [order._replace(key=north.key, after=north), payment._replace(key=paid.id, after=paid)]
    return Life([*twins, *life.changes], life.order, life.waiting, life.accounts)


def test_i02_an_order_that_another_store_has_a_number_in_common_with(life: Life) -> None:
    ruling = _with_a_twin_in_another_store(life).judged()
    assert rules(ruling) == {"I02"}
    assert [finding.systems for finding in ruling.findings] == [("erp",), ("oms",)]


def test_i02_an_invoice_shown_to_the_buyer_of_the_other_store(life: Life) -> None:
    twins = _with_a_twin_in_another_store(life)
    strayed = twins.edited("marketplace", "invoices", lambda copy: replace(copy, store="north"))
    texts = " ".join(finding.text for finding in twins.judged(strayed).findings)
    assert "invoice 0300000001 of order" in texts and "has 0 marketplace invoices, 1 is right" in texts
    assert "has 1 marketplace invoices, 0 is right" in texts
