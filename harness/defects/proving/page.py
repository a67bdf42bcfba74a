"""docs/proof.md: what was proved, written from the last run alone."""

from __future__ import annotations

from collections.abc import Iterator

from ...judge.catalogue import INVARIANTS
from ...running.trial import EXPECTATION
from ..benign import VARIANTS
from ..families import FAMILIES
from .proof import Case, Proof, families_caught, not_provable

_SEEDS = "seeds until a story fails"


def page(proof: Proof) -> str:
    """The whole page."""
    return "\n".join(_lines(proof)) + "\n"


def page_abroad(proof: Proof) -> str:
    """The page about broken connectors in other languages, where these alone were tried."""
    return "\n".join(["# Proof over the wire", "", *list(_abroad(proof))[2:]]) + (
        "\nThis page is written by `ordergate prove --over http --page docs/proof-over-http.md`.\n"
    )


def _lines(proof: Proof) -> Iterator[str]:
    yield from ("# Proof", "", _first(proof), "")
    yield from _summary(proof)
    yield from _survivors(proof)
    yield from _missing()
    yield from _rules(proof)
    yield from _right(proof)
    yield from _abroad(proof)
    yield from _matrix(proof)


def _first(proof: Proof) -> str:
    caught = families_caught(proof.cases.values())
    missed = [name for name, yes in caught.items() if not yes]
    rest = "; these it does not: " + "; ".join(missed) if missed else "; there is none that it misses"
    return (
        f"Of {len(caught)} kinds of real connector bug, Ordergate catches {sum(caught.values())}{rest}. "
        f"{len(not_provable())} more kinds cannot be shown yet, because what they need does not exist here."
    )


def _summary(proof: Proof) -> Iterator[str]:
    worst, caught = proof.of(1), proof.killed(1)
    yield (
        "A broken connector is the reference engine but for a few lines, changed as in the public bug that "
        "it is named after. It is caught when a scenario or a story fails it, which the right engine passes. "
        "Scenarios and rules know nothing of the catalogue. This page is written by "
        "`ordergate prove --page docs/proof.md`."
    )
    yield from ("", "| | |", "|---|---|")
    yield f"| broken connectors | {len(proof.cases)} |"
    yield f"| caught | {len(proof.killed())} |"
    yield f"| of severity 1 (money or goods wrong or lost without a word) | {len(caught)} of {len(worst)} |"
    yield f"| never executed | {len(proof.never_executed)} |"
    yield f"| false alarms | {len(proof.alarms)} in {proof.seeds:,} stories and {_worlds(proof):,} worlds |"
    yield f"| right engines that work otherwise | {len(VARIANTS)} |"
    explored = [case for case in proof.of(1) if case.stories]
    stories = [case.story for case in explored if case.story is not None]
    if explored:
        short = sum(story.shortest <= 12 for story in stories)
        again = sum(story.fails_again for story in stories)
        yield f"| of severity 1 and looked for by stories | {len(explored)}, of which {len(stories)} found |"
        yield f"| of those, told in at most 12 steps | {short} of {len(stories)} |"
        yield f"| of those, failing again when run from their file | {again} of {len(stories)} |"
    without = [case for case in proof.cases.values() if case.met_without_repair]
    if without:
        caught_so = sum(case.killed_without_repair for case in without)
        yield f"| caught by scenarios, also while nothing is repaired | {caught_so} of {len(without)} |"
    yield f"| wall time | {proof.wall_s / 60:.0f} min |"
    yield ""


def _worlds(proof: Proof) -> int:
    return sum(len(outcome.met) for outcome in proof.right)


def _survivors(proof: Proof) -> Iterator[str]:
    yield from ("## Not caught", "")
    survivors = [*proof.survivors, *proof.never_executed]
    if not survivors:
        yield from ("None.", "")
        return
    yield from ("| Broken connector | Severity | What it does | Executed |", "|---|---|---|---|")
    for case in survivors:
        defect = case.defect
        ran = "yes" if case.executed else "never"
        yield f"| {defect.name} | {defect.severity} | {defect.says} | {ran} |"
    yield ""


