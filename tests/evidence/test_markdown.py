from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from ordergate.harness.evidence.markdown import escaped, markdown, write_markdown
from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.records import RunRecord, SkippedScenario, Verdict
from tests.evidence.fabricated import FAILED, FINDING, REPEAT, compared_across, passed, run_of

PASSED = passed("S01", "one order")
NOT_PROVEN = replace(PASSED, id="S27", topology="full", verdict=Verdict.NOT_PROVEN, reason="no 429 | seen")
KNOWN = replace(PASSED, id="S09", known=((replace(FINDING, rule="I14"), "until <May>"),))
RUN = replace(
    run_of((PASSED, FAILED, NOT_PROVEN, KNOWN)),
    skipped=(SkippedScenario("S02", "tax", "full", "no second zone"),),
)

EXPECTED = f"""\
## ❌ Ordergate: failed

Of 4 scenarios, 1 failed, 1 could not be proven, 2 passed.

Money at risk: **84.00 GBP**

| passed | failed | not proven | passed with known findings | not run |
|---:|---:|---:|---:|---:|
| 2 | 1 | 1 | 1 | 1 |

### Failed

| Scenario | Rule | Finding | Money at risk | Run it again |
|---|---|---|---|---|
| **S07** 10 ordered, 4 then 6 ship (shop-erp-wms) | I07 shipments agree in all systems | \
{FINDING.text} | 84.00 GBP | `{REPEAT}` |

### Known findings

| Scenario | Rule | Finding | Known, because |
|---|---|---|---|
| **S09** one order (shop-erp-wms) | I14 | {FINDING.text} | until &#60;May&#62; |

### Not proven

| Scenario | Topology | Because |
|---|---|---|
| **S27** one order | full | no 429 &#124; seen |

### Not tested

| What was left out |
|---|
| 1 scenario, because no second zone: S02. |

Run `2026-11-22T10-04-11-8123`, seed `8123`, reference engine. Evidence: `out/x`
"""


def tables(text: str) -> list[list[list[str]]]:
    """The tables as a reader of the rendered page sees them: rows of cells."""
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    found = (re.findall(r"<tr>.*?</tr>", table, re.DOTALL) for table in html.split("<table>")[1:])
    return [[re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows] for rows in found]


def many(count: int) -> RunRecord:
    records = (
        replace(FAILED, id=f"S{number}", findings=(replace(FINDING, text="x" * 500),))
        for number in range(count)
    )
    return run_of(tuple(records))


def test_a_summary_says_what_failed_what_is_known_and_what_is_open(tmp_path: Path) -> None:
    write_markdown(RUN, tmp_path / "summary.md", Masker(), "out/x")
    assert (tmp_path / "summary.md").read_text("utf-8") == EXPECTED


@pytest.mark.parametrize(
    "attack",
    [
        "a | b", "`a` *b* _c_", "<img src=x>", "</details>", "[a](b) ![c](d)", "a\n\n# b",
        "$a$ @b #1 \\|", "&lt;", "see https://a.example",
    ],
)  # fmt: skip
def test_nothing_that_comes_from_outside_becomes_markup(attack: str) -> None:
    record = replace(FAILED, title=attack, findings=(replace(FINDING, text=attack, repeat=attack),))
    cells = tables(markdown(run_of((record,)), Masker()))[1][1]
    plain = MarkdownIt().render(escaped(attack)).strip().removeprefix("<p>").removesuffix("</p>")
    assert len(cells) == 5
    assert cells[2] == plain
    assert cells[4].startswith("<code>")
    assert not set("|`*_<>[]$@#\\!\n") & set(escaped(attack).replace("&#", ""))


def test_an_underscore_inside_a_word_stays_as_it_is() -> None:
    assert escaped("safety_stock of _a_ and b__c") == "safety_stock of &#95;a&#95; and b&#95;&#95;c"


def test_many_rows_are_folded() -> None:
    text = markdown(many(12), Masker())
    assert text.index("**S9**") < text.index("<details><summary>2 more</summary>") < text.index("**S10**")
    assert [len(table) - 1 for table in tables(text)] == [1, 10, 2]


@pytest.mark.parametrize("limit", [5_000, 8_000, 50_000])
def test_what_does_not_fit_is_left_out_and_counted(limit: int) -> None:
    text = markdown(many(200), Masker(), bytes_max=limit)
    kept = len(re.findall(r"^\| \*\*S", text, re.MULTILINE))
    assert len(text.encode()) <= limit
    assert f"**This summary is cut at {limit:,} bytes: " in text
    assert 0 <= kept < 200
    assert text.count("<details>") == text.count("</details>")


def test_a_run_of_thousands_stays_below_the_limit_of_the_page() -> None:
    text = markdown(many(3_000), Masker())
    assert 900_000 < len(text.encode()) <= 1_000_000
    assert re.search(r"cut at 1,000,000 bytes: [\d,]+ lines left out", text)


def test_the_same_finding_in_several_topologies_is_one_row() -> None:
    text = markdown(run_of(compared_across("erp", "crm")), Masker())
    assert "| **S07** 10 ordered, 4 then 6 ship (erp, crm) |" in text


def test_a_failure_without_a_finding_has_its_row() -> None:
    text = markdown(run_of((replace(FAILED, findings=(), reason="it stumbled"),)), Masker())
    assert tables(text)[1][1][2] == "it stumbled"


def test_personal_data_is_masked() -> None:
    record = replace(FAILED, findings=(), reason="ann@b.example rang")
    assert "&#91;email-1&#93; rang" in markdown(run_of((record,)), Masker())
