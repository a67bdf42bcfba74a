"""The page of scenarios says what there is, and says it of all of them."""

from __future__ import annotations

from .scenarios import PAGE, cases, page


def test_the_page_of_scenarios_is_what_the_scenarios_are() -> None:
    told = cases()
    assert PAGE.read_text("utf-8") == page(told), "run python -m tests.docs.scenarios"
    assert all(case["rule"] for case in told), "a scenario without a sentence that says what it is about"
