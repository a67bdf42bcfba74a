"""The page of faults says what the faults are; the rules that it shows can be used."""

from __future__ import annotations

import re

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.world.fault_rules import check_faults
from tests.docs.faults import CRASHES, INTRODUCTION, PAGE, page


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.faults writes it again"


def test_the_rules_that_it_shows_can_be_used() -> None:
    [first, crashes] = re.findall(r"```text\n(.*?)```", INTRODUCTION + CRASHES, re.S)
    for rule in (first + crashes).splitlines():
        check_faults([rule])


def test_where_nobody_can_kill_the_connector_a_crash_is_refused() -> None:
    with pytest.raises(UsageError, match="kill -9"):
        check_faults(["crash on connector nth=1"], crashes=False)
