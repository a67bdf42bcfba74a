"""``ordergate prove``: whether broken connectors are caught, and right ones left in peace."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..config.known import there_are
from ..defects.benign import VARIANTS
from ..defects.breaking import check_all
from ..defects.catalogue import DEFECTS, SINGLE, found
from ..defects.foreign.variant import Variant
from ..defects.proving.abroad import VARIANTS as VARIANTS_ABROAD
from ..defects.proving.caught import caught, keep
from ..defects.proving.page import page, page_abroad
from ..defects.proving.proof import Proof, not_provable
from ..defects.proving.prove import Extent, Proving
from ..errors import UsageError
from ..evidence.files import write_whole
from ..running.wall import stopwatch
from .places import check_file

SAMPLED = 2
"""A sample takes every second broken connector."""
HTTP = "http"
EXAMPLES = Path("docs") / "examples"
SAMPLE = Extent(stories=40, stories_of_variant=0)


@dataclass(frozen=True, kw_only=True)
class ProveOptions:
    """What ``ordergate prove`` was asked for."""

    defects: Sequence[str] = ()
    jobs: int | None = None
    sample: bool = False
    json: bool = False
    page: Path | None = None
    list: bool = False
    stories: int | None = None
    brief: bool = False
    over: str = "process"
    examples: Path | None = None


def prove_it(options: ProveOptions) -> int:
    """0 when each of severity 1 is caught, 97 of a hundred of all, and no right engine is accused."""
    if options.list:
        return _listed()
    abroad = options.over == HTTP
    defects = DEFECTS if abroad else tuple(found(name) for name in options.defects) or DEFECTS
    if options.over not in ("process", HTTP):
        raise UsageError(f"--over takes process or {HTTP}, not {options.over}")
    if options.page is not None and (options.sample or options.defects):
        raise UsageError("a page tells of all of them; leave out --sample and the names for --page")
    if options.page is not None:
        check_file("--page", options.page)
    check_all(defects)
    jobs = options.jobs or len(os.sched_getaffinity(0))
    began = stopwatch()
    with TemporaryDirectory(prefix="ordergate-") as folder:
        extent = SAMPLE if options.sample else Extent()
        if options.brief:
            extent = replace(extent, explored_severity=0, unrepaired=False)
        if options.stories is not None:
            extent = replace(extent, stories=options.stories, stories_of_variant=options.stories)
        extent = replace(extent, examples=_examples(options))
        if abroad and options.defects:
            extent = replace(extent, variants=tuple(_variant(name) for name in options.defects))
        proving = Proving(defects, extent, jobs, Path(folder), caught(), _tell)
        proof = _proof(proving, options)
    proof.wall_s = stopwatch() - began
    if options.page is not None and abroad:
        write_whole(options.page, [page_abroad(proof)])
    elif options.page is not None:
        keep(proof)
        write_whole(options.page, [page(proof)])
    if options.json:
        print(json.dumps(as_json(proof), ensure_ascii=False))
    else:
        _say(proof)
    return 0 if holds(proof) else 1


def _examples(options: ProveOptions) -> Path | None:
    """Where the connectors in other languages are; nowhere if only some things were asked for."""
    if options.over == HTTP:
        return options.examples or EXAMPLES
    asked_for_all = not (options.sample or options.defects or options.brief)
    if options.examples is None and asked_for_all and EXAMPLES.is_dir() and shutil.which("node"):
        return EXAMPLES
    return options.examples


def _variant(name: str) -> Variant:
    known = {variant.defect.name: variant for variant in VARIANTS_ABROAD}
    if name not in known:
        raise UsageError(f"unknown broken connector over the wire {name}; {there_are(known, name)}")
    return known[name]


def _proof(proving: Proving, options: ProveOptions) -> Proof:
    if options.over == HTTP:
        proof = Proof()
        proving.over_the_wire(proof)
        return proof
    return _sample(proving, options) if options.sample else proving.prove()


def _sample(proving: Proving, options: ProveOptions) -> Proof:
    known = tuple(defect for defect in proving.defects if defect.name in proving.by)
    if not known:
        raise UsageError("no proof of these was kept; run ordergate prove --page docs/proof.md first")
    proving.defects = known if options.defects else known[::SAMPLED]
    return proving.sample()


def _tell(said: str) -> None:
    print(said, file=sys.stderr, flush=True)


def _listed() -> int:
    for defect in DEFECTS:
        print(f"{defect.name:<44} severity {defect.severity}  {defect.says}")
    for variant in VARIANTS_ABROAD:
        print(f"{variant.defect.name:<44} over the wire  {variant.defect.says}")
    print(f"{len(DEFECTS)} broken connectors, {len(DEFECTS) - len(SINGLE)} of them with two defects at once")
    return 0


def holds(proof: Proof) -> bool:
    """Whether it shows what it is to show."""
    worst = len(proof.killed(1)) == len(proof.of(1))
    abroad = all(one.killed for one in proof.broken_abroad)
    return worst and abroad and len(proof.killed()) * 100 >= 97 * len(proof.cases) and not proof.alarms


def as_json(proof: Proof) -> dict[str, Any]:
    """The figures, and everything by name that is not as it should be."""
    return {
        "defects": len(proof.cases),
        "killed": len(proof.killed()),
        "survivors": [case.defect.name for case in proof.survivors],
        "not_provable": [family.name for family in not_provable()],
        "never_executed": [case.defect.name for case in proof.never_executed],
        "severity_1": {"defects": len(proof.of(1)), "killed": len(proof.killed(1))},
        "false_alarms": [f"{engine}: {said}" for engine, said in proof.alarms],
        "seeds": proof.seeds,
        "benign_variants": len(VARIANTS),
        "invariants_that_earn_their_place": proof.earning,
        "over_the_wire": {
            "variants": len(proof.broken_abroad),
            "killed": sum(one.killed for one in proof.broken_abroad),
            "survivors": [one.broken for one in proof.broken_abroad if not one.killed],
        },
        "wall_s": round(proof.wall_s, 1),
        "by_defect": {
            name: {
                "severity": case.defect.severity,
                "family": case.defect.family,
                "executed": case.executed,
                "scenarios": {f"{met.scenario} ({met.topology})": list(met.rules) for met in case.kills},
                "met": len(case.met),
                "killed_without_repair": case.killed_without_repair,
                "seeds_until_found": None if case.story is None else case.story.seed,
                "shortest_story": None if case.story is None else case.story.shortest,
                "story_fails_again": None if case.story is None else case.story.fails_again,
                "trouble": case.trouble,
            }
            for name, case in proof.cases.items()
        },
    }


def _say(proof: Proof) -> None:
    worst = proof.of(1)
    print(f"{len(proof.killed())} of {len(proof.cases)} broken connectors are caught, ", end="")
    print(
        f"{len(proof.killed(1))} of {len(worst)} of severity 1; {len(not_provable())} kinds not provable yet"
    )
    for case in proof.survivors:
        print(f"not caught: {case.defect.name}: {case.defect.says}")
    for case in proof.never_executed:
        print(f"never executed: {case.defect.name}")
    for case in proof.cases.values():
        if case.trouble:
            print(f"came to nothing: {case.defect.name}: {case.trouble.strip().splitlines()[-1]}")
    if proof.broken_abroad:
        caught_there = sum(one.killed for one in proof.broken_abroad)
        print(f"{caught_there} of {len(proof.broken_abroad)} broken connectors are caught over the wire")
    for one in proof.broken_abroad:
        if not one.killed:
            print(f"not caught: {one.broken}: {one.variant.defect.says} ({one.verdict} {one.trouble})")
    print(f"{len(proof.alarms)} false alarms in {proof.seeds} stories of {len(VARIANTS) + 1} right engines")
    for engine, said in proof.alarms:
        print(f"false alarm: {engine}: {said}")
    print(f"{proof.wall_s:.0f} s")
