"""Reads files of scenarios in YAML; all mistakes of a file are told at once, by line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ordergate.simulators.kernel.settings import MAIN_SITE, wrong_with_sites
from ordergate.simulators.server.topology import TOPOLOGIES

from ..config.known import POLICIES, there_are, wrong_choice
from .expectations import EXPECTATIONS
from .kinds import Feature, Kind, Name, OneOf, Text, must_exist, pairs_of, shortened, text_of
from .notes import Notes, line_of
from .several import Several
from .story import Step, StoriesWrong, Story
from .table import THE_ONLY, Parameter, Verb, Verbs
from .verbs import ACTIONS

DEFAULT_TOPOLOGIES = ("full",)

HEADER: dict[str, Kind] = {
    "scenario": Text("an id such as X07, of letters, digits and .-_", r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"),
    "title": Text("a title in one line"),
    "rule": Text("the business rule in words", r"[^\x00-\x08\x0b-\x1f\x7f]{1,2000}"),
    "topologies": Several(
        OneOf(tuple(TOPOLOGIES), "topology"), "a list such as [shop-erp, full]", distinct=True
    ),
    "tags": Several(Text("a tag of one word", r"\S{1,40}"), "a list such as [smoke, orders]", distinct=True),
    "needs": Several(Feature(), "a list such as [sites, units]", distinct=True),
    "sites": Several(Text("a site of one word", r"\S{1,40}"), "a list such as [MAIN, NORTH]"),
}

SECTIONS: dict[str, Verbs] = {"given": ACTIONS, "when": ACTIONS, "then": EXPECTATIONS}
ROUND = ("when", "then")
FIELDS = (*HEADER, "policies", *SECTIONS, "steps")
REQUIRED = ("scenario", "title", "rule")


def read_stories(file: Path) -> list[Story]:
    """The scenarios of a file; StoriesWrong tells everything that is wrong in it."""
    notes = Notes(file)
    stories = [story for node in _documents(file, notes) if (story := _story(node, notes)) is not None]
    for number, story in enumerate(stories):
        twins = [other for other in stories[:number] if other.name == story.name]
        if twins:
            notes.wrong(story.line, f"the scenario in line {twins[0].line} has this title too; change one")
    if not stories and not notes.mistakes:
        notes.wrong(1, "the file has no scenario; it begins with scenario: and an id")
    if notes.mistakes:
        raise StoriesWrong(notes.told())
    return stories


def _documents(file: Path, notes: Notes) -> list[yaml.Node]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
        nodes = list(yaml.compose_all(text, Loader=yaml.BaseLoader))
    except OSError as error:
        notes.wrong(1, f"the file cannot be read: {(error.strerror or str(error)).lower()}")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        notes.wrong(line, f"byte 0x{error.object[error.start]:02x} is not UTF-8; save the file as UTF-8")
    except yaml.MarkedYAMLError as error:
        line = 1 if error.problem_mark is None else error.problem_mark.line + 1
        said = ", ".join(part for part in (error.context, error.problem) if part)
        way_out = "; put a text that has a colon in it in quotes" if "mapping values" in said else ""
        notes.wrong(line, f"it is not YAML: {said}{way_out}")
    except yaml.YAMLError as error:
        notes.wrong(1, f"it is not YAML: {' '.join(str(error).split())}")
    except RecursionError:
        notes.wrong(1, "its lists lie too deep inside each other")
    else:
        return [node for node in nodes if not (isinstance(node, yaml.ScalarNode) and not node.value)]
    return []


def _story(node: yaml.Node, notes: Notes) -> Story | None:
    """One document of a file; None when not even that can be said."""
    if not isinstance(node, yaml.MappingNode):
        notes.wrong(node, f"a scenario has {', '.join(FIELDS)}, each with a colon; this has none")
        return None
    fields: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in pairs_of(node, "a scenario", notes):
        if str(key.value) in FIELDS:
            fields[str(key.value)] = key, value
        else:
            notes.wrong(key, f"a scenario has no {shortened(key.value)}; it has: {', '.join(FIELDS)}")
    for name in REQUIRED:
        if name not in fields:
            notes.wrong(node, f"the scenario has no {name}; add {name}: and {HEADER[name].takes}")
    header = {name: HEADER[name].read(fields[name][1], notes) for name in HEADER if name in fields}
    topologies = _names("topologies", header, fields) or DEFAULT_TOPOLOGIES
    if "topologies" in fields and not _names("topologies", header, fields):
        notes.wrong(fields["topologies"][1], f"it names no topology; there are: {', '.join(TOPOLOGIES)}")
    sites = _names("sites", header, fields) if "sites" in fields else MAIN_SITE
    if wrong := wrong_with_sites(sites):
        notes.wrong(fields["sites"][1], wrong)
    notes.begin([name for name in topologies if name in TOPOLOGIES], sites, header.get("needs", ()))
    policies = _policies(fields["policies"][1], notes) if "policies" in fields else {}
    steps = _all_steps(node, fields, notes)
    return Story(
        file=notes.file, line=line_of(node), id=header.get("scenario", ""), title=header.get("title", ""),
        rule=header.get("rule", "").strip(), topologies=topologies, tags=tuple(header.get("tags", ())),
        needs=tuple(header.get("needs", ())), policies=policies, sites=sites, steps=tuple(steps),
    )  # fmt: skip


def _names(
    name: str, header: dict[str, Any], fields: dict[str, tuple[yaml.Node, yaml.Node]]
) -> tuple[str, ...]:
    """The names of a list; of a text, which is a mistake already, those that were meant."""
    node = fields[name][1] if name in fields else None
    if isinstance(node, yaml.ScalarNode):
        return tuple(str(node.value).replace(",", " ").split()) or ("MAIN",)
    return tuple(header.get(name, ()))


def _policies(node: yaml.Node, notes: Notes) -> dict[str, str]:
    found = {}
    for key, value in pairs_of(node, f"policies: {', '.join(POLICIES)}", notes):
        name, text = str(key.value), text_of(value, "one value for a policy", notes)
        if name not in POLICIES:
            notes.wrong(key, f"unknown policy {shortened(name)}; {there_are(POLICIES, name)}")
        elif text is not None:
            found[name] = text
            must_exist(name.partition(".")[0] if "." in name else "", key, notes)
            wrong = wrong_choice(name, text)
            if wrong:
                notes.wrong(value, f"policy {name} is {shortened(text)!r}: {wrong}")
    return found


def _all_steps(node: yaml.Node, fields: dict[str, tuple[yaml.Node, yaml.Node]], notes: Notes) -> list[Step]:
    """The steps of given, of when and then, and of the rounds under steps, in that order."""
    if "steps" in fields and any(name in fields for name in ROUND):
        notes.wrong(fields["steps"][0], "there is a when or then beside steps; put it under steps")
    steps = []
    for name, verbs in SECTIONS.items():
        if name in fields:
            steps += _section(fields[name], verbs, notes)
    if "steps" in fields:
        for entry in _entries(fields["steps"], notes):
            steps += _round(entry, notes)
    if not steps and not notes.mistakes:
        notes.wrong(node, "nothing happens in the scenario; add given, when and then")
    return steps


def _round(entry: yaml.Node, notes: Notes) -> list[Step]:
    steps = []
    for key, value in pairs_of(entry, "rounds with when and then: - when: [...]", notes):
        if key.value in ROUND:
            steps += _section((key, value), SECTIONS[key.value], notes)
        else:
            notes.wrong(key, f"a round has no {shortened(key.value)}; it has when and then")
    return steps


def _section(field: tuple[yaml.Node, yaml.Node], verbs: Verbs, notes: Notes) -> list[Step]:
    name = str(field[0].value)
    read = [_step(entry, name, verbs, notes) for entry in _entries(field, notes)]
    return [step for step in read if step is not None]


def _entries(field: tuple[yaml.Node, yaml.Node], notes: Notes) -> list[yaml.Node]:
    key, value = field
    if isinstance(value, yaml.SequenceNode):
        return list(value.value)
    notes.wrong(key, f"{key.value} takes a list: a dash before each entry")
    return []


def _step(entry: yaml.Node, section: str, verbs: Verbs, notes: Notes) -> Step | None:
    if isinstance(entry, yaml.ScalarNode):
        key, value = entry, None
    else:
        pairs = pairs_of(entry, "a verb, such as - picker ships: { order: order }", notes)
        if len(pairs) > 1:
            names = ", ".join(str(key.value) for key, _ in pairs)
            notes.wrong(
                entry, f"one dash has one verb, and here are {names}; indent what belongs to the verb further"
            )
        if len(pairs) != 1:
            return None
        key, value = pairs[0]
    verb = _verb(key, section, verbs, notes)
    if verb is None:
        return None
    must_exist(verb.needs, key, notes)
    return Step(verb, line_of(key), _values(verb, key, value, notes))


def _verb(key: yaml.Node, section: str, verbs: Verbs, notes: Notes) -> Verb | None:
    name = " ".join(str(key.value).split())
    if name in verbs:
        return verbs[name]
    here = there_are(verbs, name)
    if name in ACTIONS or name in EXPECTATIONS:
        place = "given or when" if name in ACTIONS else "then"
        notes.wrong(key, f"{name} belongs under {place}, not under {section}; {here}")
    else:
        notes.wrong(key, f"unknown verb {shortened(name)} under {section}; {here}")
    return None


def _values(verb: Verb, key: yaml.Node, value: yaml.Node | None, notes: Notes) -> dict[str, Any]:
    """What a verb is given, by the names of its function's parameters."""
    given: dict[str, yaml.Node] = {}
    empty = value is None or (isinstance(value, yaml.ScalarNode) and not value.value)
    for name, node in [] if empty else pairs_of(value, f"{verb.takes}: {verb.line}", notes):
        if str(name.value) in verb.parameters:
            given[str(name.value)] = node
        else:
            comma = " (12,50 is two values; write 12.50)" if str(name.value).isdecimal() else ""
            said = f"{verb.name} takes no {shortened(name.value)}{comma}; it takes: {verb.takes}"
            notes.wrong(name, said)
    missing = [one.name for one in verb.parameters.values() if one.required and one.name not in given]
    if missing:
        notes.wrong(key, f"{verb.name} needs {' and '.join(missing)}, such as {verb.line}")
    elif verb.expects and not any(name in given for name in verb.looks_at):
        notes.wrong(key, f"{verb.name} expects nothing yet; give it {' or '.join(verb.looks_at)}")
    read = {}
    for one in verb.parameters.values():
        if one.name in given:
            read[one.keyword] = one.kind.read(given[one.name], notes)
        elif not one.required:
            read[one.keyword] = _left_out(one, line_of(key), notes)
    for name, wrong in verb.check(read, notes) if not missing else ():
        notes.wrong(given.get(name, key), wrong)
    return read


def _left_out(parameter: Parameter, line: int, notes: Notes) -> Any:
    kind = parameter.kind
    if isinstance(kind, Name) and parameter.default is THE_ONLY:
        return kind.only(line, notes)
    if isinstance(kind, Name) and kind.new:
        notes.name(kind.sort, parameter.default, line)
    return parameter.default
