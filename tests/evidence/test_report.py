from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.records import RunRecord, ScenarioRecord, Verdict
from ordergate.harness.evidence.report import write_report
from ordergate.harness.evidence.writers import Evidence
from tests.evidence.fabricated import FAILED, FINDING, ORDER, REPEAT, World, passed, run_of

PLAIN = replace(passed("S01", "one order"), journal=None)


class Page(HTMLParser):
    """What a reader and a browser see of a report."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.closed: list[str] = []
        self._silent = False
        self.feed(text)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._silent = tag in ("style", "script")
        self.addresses += [known[name] or "" for name in ("href", "src", "data") if name in known]
        if tag == "details" and "scenario" in (known.get("class") or ""):
            (self.open if "open" in known else self.closed).append(known.get("id") or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def page_of(run: RunRecord, folder: Path) -> Page:
    write_report(run, folder / "report.html", Masker())
    return Page((folder / "report.html").read_text("utf-8"))


@pytest.fixture(scope="session")
def page(evidence: Evidence) -> Page:
    return Page(evidence.report.read_text("utf-8"))


def test_a_reader_learns_the_verdict_first(page: Page) -> None:
    assert page.text.startswith(
        "Failed: Ordergate run 2026-11-22T10-04-11-8123 Skip to the scenarios "
        "Ordergate: does every order, unit and penny end up where it belongs? "
        "✗ Failed Of 12 scenarios, 1 failed, 1 could not be proven, 10 passed. "
        "Money at risk: 84.00 GBP 1 ✗ failed 1 ? not proven 10 ✓ passed "
        "What was found "
        f"{FINDING.text} Order {ORDER} Money at risk 84.00 GBP "
        "Systems to look at wms, marketplace Broken rule I07 shipments agree in all systems "
        f"Scenario S07 10 ordered, 4 then 6 ship in shop-erp-wms seed 8123 Run it again {REPEAT} Copy "
        "What was tested Connector reference engine Topologies shop-erp-wms, full"
    )


@pytest.mark.parametrize(
    "words",
    [
        f"Business rule {FAILED.rule}",
        "Documents 408-5512345-1190023 1 wms parcel W2K9QD wms parcel W2K9R1",
        "What the systems say wms shipped 10 oms shipped 10 erp delivered 10 marketplace was told 8",
        "The story 0.3 s buyer orders 10 of MUG-01 for 84.00 GBP 0.3 s [name-1] [name-1] is the buyer",
        "[name-1]: [name-1] looks at MUG-01 [name-1]: place order: 201 (POST /_world/orders)",
        "people marketplace connector oms erp wms buyer: orders 10 of MUG-01 for 84.00 GBP 0.3 s",
        "Stock, before and after system item site on hand promised free "
        "marketplace MUG-01 shop 40 32 (-8) 0 2 (+2) 40 30 (-10)",
        "Exchanges that touched these documents 408-5512345-1190023 W2K9QD W2K9R1 1000042",
        "attempt 1 at http://connector.test/hooks?token=[secret-1]",
        'The same as a command curl -i -X GET "$MARKETPLACE_URL"/v1/orders/408-5512345-1190023',
        "Not proven, because the marketplace was to answer 429 at least once and never did",
        "World's clock 2010-12-01 08:26:40 to 2010-12-01 16:26:40 UTC (8 h 00 min)",
    ],
)
def test_a_failed_scenario_tells_everything_that_its_reader_needs(page: Page, words: str) -> None:
    assert words in page.text


def test_the_worst_comes_first_and_only_what_failed_is_open(page: Page) -> None:
    assert page.open == ["S07-shop-erp-wms"]
    assert page.closed[:2] == ["S27-full", "S01-shop-erp-wms"]
    assert len(page.closed) == 11


def test_nothing_in_the_page_leads_out_of_it(page: Page) -> None:
    assert [address for address in page.addresses if not address.startswith("#")] == []


def test_the_policy_allows_the_styles_and_the_script_of_the_page_and_nothing_else(
    evidence: Evidence,
) -> None:
    text = evidence.report.read_text("utf-8")
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digests = [
        base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (*style, *script)
    ]
    policy = (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert f'content="{policy}"' in text.replace("&#39;", "'").replace("&#43;", "+")
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text)


def test_what_systems_say_is_text_and_never_markup(tmp_path: Path) -> None:
    attack = "</script><img src=//evil.example onerror=alert(1)>"
    world = World(tmp_path / "j.ndjson")
    world.journal.write("scenario", id="S07", title="")
    world.say(attack, attack)
    world.call("oms", attack, f"GET /{attack}", 500, sent={"x": attack}, answer=attack)
    world.journal.close()
    record = replace(FAILED, journal="j.ndjson", title=attack, rule=attack, findings=())
    run = run_of((record, *[replace(record, verdict=Verdict.NOT_PROVEN)] * 60))
    write_report(run, tmp_path / "report.html", Masker())
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "<img" not in text
    assert text.count("</script>") == text.count("<script")


def test_scenarios_without_a_usable_journal_are_reported_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "bad.ndjson").write_text("nonsense\n")
    (tmp_path / "other.ndjson").write_text('{"n":1,"at":1,"kind":"scenario","id":"S99"}\n')
    journals = {None: "No journal was kept of this scenario.",
                "gone.ndjson": "Journal gone.ndjson cannot be read (No such file or directory); ",
                "bad.ndjson": "Line 1 of journal bad.ndjson is not an entry: it starts with",
                "other.ndjson": "Journal other.ndjson holds nothing of this scenario."}  # fmt: skip
    for journal, words in journals.items():
        assert words in page_of(run_of((replace(FAILED, journal=journal),)), tmp_path).text


def test_scenarios_that_share_a_journal_each_get_their_part(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    for scenario, topology in (("S01", "shop-erp"), ("S07", "full"), ("S07", "shop-erp")):
        world.journal.write("scenario", id=scenario, title="")
        world.say("buyer", f"{scenario} happens in {topology}")
        world.call("oms", "look", "GET /x")
    world.journal.close()
    records = [
        replace(PLAIN, id=scenario, topology=topology, journal="j.ndjson", story=())
        for scenario, topology in (("S07", "full"), ("S07", "shop-erp"), ("S01", "shop-erp"))
    ]
    text = page_of(run_of(tuple(records)), tmp_path).text
    told = re.findall(r"buyer: (S\d\d) happens in (\S+)", text)
    assert told == [("S07", "full"), ("S07", "shop-erp"), ("S01", "shop-erp")]


def test_a_journal_of_one_scenario_need_not_name_it(tmp_path: Path) -> None:
    world = World(tmp_path / "j.ndjson")
    world.call("oms", "find_the_order", "GET /x")
    world.journal.close()
    page = page_of(run_of((replace(PLAIN, journal="j.ndjson"),)), tmp_path)
    assert "find the order 200" in page.text


def test_the_same_scenario_twice_has_two_addresses(tmp_path: Path) -> None:
    again: tuple[ScenarioRecord, ...] = (replace(PLAIN, id="S 07/x"),) * 2
    assert page_of(run_of(again), tmp_path).closed == [
        "S-07-x-shop-erp-wms",
        "S-07-x-shop-erp-wms--2",
    ]


def test_an_interrupted_run_is_marked_so(tmp_path: Path) -> None:
    text = page_of(replace(run_of((PLAIN,)), interrupted=True), tmp_path).text
    assert "? Not proven 1 scenario passed; the others were not reached. The run was" in text


def test_a_run_of_nothing_is_not_proven(tmp_path: Path) -> None:
    assert "? Not proven No scenario ran to its end" in page_of(run_of(()), tmp_path).text
