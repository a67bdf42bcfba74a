"""Limits are data, and what they are compared with is exact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.config.model import Sla
from ordergate.harness.config.reading import read_config
from ordergate.harness.errors import UsageError
from ordergate.harness.load.profile import Profile, profile_in, profile_names, read_profile
from ordergate.loadtests.limits import MEASURES, Measured, exit_code, rows
from ordergate.loadtests.tally import Tally, percentile

SECOND_US = 1_000_000


def a_change(system: str, order: str, at_s: int) -> dict[str, Any]:
    after = {"store": "main", "id": order} if system == "marketplace" else {"external_ref": f"main/{order}"}
    return {"system": system, "table": "orders", "after": after, "at_us": at_s * SECOND_US}


def a_profile(**changes: str) -> str:
    lines = {
        "who": "buyers = 2\nitems = 3\nlines_max = 1\nunits_max = 1", "rate": "orders_per_s = 5",
        "shape": "warm_up_s = 1\nramp_s = 1\nhold_s = 6\ndrain_s = 2", "sla": "orders_lost_max = 0",
    }  # fmt: skip
    sections = "\n".join(f"[{name}]\n{text}" for name, text in {**lines, **changes}.items())
    return f'title = "t"\nrule = "r"\n{sections}\n'


def test_a_time_is_that_of_the_first_order_in_the_erp() -> None:
    tally = Tally(timed_from_us=0)
    told = [("marketplace", "A", 10), ("erp", "A", 13), ("erp", "A", 20), ("erp", "stranger", 21)]
    times = [tally.observe(a_change(*change)) for change in told]
    assert times == [None, 3 * SECOND_US, None, None]
    assert tally.missing == 0


def test_an_order_of_the_warm_up_counts_but_its_time_does_not() -> None:
    tally = Tally(timed_from_us=5 * SECOND_US)
    for change in (("marketplace", "A", 4), ("erp", "A", 40), ("marketplace", "B", 5), ("erp", "B", 7)):
        tally.observe(a_change(*change))
    assert tally.times_us(now_us=50 * SECOND_US) == [2 * SECOND_US]
    assert [row["timed"] for row in tally.rows()] == [False, True]


def test_a_missing_order_took_at_least_its_age() -> None:
    tally = Tally(timed_from_us=0)
    tally.observe(a_change("marketplace", "A", 10))
    assert (tally.missing, tally.times_us(now_us=42 * SECOND_US)) == (1, [32 * SECOND_US])


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = list(range(1, 21))
    assert [percentile(values, share) for share in (50, 95, 99, 100)] == [10, 19, 20, 20]
    assert percentile([], 95) is None


def test_a_limit_is_kept_up_to_and_including_it() -> None:
    measured = Measured(times_us=[2 * SECOND_US], requests=10, errors=1)
    limits = {"order_in_erp_max_s": 2.0, "order_in_erp_p95_s": 1.999, "errors_share_max": 0.1}
    judged = list(rows(limits, measured))
    assert [row["kept"] for row in judged] == [True, False, True]
    assert exit_code(judged) == 99
    assert exit_code(judged[::2]) == 0


def test_what_was_never_measured_is_neither_kept_nor_breached() -> None:
    judged = list(rows(dict.fromkeys(MEASURES, 1.0), Measured()))
    assert {row["kept"] for row in judged} == {None}
    assert exit_code(judged) == 0


def test_every_limit_of_the_settings_is_measured_by_somebody() -> None:
    assert set(Sla.model_fields) == {*MEASURES, "orders_lost_max"}


def test_limits_of_the_user_stand_above_those_of_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "ordergate.toml"
    file.write_text("[sla]\norder_in_erp_p95_s = 2.5\n", "utf-8")
    limits = read_profile("burst").limits(read_config(file, {}).sla)
    assert (limits["order_in_erp_p95_s"], limits["order_in_erp_max_s"]) == (2.5, 30)


def test_an_unknown_limit_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    file = tmp_path / "ordergate.toml"
    file.write_text("[sla]\norder_in_erp_p96_s = 5\n", "utf-8")
    with pytest.raises(UsageError, match=r"order_in_erp_p96_s is not a setting; .*order_in_erp_max_s") as no:
        read_config(file, {})
    assert no.value.exit_code == 2


def test_an_unknown_key_of_a_profile_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"rate\.orders is not a setting; there are: orders_per_s"):
        profile_in(a_profile(rate="orders = 5\norders_per_s = 5"), "mine")


def test_an_unknown_profile_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"no load profile brust; there are: burst") as refused:
        read_profile("brust")
    assert refused.value.exit_code == 2


def test_every_profile_there_is_can_be_read_and_lasts_a_minute() -> None:
    assert [read_profile(name).shape.total_s for name in profile_names()] == [60]


def test_a_shorter_run_is_shorter_in_all_its_parts() -> None:
    profile: Profile = profile_in(a_profile(), "mine").changed(duration_s=5, buyers=7, rate=0.5)
    assert profile.shape.model_dump() == {"warm_up_s": 0.5, "ramp_s": 0.5, "hold_s": 3, "drain_s": 1}
    assert (profile.who.buyers, profile.rate.orders_per_s) == (7, 0.5)


def test_a_load_that_cannot_be_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match=r"rate\.orders_per_s: input should be greater than 0"):
        read_profile("burst").changed(rate=0)
