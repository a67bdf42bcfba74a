"""traffic.har: all calls and webhooks of a run as an HTTP archive, to be opened in a browser's tools.

The journals keep no headers, so that the archive has none. Instants are of the world's clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from .errors import UnreadableJournal
from .files import write_whole
from .journal_reader import CONNECTOR, Delivery, Exchange, Said, Slice, slices
from .masked_records import masked_run
from .masking import Masker
from .records import RunRecord, ScenarioRecord

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JSON_STARTS = ("{", "[")


def write_har(run: RunRecord, directory: Path, path: Path, masker: Masker) -> None:
    """Write the traffic of all scenarios of the run, one page each, as it is read from the journals.

    The journals are read from below the directory, and never held; for the traffic of one scenario
    give a run of this scenario alone.
    """
    write_whole(path, _parts(run, directory, masker))


def _parts(run: RunRecord, directory: Path, masker: Masker) -> Iterator[str]:
    shown = masked_run(run, masker)
    creator = {"name": "Ordergate", "version": shown.versions.get("ordergate", "0")}
    pages = [_page(number, scenario) for number, scenario in enumerate(shown.scenarios)]
    yield f'{{"log":{{"version":"1.2","creator":{_text(creator)},"pages":{_text(pages)},\n"entries":['
    joint = "\n"
    for entry in _entries(run, directory, masker):
        yield joint + _text(entry)
        joint = ",\n"
    yield "\n]}}\n"


def _entries(run: RunRecord, directory: Path, masker: Masker) -> Iterator[dict[str, Any]]:
    for journal in dict.fromkeys(each.journal for each in run.scenarios if each.journal is not None):
        sharing = [index for index, each in enumerate(run.scenarios) if each.journal == journal]
        try:
            for index, part in _parts_of(slices(directory / journal), sharing, run):
                yield from _of_scenario(part, index, run.scenarios[index], masker)
        except UnreadableJournal:
            continue  # The report says which journals cannot be read, and why.


def _parts_of(parts: Iterable[Slice], sharing: list[int], run: RunRecord) -> Iterator[tuple[int, Slice]]:
    """The parts of a journal with their scenarios; what stands before the first one belongs to it."""
    waiting = list(sharing)
    for part in parts:
        if part.id is None:
            yield sharing[0], part
            continue
        index = next((index for index in waiting if run.scenarios[index].id == part.id), None)
        if index is not None:
            waiting.remove(index)
            yield index, part


def _of_scenario(
    part: Slice, index: int, scenario: ScenarioRecord, masker: Masker
) -> Iterator[dict[str, Any]]:
    people = dict.fromkeys(step.who for step in scenario.story)
    masker.meet(people)
    for event in part:
        if isinstance(event, Said | Exchange):
            who = event.who if isinstance(event, Said) else event.caller
            if who not in people:
                people[who] = None
                masker.meet(people)
        if isinstance(event, Exchange):
            yield {"pageref": _reference(index), **_call(event, masker)}
        elif isinstance(event, Delivery):
            yield {"pageref": _reference(index), **_webhook(event, masker)}


def _page(index: int, scenario: ScenarioRecord) -> dict[str, Any]:
    return {
        "startedDateTime": _instant(scenario.started_us),
        "id": _reference(index),
        "title": f"{scenario.id} {scenario.title} ({scenario.topology}, seed {scenario.seed})",
        "pageTimings": {},
        "comment": scenario.verdict.words,
    }


def _call(event: Exchange, masker: Masker) -> dict[str, Any]:
    sent = masker.body(event.request, indent=None) if event.request else ""
    answered = masker.body(event.reply, indent=None) if event.reply else ""
    took_us = (event.replied_us or event.at_us) - event.at_us
    known = {
        "_system": event.system,
        "_caller": CONNECTOR if event.caller == CONNECTOR else masker.who(event.caller),
        "_operation": masker.text(event.operation),
        "_changed": [masker.text(document) for document in event.changed],
    }
    url = f"http://{event.system}{masker.url(event.target)}"
    return {**_entry(event.at_us, took_us), **_asked(event.method, url, sent),
            **_answered(event.status, answered), **known}  # fmt: skip


def _webhook(event: Delivery, masker: Masker) -> dict[str, Any]:
    """A webhook as a call of the system to the connector; the journal does not keep its body."""
    known = {
        "_system": event.system,
        "_webhook": event.topic,
        "_subject": masker.text(event.subject),
        "_attempt": event.attempt,
    }
    asked = _asked("POST", masker.url(event.to), "")
    return {**_entry(event.at_us, 0), **asked, **_answered(event.status, ""), **known}


def _entry(at_us: int, took_us: int) -> dict[str, Any]:
    took_ms = took_us / 1000
    timings = {"send": 0, "wait": took_ms, "receive": 0}
    return {"startedDateTime": _instant(at_us), "time": took_ms, "cache": {}, "timings": timings}


def _asked(method: str, url: str, body: str) -> dict[str, Any]:
    query = url.partition("?")[2]
    request: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "queryString": [
            {"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": len(body.encode("utf-8", "replace")),
    }
    if body:
        request["postData"] = {"mimeType": _type_of(body), "params": [], "text": body}
    return {"request": request}


def _answered(status: int | None, body: str) -> dict[str, Any]:
    size = len(body.encode("utf-8", "replace"))
    response: dict[str, Any] = {
        "status": status or 0,
        "statusText": _phrase(status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "content": {"size": size, "mimeType": _type_of(body), "text": body},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": size,
    }
    if status is None:
        response["_error"] = "no answer"
    return {"response": response}


def _type_of(body: str) -> str:
    return "application/json" if body.lstrip().startswith(_JSON_STARTS) else "text/plain"


def _phrase(status: int | None) -> str:
    try:
        return "no answer" if status is None else HTTPStatus(status).phrase
    except ValueError:
        return ""


def _reference(index: int) -> str:
    return f"scenario-{index + 1}"


def _instant(at_us: int) -> str:
    return (_EPOCH + timedelta(microseconds=at_us)).isoformat(timespec="milliseconds")


def _text(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False)
