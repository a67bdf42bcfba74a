"""When rules strike, what they write down, and that the seed decides it."""

from __future__ import annotations

import contextlib

import pytest

from ordergate.simulators.kernel.disturbance import LostConnection
from tests.faults.parts import SECOND_US, Disturbed
from tests.kernel.parts import told


def lost(toy: Disturbed, box_id: str) -> bool:
    try:
        toy.packs(box_id)
    except LostConnection:
        return True
    return False


def test_off_by_default(toy: Disturbed) -> None:
    assert toy.packs("1").status == 201
    assert toy.system.disturbances == [] and toy.outbox.disturbances == []


def test_the_calls_that_are_named_are_struck_and_no_others(toy: Disturbed) -> None:
    struck = toy.suffers("lost_request on toy.pack nth=2,4")
    assert [lost(toy, str(number)) for number in range(5)] == [False, True, False, True, False]
    assert (struck.met, struck.fired) == (5, 2)
    assert toy.held() == ["0", "2", "4"]


def test_it_strikes_so_often_and_then_no_more(toy: Disturbed) -> None:
    toy.suffers("lost_request on toy times=2")
    assert [lost(toy, str(number)) for number in range(4)] == [True, True, False, False]


def test_it_strikes_what_names_a_document(toy: Disturbed) -> None:
    toy.suffers('lost_request on toy key="7"')
    assert [lost(toy, str(number)) for number in (6, 7, 8)] == [False, True, False]


def test_it_strikes_in_a_window_of_time(toy: Disturbed) -> None:
    toy.suffers("lost_request on toy from=10s until=20s")
    seen = []
    for number in range(4):
        seen.append(lost(toy, str(number)))
        toy.wait(8 * SECOND_US)
    assert seen == [False, False, True, False]


def test_a_share_is_the_same_for_the_same_seed_whatever_the_order(toy: Disturbed) -> None:
    names = [str(number) for number in range(200)]
    toy.suffers("lost_request on toy share=20%")
    forwards = {name for name in names if lost(toy, name)}
    other = Disturbed()
    other.suffers("lost_request on toy share=20%")
    backwards = {name for name in reversed(names) if lost(other, name)}
    other.close()
    assert forwards == backwards
    assert 20 < len(forwards) < 60


def test_whoever_asks_again_is_not_struck_for_ever(toy: Disturbed) -> None:
    toy.suffers("lost_request on toy share=50%")
    attempts = [lost(toy, "1") for _ in range(20)]
    assert True in attempts and False in attempts


def test_people_are_spared(toy: Disturbed) -> None:
    toy.suffers("server_error on toy")
    assert toy.ask("GET", "/ready").status == 503
    assert toy.ask("POST", "/_world/boxes", {"id": "1", "fillings": [{"count": 1}]}).status == 201


def test_rules_are_nested_the_oldest_outermost(toy: Disturbed) -> None:
    toy.suffers("latency on toy delay_ms=2000 times=1")
    toy.suffers("lost_reply on toy times=1")
    began_us = toy.clock.now_us()
    with pytest.raises(LostConnection):
        toy.packs("1")
    assert toy.clock.now_us() == began_us
    assert [line["rule"].split()[0] for line in toy.fired()] == ["lost_reply", "latency"]


def test_what_fires_is_written_down_with_the_call_that_it_struck(toy: Disturbed) -> None:
    toy.suffers("lost_reply on toy.pack nth=1")
    assert lost(toy, "1")
    [call] = [line for line in toy.journal_lines if line["kind"] == "call"]
    [fault] = toy.fired()
    assert (fault["op"], fault["of"], fault["rule"]) == ("pack", call["n"], "lost_reply on toy.pack nth=1")


def test_while_they_rest_only_rules_strike_that_end_by_themselves(toy: Disturbed) -> None:
    endless = toy.suffers("lost_request on toy.read share=100%")
    ending = toy.suffers("lost_request on toy.pack times=1")
    toy.adversary.rest([endless.name, ending.name])
    assert toy.ask("GET", "/boxes/1").status == 404
    assert lost(toy, "1")
    toy.adversary.rest([])
    with pytest.raises(LostConnection):
        toy.ask("GET", "/boxes/1")


def test_those_that_do_not_rest_go_on(toy: Disturbed) -> None:
    resting = toy.suffers("lost_request on toy.read")
    toy.suffers("lost_request on toy.pack")
    toy.adversary.rest([resting.name])
    assert lost(toy, "1")
    assert toy.ask("GET", "/boxes/1").status == 404


def test_who_gives_way_strikes_once_the_others_have(toy: Disturbed) -> None:
    toy.suffers("lost_request on toy", gives_way=True)
    struck = toy.suffers("schema_drift on toy nth=1 kind=missing")
    assert toy.ask("GET", "/boxes/1").status == 404
    assert not lost(toy, "1")
    assert struck.fired == 1
    assert lost(toy, "2")


def test_who_gives_way_strikes_once_the_others_are_ended(toy: Disturbed) -> None:
    toy.suffers("lost_request on toy", gives_way=True)
    struck = toy.suffers("server_error on toy.read")
    assert not lost(toy, "1")
    toy.adversary.end(struck.name)
    assert lost(toy, "2")


def test_the_surest_rule_strikes_before_the_others(toy: Disturbed) -> None:
    toy.suffers("lost_request on toy.pack share=99%")
    toy.suffers("server_error on toy.pack")
    named = toy.suffers("throttled on toy.pack nth=2")
    assert [toy.packs(number).status for number in "12"] == [503, 429]
    assert named.fired == 1


def test_a_named_call_with_nothing_to_spoil_is_made_up_for_by_the_next(toy: Disturbed) -> None:
    struck = toy.suffers("schema_drift on toy nth=1 kind=missing")
    assert toy.ask("GET", "/boxes/1").status == 404
    assert len(told(toy.packs("1"))) == len(told(toy.packs("2"))) - 1
    assert struck.fired == 1


def test_a_rule_that_is_ended_strikes_no_more(toy: Disturbed) -> None:
    struck = toy.suffers("server_error on toy")
    assert toy.packs("1").status == 503
    assert toy.adversary.end(struck.name).fired == 1
    assert toy.packs("1").status == 201
    assert toy.system.disturbances == []
    with pytest.raises(KeyError):
        toy.adversary.end(struck.name)


def test_a_rule_that_names_its_calls_comes_before_one_that_goes_on(toy: Disturbed) -> None:
    toy.suffers("server_error on toy share=99.99%")
    named = toy.suffers("lost_reply on toy.pack nth=1")
    with contextlib.suppress(LostConnection):
        toy.packs("1")
    assert named.fired == 1