def _missing() -> Iterator[str]:
    yield from ("## Not provable yet", "", "| Kind of bug | Needs |", "|---|---|")
    for family in not_provable():
        yield f"| {family.name} | {family.needs} |"
    yield ""


def _rules(proof: Proof) -> Iterator[str]:
    yield from ("## What each rule is worth", "")
    yield (
        "*Alone* counts the broken connectors that break this rule and no other: without it they would only "
        "be caught by what scenarios expect by themselves, or not at all."
    )
    yield from ("", "| Rule | | Broken by | Alone |", "|---|---|---|---|")
    for rule in INVARIANTS:
        by = [case for case in proof.cases.values() if case.rules[rule.id]]
        alone = proof.earning.get(rule.id, [])
        yield f"| {rule.id} | {rule.title} | {len(by)} | {len(alone)} |"
    expected = [case for case in proof.cases.values() if set(case.rules) == {EXPECTATION}]
    yield f"| expectations | what scenarios expect by themselves | | {len(expected)} |"
    yield ""


def _right(proof: Proof) -> Iterator[str]:
    yield from ("## Right engines", "", "| Engine | | Stories | Findings |", "|---|---|---|---|")
    for name, says in [("right", "the reference engine"), *[(v.__name__, v.__doc__ or "") for v in VARIANTS]]:
        told = [outcome for outcome in proof.right if outcome.task.name.rpartition("-")[0] == name]
        stories = sum(outcome.stories for outcome in told)
        found = sum(len(outcome.found) for outcome in told)
        yield f"| {name.replace('_', ' ')} | {says} | {stories} | {found} |"
    yield ""


def _abroad(proof: Proof) -> Iterator[str]:
    if not proof.broken_abroad:
        return
    caught = sum(one.killed for one in proof.broken_abroad)
    yield from ("## Over the wire", "")
    yield (
        f"Of {len(proof.broken_abroad)} broken variants of the two example connectors, each in a process of "
        f"its own, {caught} are caught by the scenario that is named; as they are, both pass all of these."
    )
    yield from ("", "| Broken connector | Like | Scenario | Rules |", "|---|---|---|---|")
    for one in proof.broken_abroad:
        defect = one.variant.defect
        rules = ", ".join(one.rules) if one.killed else f"not caught: {one.verdict} {one.trouble}".strip()
        yield (
            f"| **{defect.name}**: {defect.says} | {', '.join(defect.sources)} | {one.variant.scenario} "
            f"({one.variant.topology}) | {rules} |"
        )
    yield ""


def _matrix(proof: Proof) -> Iterator[str]:
    yield from ("## All of them", "")
    for area in dict.fromkeys(family.area for family in FAMILIES):
        names = {family.name for family in FAMILIES if family.area == area}
        cases = [case for case in proof.cases.values() if case.defect.family in names]
        if cases:
            yield from (f"### {area}", "")
            yield f"| Broken connector | Like | S | Caught by | Rules | Quickest scenario | {_SEEDS} |"
            yield "|---|---|---|---|---|---|---|"
            yield from (_row(case) for case in cases)
            yield ""


def _row(case: Case) -> str:
    defect = case.defect
    by = f"{len(case.kills)} of {len(case.met)}" if case.met else "none touch it"
    rules = ", ".join(rule for rule, _ in case.rules.most_common(6))
    quickest = f"{case.smallest[0]} ({case.smallest[1]})" if case.smallest else ""
    seeds = str(case.story.seed) if case.story else (f"none of {case.stories}" if case.stories else "")
    told = f"{seeds}, {case.story.shortest} steps" if case.story else seeds
    return (
        f"| **{defect.name}**: {defect.says} | {', '.join(defect.sources)} | {defect.severity} | {by} | "
        f"{rules} | {quickest} | {told} |"
    )
