"""The page of reconciliation shows what the command prints and what it is tried with."""

from __future__ import annotations

from ordergate.harness.reconcile.mismatch import Kind
from tests.docs.reconcile import PAGE, SAMPLE, WORDS, page
from tests.reconcile.kinds import DRIFTS


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.reconcile writes it again"


def test_every_kind_is_explained_and_every_sample_is_a_drift() -> None:
    assert list(WORDS) == list(Kind)
    assert {drift.name for drift in DRIFTS}.issuperset(SAMPLE)
