from __future__ import annotations

import json
from pathlib import Path

import pytest

from ordergate.harness.evidence.masked_journals import drawn, learn, mask_journal
from ordergate.harness.evidence.masked_results import mask_results
from ordergate.harness.evidence.masking import Masker

SECRET = "s3cr3t/+value"
BUYER = {
    "company": "Pryce & Son", "email": "a@b.example", "phone": "0161 496 0027",
    "address": {"name": "Pryce & Son", "line": "17 Saffron Hill", "city": "Leeds", "postcode": "LS1 4AP"},
}  # fmt: skip


def masker() -> Masker:
    return Masker(
        {SECRET: "marketplace.client_secret", SECRET + "-longer": "environment.KEY", "short": "x.y"}
    )


@pytest.mark.parametrize("written", [SECRET, "s3cr3t%2F%2Bvalue", f"pre{SECRET}post", f"{SECRET}, {SECRET}"])
def test_a_secret_is_found_by_value_in_whatever_way_it_is_written(written: str) -> None:
    assert "s3cr3t" not in masker().text(f"it said {written}")


def test_the_longest_secret_wins_and_a_short_one_is_no_secret() -> None:
    told = masker().text(f"{SECRET}-longer {SECRET} short")
    assert told == "[environment.KEY] [marketplace.client_secret] short"


def test_a_named_placeholder_is_the_same_in_a_field_and_is_not_hidden_again() -> None:
    one = masker()
    body = one.body(json.dumps({"client_secret": SECRET, "note": f"password={SECRET}"}), indent=None)
    assert body == (
        '{"client_secret": "[marketplace.client_secret]", "note": "password=[marketplace.client_secret]"}'
    )
    assert one.body(body, indent=None) == body
    assert one.url(f"/x/{SECRET}?api_key={SECRET}").count("[marketplace.client_secret]") == 2


def test_people_of_a_body_are_found_in_free_text_afterwards_but_a_town_and_a_role_are_not() -> None:
    one = Masker()
    one.learn(json.dumps({"buyer": BUYER, "contact": {"name": "Warehouse"}}))
    told = one.text("Pryce & Son, 17 Saffron Hill, Leeds LS1 4AP; Warehouse; 0161 496 0027")
    assert told == "[name-1], [address-1], Leeds [address-3]; Warehouse; [phone-1]"


def test_many_values_are_found_as_surely_as_few() -> None:
    many = Masker({f"{number:016x}": "erp.token" for number in range(5000)})
    assert many.text(f"a {4711:016x} b") == "a [erp.token] b"


def entry(**fields: object) -> str:
    return json.dumps(fields, separators=(",", ":"), sort_keys=True) + "\n"


def test_a_masked_journal_keeps_its_order_and_every_line_that_hides_nothing(tmp_path: Path) -> None:
    harmless = [
        entry(at=1, kind="world", n=1, seed=7),
        entry(body="00", kind="body", n=2, text='{"items":[{"item":"MUG-01","price":2.50}]}'),
        entry(caller="connector", kind="call", n=3, op="list", path="/orders", query="a=1", system="erp"),
        entry(kind="reply", n=4, of=3, status=200, system="erp"),
    ]
    telling = [
        entry(body="01", kind="body", n=5, text=json.dumps(BUYER)),
        entry(caller="connector", kind="call", n=6, op="list", path=f"/x/{SECRET}", query="q=a%40b.example"),
        entry(kind="finding", n=7, rule="I01", text=f"17 Saffron Hill and {SECRET}"),
        entry(kind="say", n=8, who="Ann Smith", text="orders"),
        '{"torn": "a@b.exam',
    ]
    journal = tmp_path / "one.ndjson"
    journal.write_text("".join(harmless + telling))
    one = masker()
    learn(journal, one)
    mask_journal(journal, one)
    lines = journal.read_text().splitlines(keepends=True)
    assert lines[:4] == harmless
    assert len(lines) == 9
    shown = "".join(lines)
    hidden = (SECRET, "s3cr3t", "a@b", "a%40b", "0161", "Saffron", "LS1", "Pryce", "Ann")
    assert [canary for canary in hidden if canary in shown] == []
    assert json.loads(lines[6])["text"] == "[address-1] and [marketplace.client_secret]"
    mask_journal(journal, one)
    assert journal.read_text() == shown


def test_a_journal_tells_how_many_tokens_each_system_drew(tmp_path: Path) -> None:
    journal = tmp_path / "one.ndjson"
    call = entry(caller="connector", kind="call", op="issue_token", path="/t", query="", system="erp")
    journal.write_text(entry(kind="world", seed=7) + call * 2)
    assert list(drawn(journal)) == [(7, "erp", "token", 2)]


def test_results_of_other_tools_stay_json_and_what_is_no_text_stays_as_it_is(tmp_path: Path) -> None:
    result = {"statusDetails": {"message": f'said "{SECRET}"\n'}, "start": 1795354390129}
    (tmp_path / "a-result.json").write_text(json.dumps(result))
    (tmp_path / "b-attachment.txt").write_text(f"write to a@b.example, {SECRET}")
    (tmp_path / "c.png").write_bytes(b"\x89PNG\xff")
    mask_results(tmp_path, masker())
    told = json.loads((tmp_path / "a-result.json").read_text())
    assert told == {
        "statusDetails": {"message": 'said "[marketplace.client_secret]"\n'},
        "start": 1795354390129,
    }
    said = (tmp_path / "b-attachment.txt").read_text()
    assert said == "write to [email-1], [marketplace.client_secret]"
    assert (tmp_path / "c.png").read_bytes() == b"\x89PNG\xff"
