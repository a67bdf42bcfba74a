from __future__ import annotations

import json

import pytest

from ordergate.harness.evidence.masking import Masker


def masked(body: object) -> object:
    return json.loads(Masker().body(json.dumps(body)))


def test_an_address_loses_what_leads_to_a_person_and_keeps_what_the_trade_needs() -> None:
    ship_to = {
        "name": "Ann Smith",
        "line": "1 High St",
        "city": "Leeds",
        "postcode": "LS1 4AP",
        "country": "GB",
    }
    assert masked({"ship_to": ship_to}) == {
        "ship_to": {
            "name": "[name-1]",
            "line": "[address-1]",
            "city": "[address-2]",
            "postcode": "[address-3]",
            "country": "GB",
        }
    }


@pytest.mark.parametrize(
    ("field", "value", "placeholder"),
    [
        ("email", "a@b.example", "[email-1]"),
        ("billingEmail", "not an address", "[email-1]"),
        ("phone", "555 0101", "[phone-1]"),
        ("mobileNumber", "555", "[phone-1]"),
        ("phone_no", "555", "[phone-1]"),
        ("house_number", "17b", "[address-1]"),
        ("mobile", 447700900123, "[phone-1]"),
        ("firstName", "Ann", "[name-1]"),
        ("company", "Pryce Ltd", "[name-1]"),
        ("street", "Saffron Hill", "[address-1]"),
        ("addressLine1", "17 Saffron Hill", "[address-1]"),
        ("address_lines", ["17 Saffron Hill"], ["[address-1]"]),
        ("name", {"given": "Ann", "last": "Smith"}, {"given": "[name-1]", "last": "[name-2]"}),
        ("contact", {"given": "Ann", "id": "7"}, {"given": "[name-1]", "id": "7"}),
        ("access_token", "abc", "[secret-1]"),
        ("clientSecret", "abc", "[secret-1]"),
        ("api_key", "abc", "[secret-1]"),
        ("X-Signature", "abc", "[secret-1]"),
        ("credentials", {"user": "a", "age": 1}, {"user": "[secret-1]", "age": "[secret-2]"}),
    ],
)
def test_a_field_is_masked_by_its_name(field: str, value: object, placeholder: object) -> None:
    assert masked({field: value}) == {field: placeholder}


@pytest.mark.parametrize(
    "fields",
    [
        {"order_id": "408-5512345-1190023", "line": "1", "lines": [{"line": "2", "sku": "MUG-01"}]},
        {"number": "0000000311", "external_ref": "026-5512345-1190023", "outbound": "W2K9P4"},
        {"token_type": "Bearer", "expires_in": 3600, "idempotency_key": "order-7"},
        {"at": 1291192000000, "date": "2010-12-01", "time": "2010-12-01T08:26:40+02:00"},
        {"carrier_name": "Royal Mail", "site_name": "Main", "product_name": "Mug"},
        {"quantity": 10, "email": None, "phone": "", "has_phone": True},
        {"company_number": "1000", "contact_id": "7", "order_number": "8", "email_verified_at": 1},
    ],
)
def test_what_the_trade_needs_is_left_alone(fields: dict[str, object]) -> None:
    assert masked(fields) == fields


def test_decimals_are_shown_as_they_were_written() -> None:
    assert Masker().body('{"net": 12.10, "rate": 1e400}', indent=None) == ('{"net": 12.10, "rate": 1e400}')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail ann.smith+x@b.example now", "mail [email-1] now"),
        ("ring +44 1632 960123 or 01632 960123", "ring [phone-1] or [phone-2]"),
        ("order 026-5512345-1190023, 0000000311", "order 026-5512345-1190023, 0000000311"),
        ("stock +10.00 -5.00, seed 8123", "stock +10.00 -5.00, seed 8123"),
        ("authorization: Bearer abc.def-123", "authorization: Bearer [secret-1]"),
        ("no bearer token of this system", "no bearer token of this system"),
        ("hook https://me:pa55@host/x?token=abcd", "hook https://[secret-1]@host/x?token=[secret-2]"),
        ("v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=", "[secret-1]"),
    ],
)  # fmt: skip
def test_free_text_is_masked_by_what_it_looks_like(text: str, expected: str) -> None:
    assert Masker().text(text) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"email": "ann@b.exa', '{"email": "[email-1]'),
        ('{"phone": 447700900123, "x": [', '{"phone": [phone-1], "x": ['),
        ("name=Ann&company=Pryce+Ltd&id=7", "name=[name-1]&company=[name-2]&id=7"),
        ("<a:Email kind='x'>ann</a:Email><Id>7</Id>", "<a:Email kind='x'>[email-1]</a:Email><Id>7</Id>"),
        ("[" * 100_000, "[" * 100_000),
    ],
)  # fmt: skip
def test_a_body_that_is_not_json_is_masked_all_the_same(body: str, expected: str) -> None:
    assert Masker().body(body) == expected


def test_an_address_is_decoded_before_it_is_judged() -> None:
    url = "/customers/ann%40b.example/orders?phone=%2B441632&next=abc&page=2"
    assert Masker().url(url) == "/customers/[email-1]/orders?phone=[phone-1]&next=abc&page=2"


def test_one_value_has_one_placeholder_everywhere() -> None:
    masker = Masker()
    assert masker.text("ann@b.example, bob@b.example") == "[email-1], [email-2]"
    assert masker.body('{"email": "Ann@B.example"}', indent=None) == '{"email": "[email-1]"}'


def test_masking_what_is_masked_changes_nothing() -> None:
    masker = Masker()
    once = masker.body('{"name": "Ann", "secret": "x", "email": "ann@b.example"}')
    assert masker.body(once) == once


def test_roles_are_shown_and_names_are_hidden_wherever_they_are_met() -> None:
    masker = Masker()
    masker.meet(["picker", "Pryce Ltd", "Pryce", "connector", ""])
    assert masker.who("picker") == "picker"
    assert masker.who("Pryce Ltd") == "[name-1]"
    assert masker.text("Pryce Ltd asked the picker; Pryces did not") == (
        "[name-1] asked the picker; Pryces did not"
    )
    assert masker.body('{"note": "for Pryce"}', indent=None) == '{"note": "for [name-2]"}'
    masker.meet([])
    assert masker.text("Pryce Ltd") == "Pryce Ltd"
