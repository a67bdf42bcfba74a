"""A rule says what, where and when on one line; whatever cannot strike is refused by name."""

from __future__ import annotations

import pytest

from ordergate.simulators.faults.catalogue import FAULTS
from ordergate.simulators.faults.latency import Latency
from ordergate.simulators.faults.profiles import PROFILES
from ordergate.simulators.faults.rule import read_rule
from ordergate.simulators.faults.when import When
from ordergate.simulators.kernel.problems import Unprocessable
from tests.faults.parts import Disturbed

MINUTE_US = 60_000_000


def test_a_rule_says_what_where_and_when() -> None:
    rule = read_rule("latency on  erp.list_item delay_ms=5 share=2.5% times=3 key=A/1 from=1m until=2h")
    assert (rule.name, rule.system, rule.operation) == ("latency", "erp", "list_item")
    assert rule.fault == Latency(delay_ms=5)
    assert rule.when == When((), 250, 3, "A/1", MINUTE_US, 120 * MINUTE_US)


def test_without_conditions_it_strikes_always() -> None:
    assert read_rule("lost_reply on erp").when.always
    assert not read_rule("lost_reply on erp share=50%").when.always


@pytest.mark.parametrize(
    ("words", "bounded"),
    [("", False), ("share=1%", False), ("until=1h", False), ("nth=2", True), ("times=1", True)],
)
def test_what_ends_by_itself_is_known(words: str, bounded: bool) -> None:
    assert read_rule(f"lost_reply on erp {words}").when.bounded is bounded


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("slow on erp", "there is no fault slow; there are: "),
        ("lost_reply", "it is written FAULT on SYSTEM"),
        ("lost_reply on ", "it is written FAULT on SYSTEM"),
        ("lost_reply on erp nth", "nth is not WORD=VALUE"),
        ("lost_reply on erp nth=1 nth=2", "nth is said twice"),
        ("lost_reply on erp delay_ms=1", "lost_reply has no delay_ms; it takes: nth, share, times"),
        ("lost_reply on erp nth=0", "nth is 0; it takes whole numbers from 1"),
        ("lost_reply on erp nth=1,x", "nth is x; it takes whole numbers from 1"),
        ("lost_reply on erp nth=\u0661", "it takes whole numbers from 1"),
        ("lost_reply on erp nth=1 share=5%", "say one of the two"),
        ("lost_reply on erp nth=1 times=2", "nth names 1 calls, so it cannot strike 2 times"),
        ("lost_reply on erp share=0%", "share is 0%; it takes 0.01% to 100%"),
        ("lost_reply on erp share=5", "share is 5; it takes 0.01% to 100%"),
        ("lost_reply on erp share=100.01%", "it takes 0.01% to 100%"),
        ("lost_reply on erp share=0.001%", "it takes 0.01% to 100%"),
        ("lost_reply on erp from=soon", "from is soon; it takes a span such as 30s"),
        ("lost_reply on erp from=2h until=1h", "so it can never strike"),
        ("latency on erp delay_ms=-1", "delay_ms: expected `int` >= 0"),
        ("latency on erp delay_ms=2.5", "delay_ms: "),
        ("throttled on erp bucket=round", "bucket: invalid enum value 'round'"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_it_should_say(line: str, said: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        read_rule(line)
    assert said in refused.value.detail


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("lost_reply on crm", "there is no crm in this world; there is: toy"),
        ("lost_reply on toy.unpack", "there is no operation unpack that it fits; there are: pack, read"),
        (
            "success_with_errors on toy.read",
            "no operation read that it fits; there are: pack, change",
        ),
        ("expired_token on toy", "no operation of the toy can have expired_token"),
        (
            "dropped_webhook on toy.box.eaten",
            "no topic box.eaten that it fits; there are: box.packed",
        ),
    ],
)
def test_a_rule_that_can_never_strike_is_refused(toy: Disturbed, line: str, said: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        toy.suffers(line)
    assert said in refused.value.detail
    assert toy.adversary.rules() == []


def test_behind_a_rule_that_lets_nothing_past_there_is_no_other(toy: Disturbed) -> None:
    toy.suffers("server_error on toy")
    toy.suffers("dropped_webhook on toy")
    with pytest.raises(Unprocessable, match="the rule 'server_error on toy' lets nothing past"):
        toy.suffers("lost_reply on toy share=50%")
    toy.suffers("lost_reply on toy.pack nth=1")  # this one comes before it


def test_the_profiles_get_rougher_and_can_be_read() -> None:
    assert list(PROFILES) == ["calm", "light", "rough", "hostile"]
    assert PROFILES["calm"] == ()
    for rules in PROFILES.values():
        assert all(read_rule(rule).name in FAULTS for rule in rules)
