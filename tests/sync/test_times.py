"""Instants and the texts in which vendors tell them."""

from __future__ import annotations

from ordergate.harness.sync import times

SUMMER = times.instant_of("2011-06-01T08:30:00+00:00")
WINTER = times.instant_of("2010-12-01T08:26:00+00:00")


def test_the_marketplace_is_told_times_with_its_own_offset() -> None:
    assert times.text_with_offset(SUMMER, "Europe/London") == "2011-06-01T09:30:00+01:00"
    assert times.text_with_offset(WINTER, "Europe/London") == "2010-12-01T08:26:00+00:00"


def test_an_instant_survives_the_hour_that_comes_twice() -> None:
    first = times.instant_of("2011-10-30T01:30:00+01:00")
    second = times.instant_of("2011-10-30T01:30:00+00:00")
    assert second - first == 3600 * 1_000_000
    for at_us in (first, second):
        assert times.instant_of(times.text_with_offset(at_us, "Europe/London")) == at_us


def test_a_text_without_offset_is_read_in_the_zone_it_was_written_in() -> None:
    assert times.instant_of("2011-06-01T09:30:00", "Europe/London") == SUMMER
    assert times.instant_of("2011-06-01T08:30:00") == SUMMER


def test_the_business_day_is_the_companys_and_not_that_of_utc() -> None:
    late = times.instant_of("2011-06-01T23:30:00+00:00")
    assert times.business_date(late, "Europe/London") == "2011-06-02"


def test_change_stamps_are_cut_off_at_the_second() -> None:
    assert times.text_of_second(WINTER + 999_999) == "2010-12-01T08:26:00"


def test_utc_ends_in_z() -> None:
    assert times.text_in_utc(WINTER) == "2010-12-01T08:26:00Z"


def test_noon_is_in_the_companys_zone() -> None:
    assert times.noon_of("2011-06-01", "Europe/London") == times.instant_of("2011-06-01T11:00:00Z")
