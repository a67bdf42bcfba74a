"""The report as a browser shows it. Skipped loudly where there is no Chromium to open it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.records import Verdict
from ordergate.harness.evidence.report import write_report
from ordergate.harness.evidence.writers import Evidence
from tests.evidence.browser import Opened
from tests.evidence.fabricated import FAILED, FINDING, REPEAT, passed, run_of, write_passed_journal

FAILED_SECTION = "#S07-shop-erp-wms"


@pytest.fixture
def opened(browser: Any, evidence: Evidence) -> Iterator[Opened]:
    opened = Opened(browser, evidence.report)
    yield opened
    assert opened.complaints == []
    assert opened.requests == [evidence.report.as_uri()]
    opened.page.close()


def test_the_verdict_is_on_the_first_screen(opened: Opened) -> None:
    assert opened.page.locator("h1").inner_text() == "✗ Failed"
    finding = opened.page.locator("article.finding").first.bounding_box()
    assert finding["y"] + finding["height"] < 900


def test_the_diagram_is_drawn_with_its_arrows_in_view(opened: Opened) -> None:
    arrows = opened.page.locator(f"{FAILED_SECTION} svg.sequence g.arrow")
    assert arrows.count() == 24
    assert arrows.first.is_visible()
    red = opened.page.locator(f"{FAILED_SECTION} svg .bad.arrow path").first
    assert red.evaluate("path => getComputedStyle(path).stroke") == "rgb(179, 22, 29)"


def test_the_filters_narrow_the_table_and_the_sections(opened: Opened) -> None:
    page = opened.page
    assert len(opened.shown()) == 12
    page.select_option("#verdict", "failed")
    assert opened.shown() == ["S07"]
    assert page.locator("details.scenario:visible").count() == 1
    assert page.locator("#shown").inner_text() == "1 of 12 shown"
    page.select_option("#verdict", "")
    page.select_option("#topology", "full")
    assert opened.shown() == ["S27"]
    page.select_option("#topology", "")
    page.select_option("#system", "wms")
    assert opened.shown() == ["S07"]
    page.select_option("#system", "")
    page.select_option("#rule", "I07")
    assert opened.shown() == ["S07"]
    page.select_option("#rule", "")
    page.fill("#search", "damaged again")
    assert opened.shown() == ["S16"]
    page.fill("#search", "408-5512345-1190023")
    assert opened.shown() == ["S07"]
    page.fill("#search", "")
    assert len(opened.shown()) == 12


def test_a_scenario_is_opened_from_the_table_with_the_keyboard(opened: Opened) -> None:
    page = opened.page
    section = page.locator("#S16-shop-erp-wms")
    page.locator("table.list a", has_text="S16").focus()
    page.keyboard.press("Enter")
    section.locator("svg.sequence").wait_for(state="visible")
    assert section.locator(".rule").is_visible()
    page.keyboard.press("Enter")  # The focus is on its summary now.
    section.locator(".rule").wait_for(state="hidden")


def test_the_line_that_repeats_a_scenario_is_copied(opened: Opened) -> None:
    page = opened.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(f"{FAILED_SECTION} article.finding > .copied button.copy").click()
    page.locator("button.copy", has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == REPEAT


def test_the_exchange_beside_a_finding_leads_to_its_arrow(opened: Opened) -> None:
    page = opened.page
    exchange = page.locator(f"{FAILED_SECTION} article.finding details.exchange").last
    exchange.locator("summary").click()
    assert "curl -i -X POST" in exchange.locator("code").last.inner_text()
    exchange.get_by_text("Show it in the diagram").click()
    arrow = page.locator(f"{FAILED_SECTION} svg .arrow:target")
    assert arrow.locator("text.label").text_content() == "confirm shipment 201"
    assert arrow.locator("rect.spot").is_visible()
    box = arrow.bounding_box()
    assert 0 <= box["y"] <= 900


def test_a_scenario_with_known_findings_is_marked_where_it_is_listed(browser: Any, tmp_path: Path) -> None:
    known = replace(
        FAILED, verdict=Verdict.PASSED, findings=(), known=((FINDING, "until May"),), journal=None
    )
    write_report(run_of((known,)), tmp_path / "report.html", Masker())
    opened = Opened(browser, tmp_path / "report.html")
    assert opened.page.locator("table.list td.verdict").inner_text() == "✓ passed known"
    opened.page.fill("#search", "known")
    assert opened.shown() == ["S07"]
    assert opened.page.locator("section[aria-labelledby=known] .text").inner_text() == f"known {FINDING.text}"
    opened.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(browser: Any, evidence: Evidence, scheme: str) -> None:
    opened = Opened(browser, evidence.report, scheme)
    ratios = {
        selector: opened.page.evaluate(_CONTRAST, selector)
        for selector in (
            "h1", ".lead", ".counts .failed", ".counts .passed", ".counts .indeterminate",
            ".finding .text", "dt", ".legend", "table.list a", "td.verdict", "thead th", "del",
            "ins", "time", ".finding dt", ".finding p.label", ".beside .route",
        )
    }  # fmt: skip
    assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}
    opened.page.close()


_CONTRAST = """selector => {
  const element = document.querySelector(selector);
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = numbers(color).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element;
  const back = (of) => getComputedStyle(of).backgroundColor;
  while (numbers(back(behind))[3] === 0) behind = behind.parentElement;
  const [low, high] = [light(getComputedStyle(element).color), light(back(behind))].sort();
  const [dark, bright] = low < high ? [low, high] : [high, low];
  return (bright + 0.05) / (dark + 0.05);
}"""


def test_nothing_hangs_over_the_edge_on_a_narrow_screen(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 400, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 400


def test_on_paper_the_controls_are_gone_and_what_is_open_is_printed(opened: Opened) -> None:
    opened.page.emulate_media(media="print")
    assert not opened.page.locator("form.filter").is_visible()
    assert not opened.page.locator("button.copy").first.is_visible()
    assert opened.page.locator(f"{FAILED_SECTION} svg.sequence").is_visible()


def test_a_scenario_of_a_large_run_is_filled_in_when_it_is_opened(browser: Any, tmp_path: Path) -> None:
    write_passed_journal(tmp_path / "j.ndjson", "S01")
    record = replace(passed("S01", "one order"), journal=None)
    records = [replace(record, id=f"S{number}") for number in range(59)]
    run = run_of((*records, replace(record, journal="j.ndjson"), replace(FAILED, journal=None)))
    write_report(run, tmp_path / "report.html", Masker())
    opened = Opened(browser, tmp_path / "report.html")
    section = opened.page.locator("#S01-shop-erp-wms")
    assert section.locator("svg.sequence").count() == 0
    section.locator("summary").click()
    section.locator("svg.sequence").wait_for(state="visible")
    assert section.locator("script").count() == 0
    opened.page.fill("#search", "S01")
    opened.page.click("#close")
    assert opened.page.locator("details.scenario[open]").count() == 0
    opened.page.fill("#search", "")
    opened.page.click("#open")
    assert opened.page.locator("details.scenario[open] .rule:visible").count() == 61
    assert (opened.complaints, len(opened.requests)) == ([], 1)
    opened.page.close()
