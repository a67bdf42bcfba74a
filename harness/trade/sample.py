"""A small dirty file of orders in the layout of the real one, with totals known by construction."""

from __future__ import annotations

import gzip
import lzma
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .classes import RowClass
from .drafting import Draft, Draws
from .errors import FileUnwritable
from .rows import Total
from .stories import tell_all


@dataclass(frozen=True, slots=True)
class SampleTotals:
    """What a reader has to find in the sample.

    `unreadable` is by reason of quarantine. `impossible` rows can be read and still are no
    business of their class; they are counted in `by_class` too. `unmatched` are goods credits
    without an earlier sale: the row counts once, its amount by unit. `documents` are those with a
    readable row.
    """

    rows: Total
    by_class: dict[RowClass, Total]
    unreadable: dict[str, Total]
    impossible: Total
    unmatched: Total
    credits_at_another_price: int
    documents: int


def draw_sample(draws: Draws) -> tuple[str, SampleTotals]:
    """The text of a sample, and its totals as they were counted while it was made up."""
    draft = Draft(draws)
    tell_all(draft)
    rows = Total()
    for total in (*draft.by_class.values(), *draft.unreadable.values()):
        rows = rows.plus(total.amount, total.rows)
    return draft.text(), SampleTotals(
        rows=rows,
        by_class=draft.by_class,
        unreadable=draft.unreadable,
        impossible=draft.impossible,
        unmatched=draft.unmatched,
        credits_at_another_price=draft.credits_at_another_price,
        documents=sum(document.readable for document in draft.documents),
    )


def write_sample(draws: Draws, path: Path) -> SampleTotals:
    """Write a sample, packed as the name says (.gz, .xz), whole or not at all."""
    if path.name in ("", ".."):
        raise FileUnwritable(f"sample {path} cannot be written: is a directory; give a file name in it")
    text, totals = draw_sample(draws)
    content = text.encode()
    if path.suffix == ".gz":
        content = gzip.compress(content, mtime=0)
    elif path.suffix == ".xz":
        content = lzma.compress(content)
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as trouble:
        with suppress(OSError):
            unfinished.unlink()
        reason = (trouble.strerror or str(trouble)).lower()
        raise FileUnwritable(
            f"sample {path} cannot be written: {reason}; give a file name in a folder that exists"
        ) from None
    return totals
