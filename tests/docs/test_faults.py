"""The page of faults says what the faults are; the rules that it shows can be used."""

from __future__ import annotations

import re

from ordergate.harness.running.fault_rules import check_faults
from tests.docs.faults import INTRODUCTION, PAGE, page


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.faults writes it again"


def test_the_rules_that_it_shows_can_be_used() -> None:
    [block] = re.findall(r"```text\n(.*?)```", INTRODUCTION, re.S)
    for rule in block.splitlines():
        check_faults([rule])
