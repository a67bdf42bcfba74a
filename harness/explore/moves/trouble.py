"""The systems misbehave, in every way that there is."""

from __future__ import annotations

from ordergate.simulators.faults.on_connector import CONNECTOR
from ordergate.simulators.faults.profiles import PROFILES
from ordergate.simulators.faults.rule import read_rule

from ..teller import Teller

_WHENS = ("nth=1", "nth=1,2", "nth=2", "nth=3", "share=5%", "share=10%", "share=30%", "share=100% times=3")
_SEVERAL_MAX = 6


def disturbs(teller: Teller) -> bool:
    """One thing goes wrong from now on, or several."""
    rules = _rules(teller)
    for _ in range(teller.draw.number(1, _SEVERAL_MAX) if teller.draw.often(20) else 1):
        rule, when = teller.draw.one_of(rules), teller.draw.one_of(_WHENS)
        if rule.startswith("crash ") and "times=" not in when:
            when += " times=2" if when.startswith("share=") else ""  # Nobody comes up for ever.
        if not teller.tells(f'world.disturb("{rule} {when}")'):
            return False
    return True


def goes_down(teller: Teller) -> bool:
    """A system is away, for minutes or for days."""
    system = teller.draw.one_of(teller.telling.world.systems)
    span, away = teller.draw.one_of((("5m", "minutes=4"), ("2h", "hours=1"), ("2d", "days=1")))
    return teller.tells(f'world.disturb("server_error on {system} until={span}")') and (
        teller.draw.often(50) or teller.tells(f"world.run({away})")
    )


def _rules(teller: Teller) -> list[str]:
    """Every fault of the rough and the hostile profile for the systems that there are, without its when."""
    found = {
        " ".join(word for word in rule.split() if not word.startswith("share="))
        for name in ("rough", "hostile")
        for rule in PROFILES[name]
        if read_rule(rule).system in teller.telling.world.systems
    }
    if teller.offers("crash"):
        found |= {f"crash on {CONNECTOR} when={when}" for when in ("before", "after")}
        found.add(f"crash on {CONNECTOR}.commit when=after")
    return sorted(found)
