"""What docs/faults.md says, made from the faults and profiles themselves.

``python -m tests.docs.faults`` writes the page again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ordergate.harness.commands.list_facts import faults, profiles
from ordergate.simulators.kernel.clock import VirtualClock
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from ordergate.simulators.kernel.wire import Surface
from ordergate.simulators.server.systems import Systems

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
INTRODUCTION = """# Faults

The systems misbehave as real ones do, when they are told to; without a rule they never do. A rule is one
line: what, where, and when.

```text
lost_reply on erp.place_sales_order nth=1
throttled on marketplace bucket=token capacity=10 every_ms=500
duplicate_webhook on oms.order.changed share=20% copies=2
server_error on erp from=10m until=40m retry_after_s=60
crash on connector nth=7 when=before
```

| Where rules are given | How |
|---|---|
| a scenario | `world.disturb("lost_reply on erp.place_sales_order nth=1")`, or `with world.down("erp"):` |
| a run | `ordergate run --fault 'lost_reply on erp nth=3'`, repeatable; `[run] faults` in `ordergate.toml` |
| a whole run, roughly | `ordergate run --profile rough`, or `light`, or `hostile` |
| a served world | `POST /_control/worlds/{world}/disturbances` with `{"rule": "..."}`; `DELETE` ends it |

| When | What it means |
|---|---|
| `nth=1,3` | the first and the third call that the rule meets |
| `share=5%` | so many of them; the seed, the call and the how-manieth attempt it is decide which |
| `times=2` | so often at most |
| `key=408-5512345` | only what names this text: in its path, query or body, or as the subject of a webhook |
| `from=10m until=2h` | only in this span, counted from when the rule began (`s`, `m`, `h`, `d`) |

The people of the world are spared. When a scenario lets the world settle, faults without an end of their
own end; those with `nth` or `times` stay to the end of the scenario. Every fault that fires is in the
journal with the call that it struck. **A scenario whose fault never fired is *not proven***: it has shown
nothing about it. A rule that cannot be read, can never strike, or stands behind one that lets nothing past
is refused (exit 2).

Of several rules for one call the surest comes first: one by `nth`, then those that always strike, then those
with a `share`; among equals the older. What a named call had nothing to spoil of is made up for at the next.
A profile gives way: it strikes nothing of a system while a fault that the scenario asked for there has not
struck yet. Under a profile each settling begins with up to half an hour of it, as much again for faults that
the scenario asked for itself; then both rest, and everything has to arrive.

## All faults

| Fault | What goes wrong | Knobs | Strikes |
|---|---|---|---|
"""
CRASHES = """
## Crashes

`crash` kills the connector at a step of its own, and ten seconds later (`down_s`) it comes up again:

```text
crash on connector nth=7 when=before
crash on connector.commit nth=3 when=after
crash on erp.place_sales_order nth=1 when=after
```

The first strikes at its seventh call of any system, the second at the third time that its store keeps what
was written, the third at one operation. `before` means that nobody hears of the call, or that nothing of the
step is on disk; `after`, that the system did what it was asked, or that the step is on disk, and that the
connector does not know. A commit that changes nothing is no step.

What the connector has on its disk at that moment is copied as it is. Then its way to the systems and its
store are cut, so that nothing that the dying one still does has an effect: it is no cancelled task, whose
`finally` would still act. What it had sent before arrives, as what lies in sockets does. While it is down,
webhooks meet nobody. Another engine begins on the copy.

This is possible with the reference engine in process alone. With any other connector, and with
`--over http`, a rule with `crash` is refused (exit 2), and scenarios that need it (`needs="crash"`) are
left out: there serve a world (`ordergate up --data worlds`), start the connector, end its process with
`kill -9` in the middle of its work, start it again on its store, and ask `ordergate judge`.

`make crashes` crashes the engine before and after each of its calls and commits in S01, S07, S14, S32 and
S39, in every topology, with an ERP that recognises what it was told before and with one that takes it twice,
and prints a table. `make kills` serves a world and ends the engine's process with `kill -9` while orders
flow.
"""
PROFILES = """
## Profiles

A profile disturbs every scenario of a run. Its faults rest while the world is let settle, so that all
rules of the judge have to hold afterwards, and go on then.

"""
OPERATIONS = """
## Operations

What may stand behind the dot of a rule about calls; each is a call of the published API of its system.

| System | Operations |
|---|---|
"""
TAMPERING = """
What a man in the middle does, which no connector is expected to survive, is written in the same way:
[tampering](tampering.md).
"""
CLOSING = "\nThis page is made from the code: `python -m tests.docs.faults`.\n"


def page() -> str:
    """The whole page."""
    text = INTRODUCTION
    for one in faults():
        knobs = ", ".join(f"`{knob}`" for knob in one["knobs"])
        text += f"| `{one['name']}` | {one['about']} | {knobs} | {one['strikes']} |\n".replace("|  |", "| |")
    text += CRASHES + PROFILES
    for one in profiles():
        rules = "".join(f"{rule}\n" for rule in one["rules"])
        text += f"### {one['name']}\n\n" + (f"```text\n{rules}```\n\n" if rules else "No faults.\n\n")
    text = text.rstrip("\n") + "\n" + OPERATIONS
    for name, names in _operations():
        text += f"| {name} | {', '.join(f'`{one}`' for one in names)} |\n"
    return text + TAMPERING + CLOSING


def _operations() -> Iterator[tuple[str, list[str]]]:
    """The operations of each system that connectors can call."""
    loop = VirtualLoop()
    clock = VirtualClock(loop, 0)
    systems = Systems("full", seed=1, clock=clock, journal=Journal(clock.now_us))
    for name, system in systems.systems.items():
        yield name, [one.name for one in system.routes.operations if one.surface is not Surface.WORLD]
    loop.close()


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
