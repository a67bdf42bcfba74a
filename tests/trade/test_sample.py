from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ordergate.harness.trade.classes import RowClass, impossible
from ordergate.harness.trade.documents import TradeFile, read_trade
from ordergate.harness.trade.errors import FileUnwritable
from ordergate.harness.trade.matching import match_credits, without_earlier_sale
from ordergate.harness.trade.rows import GUEST, SourceRow, Total
from ordergate.harness.trade.sample import SampleTotals, draw_sample, write_sample
from ordergate.simulators.kernel.chance import Chance

SEEDS = range(5)


def a_sample(folder: Path, seed: int) -> tuple[TradeFile, SampleTotals]:
    path = folder / "sample.csv"
    totals = write_sample(Chance(seed).stream("sample"), path)
    return read_trade(path), totals


def rows_of(trade: TradeFile) -> Iterator[tuple[SourceRow, RowClass]]:
    return (line for document in trade.documents for line in document.lines())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_finds_the_totals_that_the_sample_was_made_with(tmp_path: Path, seed: int) -> None:
    trade, totals = a_sample(tmp_path, seed)
    unreadable: dict[str, Total] = {}
    for row in trade.unreadable:
        counted = unreadable.get(row.quarantine_reason, Total())
        unreadable[row.quarantine_reason] = counted.plus(row.amount)
    assert trade.total() == totals.rows
    assert trade.class_totals() == totals.by_class
    assert unreadable == totals.unreadable
    assert len(trade.documents) == totals.documents


@pytest.mark.parametrize("seed", SEEDS)
def test_credits_find_what_they_were_made_to_find(tmp_path: Path, seed: int) -> None:
    trade, totals = a_sample(tmp_path, seed)
    at_another_price = [
        row
        for row, found in match_credits(trade.documents)
        if any(match.price_paid != row.unit_price for match in found.matches)
    ]
    assert without_earlier_sale(trade.documents) == totals.unmatched
    assert len(at_another_price) == totals.credits_at_another_price


@pytest.mark.parametrize("seed", SEEDS)
def test_impossible_rows_are_those_that_were_made_so(tmp_path: Path, seed: int) -> None:
    trade, totals = a_sample(tmp_path, seed)
    found = Total()
    for row, row_class in rows_of(trade):
        if impossible(row, row_class):
            found = found.plus(row.amount)
    assert found == totals.impossible


@pytest.mark.parametrize("seed", SEEDS)
def test_every_class_and_every_awkwardness_is_in_every_sample(tmp_path: Path, seed: int) -> None:
    trade, totals = a_sample(tmp_path, seed)
    rows = [row for row, _ in rows_of(trade)]
    items = {row.item for row in rows}
    on_documents = Counter((row.document, row.item) for row in rows)
    assert all(total.rows for total in totals.by_class.values())
    assert {"POST", "DOT", "C2", "D", "M", "m", "S", "PADS", "B", "84796a", "84796A"} <= items
    assert max(on_documents.values()) > 1
    assert GUEST in {row.customer for row in rows}
    assert len({row.country for row in rows}) > 3
    assert len({document.month for document in trade.documents}) > 1
    assert 300 <= totals.rows.rows <= 500


def test_rows_of_a_document_need_not_stand_together(tmp_path: Path) -> None:
    trade, _ = a_sample(tmp_path, 1)
    spans = [document.rows[-1].number - document.rows[0].number for document in trade.documents]
    sizes = [len(document.rows) - 1 for document in trade.documents]
    assert any(span > size for span, size in zip(spans, sizes, strict=True))


@pytest.mark.parametrize("name", ["sample.csv", "sample.csv.gz", "sample.csv.xz"])
def test_one_seed_writes_one_file_and_another_seed_another(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    written = []
    for seed in (1, 1, 2):
        write_sample(Chance(seed).stream("sample"), path)
        written.append(path.read_bytes())
    assert written[0] == written[1] != written[2]


def test_a_packed_sample_does_not_tell_when_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "sample.csv.gz"
    write_sample(Chance(1).stream("sample"), path)
    assert path.read_bytes()[4:8] == bytes(4)


def test_documents_of_a_sample_are_numbered_in_time_order(tmp_path: Path) -> None:
    trade, _ = a_sample(tmp_path, 1)
    numbers = [document.number.lstrip("AC") for document in trade.documents]
    assert numbers == sorted(numbers)


def test_a_packed_sample_reads_reads_as_the_plain_one(tmp_path: Path) -> None:
    plain, packed = tmp_path / "sample.csv", tmp_path / "sample.csv.xz"
    for path in (plain, packed):
        write_sample(Chance(1).stream("sample"), path)
    assert read_trade(plain) == read_trade(packed)


def test_a_sample_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(FileUnwritable, match="taken cannot be written: is a directory"):
        write_sample(Chance(1).stream("sample"), taken)
    with pytest.raises(FileUnwritable, match="no such file or directory"):
        write_sample(Chance(1).stream("sample"), tmp_path / "none" / "sample.csv")
    assert list(tmp_path.iterdir()) == [taken]


def test_the_text_of_a_sample_ends_with_its_last_row() -> None:
    text, totals = draw_sample(Chance(1).stream("sample"))
    assert len(text.splitlines()) == totals.rows.rows + 1
    assert text.endswith("\n")


@pytest.mark.parametrize("folder", [".", "..", "/"])
def test_a_folder_is_no_place_to_write_a_sample_over(folder: str) -> None:
    with pytest.raises(FileUnwritable, match="cannot be written: is a directory; give a file name in"):
        write_sample(Chance(1).stream("sample"), Path(folder))
