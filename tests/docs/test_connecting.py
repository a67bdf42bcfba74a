"""What docs/connecting.md says is true: paths and topics exist, signatures compute, the story runs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ordergate.harness.config.reading import read_config
from ordergate.harness.config.templates import unknown_in
from ordergate.harness.judge.catalogue import INVARIANTS
from ordergate.harness.sync.links.registry import link_names
from ordergate.harness.sync.settings import Topology
from ordergate.simulators.kernel.problems import Refusal
from ordergate.simulators.kernel.system import System
from ordergate.simulators.kernel.wire import Operation
from ordergate.simulators.marketplace.api import TOPICS as MARKETPLACE_TOPICS
from ordergate.simulators.oms.api import TOPICS as OMS_TOPICS
from ordergate.simulators.wms.api import TOPICS as WMS_TOPICS

from .connecting_story import BEFORE, Story, close_the_books, signature

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "connecting.md").read_text(encoding="utf-8")
TOPICS = {"marketplace": MARKETPLACE_TOPICS, "oms": OMS_TOPICS, "wms": WMS_TOPICS}
TIMES = {"at", "at_ms", "changed_ms", "shipped_ms", "ChangedAt", "placedAt", "updatedAt"}
"""Fields that say when something happened, which no two runs share."""


@dataclass(frozen=True)
class Sample:
    """A request of the page with the answer that it shows."""

    system: str
    method: str
    target: str
    topology: str
    headers: dict[str, str]
    body: bytes
    status: int
    answer: Any

    def __str__(self) -> str:
        return f"{self.system} {self.method} {self.target}"


def _samples() -> Iterator[Sample]:
    for block in re.findall(r"```http\n(.*?)```", PAGE, re.DOTALL):
        request, reply = block.split("\n\n")
        first, *rest = request.split("\n")
        asked, _, topology = first.partition(" in ")
        system, method, target = asked.split()
        headers = dict(line.split(": ", 1) for line in rest if not line.startswith("{"))
        body = "".join(line for line in rest if line.startswith("{"))
        status, answer = reply.split("\n", 1)
        yield Sample(
            system,
            method,
            target,
            topology or "full",
            headers,
            body.encode(),
            int(status),
            json.loads(answer),
        )


SAMPLES = list(_samples())
CONNECTION = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])["worlds"][0]["systems"]
CREDENTIALS = {name: system["credentials"] for name, system in CONNECTION.items()}


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    made = Story(CREDENTIALS)
    yield made
    made.world.close()


def _operation(system: System, method: str, target: str) -> Operation | None:
    path = re.sub(r"\{[^}]*\}", "x", target.partition("?")[0])
    try:
        return system.routes.find(method, path)[0]
    except Refusal:
        return None


def _without_times(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_without_times(part) for part in answer]
    if isinstance(answer, dict):
        return {name: _without_times(part) for name, part in answer.items() if name not in TIMES}
    return answer


def test_the_story_of_the_page_happens_word_for_word_and_is_judged_clean() -> None:
    story = Story(CREDENTIALS)
    try:
        for sample in SAMPLES:
            if sample.topology != "full":
                continue
            BEFORE.get(str(sample), lambda _: None)(story)
            reply = story.send(sample.system, sample.method, sample.target, sample.body, sample.headers)
            answered = (reply.status, _without_times(json.loads(reply.body)))
            assert answered == (sample.status, _without_times(sample.answer)), str(sample)
        close_the_books(story)
        assert [finding.text for finding in story.world.judge.settled().findings] == []
    finally:
        story.world.close()


@pytest.mark.parametrize("sample", [one for one in SAMPLES if one.topology != "full"], ids=str)
def test_samples_of_other_topologies_have_the_published_form(story: Story, sample: Sample) -> None:
    operation = _operation(story.world.vendors.systems[sample.system], sample.method, sample.target)
    assert operation is not None
    if operation.body is not None:
        msgspec.json.decode(sample.body, type=operation.body)
    msgspec.convert(sample.answer, operation.reply)


def test_every_path_that_the_page_names_exists(story: Story) -> None:
    systems = list(story.world.vendors.systems.values())
    named = set(re.findall(r"\b(GET|POST|PATCH|DELETE) (/[\w{}/.-]+)", PAGE))
    named |= {("POST", path) for path in re.findall(r"(/_world/[\w{}/.-]+)", PAGE)}
    missing = [
        f"{method} {path}" for method, path in sorted(named)
        if not any(_operation(system, each, path) for system in systems for each in {method, "GET"})
    ]  # fmt: skip
    assert len(named) > 50
    assert missing == []


@pytest.mark.parametrize("system", ["marketplace", "erp", "oms", "wms"])
def test_every_list_that_a_system_is_said_to_have_exists(story: Story, system: str) -> None:
    section = PAGE.split(f"\n### {system}\n")[1].split("\n#")[0]
    row = next(line for line in section.split("\n") if line.startswith("| Lists |"))
    for path in re.findall(r"`(?:GET )?(/[\w-]+)`", row):
        operation = _operation(story.world.vendors.systems[system], "GET", path)
        assert operation is not None, path
        assert [name for name in operation.query if name not in section] == []


@pytest.mark.parametrize("system", ["marketplace", "oms", "wms"])
def test_the_topics_of_a_system_are_those_that_it_publishes(system: str) -> None:
    section = PAGE.split(f"\n### {system}\n")[1].split("\n#")[0]
    table = section.split("| Topic |")[1].split("\n\n")[0]
    first_cells = [line.split("|")[1] for line in table.split("\n") if line.count("|") > 2]
    named = [topic for cell in first_cells for topic in re.findall(r"`(\w+\.\w+)`", cell)]
    assert sorted(named) == sorted(TOPICS[system])


def test_the_flows_of_the_page_are_those_of_the_engine() -> None:
    known = {name for topology in Topology for name in link_names(topology)}
    flows = PAGE.split("\n## Flows\n")[1].split("\n## ")[0]
    rows = PAGE.split("\n## If you cover only some flows\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^### ([\w-]+)$", flows, re.MULTILINE)) == known
    assert set(re.findall(r"^\| ([a-z-]+) \|", rows, re.MULTILINE)) == known


def test_each_flow_names_its_topologies() -> None:
    flows = re.findall(r"^### ([\w-]+)\n\nStarts with.*?\bTopolog(?:y|ies):\s([^.]*)\.", PAGE, re.M | re.S)
    every = {topology.value for topology in Topology}
    for name, said in flows:
        told = every if said == "all" else set(re.split(r",\s", said))
        assert told == {topology.value for topology in Topology if name in link_names(topology)}, name
    assert {name for name, _ in flows} == {name for topology in Topology for name in link_names(topology)}


def test_the_rules_of_the_page_are_those_of_the_judge() -> None:
    table = PAGE.split("\n## What the judge checks\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| (I\d\d) \|", table, re.MULTILINE) == [rule.id for rule in INVARIANTS]


def test_the_signature_of_a_request_computes() -> None:
    secret = re.findall(r"secret\n?`(\w{16})` the text", PAGE)[0]
    method, target, stamp, digest = re.findall(r"```text\n(GET\n.*?)\n```", PAGE, re.DOTALL)[0].split("\n")
    assert digest == hashlib.sha256(b"").hexdigest()
    assert f"`x-signature: {signature(secret, method, target, stamp, b'')}`" in PAGE


def _signed(secret: str, text: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


def test_the_signatures_of_webhooks_compute() -> None:
    bodies = {
        json.loads(body)["topic"]: body for body in re.findall(r'^\{"event_id".*\}$', PAGE, re.MULTILINE)
    }
    shop = _signed("ede9192b117f922a", bodies["order.placed"])
    assert f"`x-marketplace-hmac-sha256: {shop}`" in PAGE
    oms = _signed("ab97f07c19a35d11", f"evt_5842c7b5453d74ae.1795347961.{bodies['fulfilment.created']}")
    assert f"`webhook-signature: v1,{oms}`" in PAGE
    wms = _signed("cc7b81f3b2ec1a07", bodies["stock.moved"])
    assert f"`x-wms-signature: {wms}`" in PAGE


def test_the_credentials_of_the_page_are_those_of_its_seed(story: Story) -> None:
    for name, system in story.world.vendors.systems.items():
        assert CREDENTIALS[name] == system.access.credentials()


def test_the_settings_of_the_page_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "ordergate.toml"
    file.write_text(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0], encoding="utf-8")
    connector = read_config(file, {}).connector
    assert all(not unknown_in(text) for text in connector.environment.values())
    assert [topology.value for topology in connector.topologies] == [topology.value for topology in Topology]


def test_the_table_of_flows_has_each_flow_once() -> None:
    table = PAGE.split("| Flow | From")[1].split("\n\n")[0]
    named = re.findall(r"^\| ([a-z-]+) \|", table, re.MULTILINE)
    assert sorted(named) == sorted({name for topology in Topology for name in link_names(topology)})


def test_every_link_inside_the_page_leads_somewhere() -> None:
    headings = {heading.lower().replace(":", "").replace(" ", "-")
                for heading in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)}  # fmt: skip
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= headings
