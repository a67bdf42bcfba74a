"""Every file of the product has a part to which its time counts, and is looked at while time passes."""

from __future__ import annotations

import signal
from decimal import Decimal

import pytest

from ordergate.harness.bench.sampling import Sampler, part_of
from ordergate.harness.judge.arithmetic import e4
from ordergate.harness.running.wall import processor_s


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("/x/ordergate/harness/sync/store.py", "engine's store"),
        ("/x/ordergate/harness/sync/links/orders.py", "engine"),
        ("/x/ordergate/harness/judge/rules/cash.py", "judge"),
        ("/x/ordergate/harness/trade/reading.py", "reading"),
        ("/x/ordergate/harness/trade/carrying.py", "people and trade"),
        ("/x/ordergate/simulators/erp/service/orders.py", "erp"),
        ("/x/ordergate/simulators/kernel/tables.py", "simulators' kernel"),
        ("/usr/lib/python3.11/asyncio/events.py", "event loop"),
        ("/usr/lib/python3.11/fractions.py", None),
    ],
)
def test_the_folder_of_a_file_says_which_part_it_is_of(file: str, part: str | None) -> None:
    assert part_of(file) == part


def test_time_in_the_judge_counts_to_the_judge() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with Sampler() as sampler:
        end = processor_s() + 0.3
        while processor_s() < end:
            for _ in range(1000):
                e4(Decimal("3.06"))
    shares = dict(sampler.shares())
    assert shares["judge"] > 0.1  # the loop around it is that of the test.
    assert signal.getsignal(signal.SIGPROF) == before
