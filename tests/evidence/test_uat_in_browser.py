"""The record of an acceptance test as a browser shows and prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.requirements import Requirement
from ordergate.harness.evidence.uat import write_uat
from ordergate.harness.evidence.writers import Evidence
from tests.evidence.browser import Opened
from tests.evidence.fabricated import FAILED, FINDING, SCOPE, run_of
from tests.evidence.fabricated_money import ORDER_MONEY

PAPER_WIDTH = 680
"""What is left of A4 between the margins, in CSS pixels."""
A4 = b"/MediaBox [0 0 594.95996 841.91998]"
UNBROKEN = "W" * 120


@pytest.fixture
def opened(browser: Any, evidence: Evidence) -> Iterator[Opened]:
    assert evidence.uat is not None
    opened = Opened(browser, evidence.uat)
    yield opened
    assert opened.complaints == []
    assert opened.requests == [evidence.uat.as_uri()]
    opened.page.close()


def a_long_one(folder: Path) -> Path:
    """A record with much in it, and with words that have no place to break."""
    findings = (FINDING, replace(FINDING, text=UNBROKEN, repeat=f"ordergate run --out {UNBROKEN}"))
    records = tuple(
        replace(FAILED, id=f"S{number}", title=UNBROKEN, findings=findings) for number in range(60)
    )
    records = (replace(records[0], money=(ORDER_MONEY,)), *records[1:])
    needs = tuple(Requirement(f"R-{number}", UNBROKEN, (f"S{number}",)) for number in range(60))
    scope = replace(SCOPE, project=UNBROKEN, requirements=needs, not_tested=(UNBROKEN,), tester=UNBROKEN)
    write_uat(run_of(records), folder / "uat.html", scope, Masker())
    return folder / "uat.html"


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_it_opens_without_asking_for_anything_and_can_be_read(opened: Opened) -> None:
    assert opened.page.locator("h1").inner_text() == "Shop to ERP"
    assert opened.page.locator("h2").all_inner_texts() == [
        "1. Scope", "2. What was not tested", "3. Requirements", "4. Open findings", "5. Scenarios",
        "6. Session: returns, prices", "7. The money of the other orders", "8. Acceptance",
    ]  # fmt: skip
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_it_prints_on_a4(opened: Opened) -> None:
    pdf = opened.page.pdf(prefer_css_page_size=True)
    assert 2 <= pages_of(pdf) <= 4
    assert pdf.count(A4) == pages_of(pdf)


def test_nothing_is_cut_off_on_paper_or_on_a_narrow_screen(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, a_long_one(tmp_path))
    opened.page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": PAPER_WIDTH, "height": 900})
    assert opened.page.evaluate(_OVER_THE_EDGE, PAPER_WIDTH) == []
    assert 10 < pages_of(opened.page.pdf(prefer_css_page_size=True)) < 60
    opened.page.emulate_media(media="screen")
    opened.page.set_viewport_size({"width": 400, "height": 900})
    assert opened.page.evaluate(_OVER_THE_EDGE, 400) == []
    opened.page.close()


_OVER_THE_EDGE = """width => [...document.querySelectorAll("main *")]
  .filter((each) => each.getBoundingClientRect().right > width + 1
    || (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display === "block"))
  .map((each) => each.tagName + " " + each.textContent.trim().slice(0, 40))"""


def test_an_order_of_a_session_prints_on_one_page(browser: Any, tmp_path: Path) -> None:
    """20 events fit on a page, with who agreed what and the closing; the next order begins another."""
    long = replace(ORDER_MONEY, steps=ORDER_MONEY.steps[:2] * 10)
    pages = []
    for count in (1, 4):
        record = replace(FAILED, findings=(), money=(long,) * count, tags=("prices",))
        scope = replace(SCOPE, session=("prices",))
        write_uat(run_of((record,)), tmp_path / "uat.html", scope, Masker())
        opened = Opened(browser, tmp_path / "uat.html")
        pages.append(pages_of(opened.page.pdf(prefer_css_page_size=True)))
        opened.page.close()
    assert pages[1] - pages[0] == 3


def test_there_is_room_to_sign(opened: Opened) -> None:
    opened.page.emulate_media(media="print")
    boxes = [cell.bounding_box() for cell in opened.page.locator(".signatures td:last-child").all()]
    assert [box["height"] >= 60 and box["width"] >= 180 for box in boxes] == [True, True]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_colours_of_the_screen_and_is_white_on_paper(
    browser: Any, evidence: Evidence, scheme: str
) -> None:
    assert evidence.uat is not None
    opened = Opened(browser, evidence.uat, scheme)
    back = "getComputedStyle(document.querySelector('main')).backgroundColor"
    assert (opened.page.evaluate(back) == "rgb(255, 255, 255)") is (scheme == "light")
    opened.page.emulate_media(media="print", color_scheme=scheme)
    assert opened.page.evaluate(back) == "rgb(255, 255, 255)"
    opened.page.close()
