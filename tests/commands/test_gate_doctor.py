"""``ordergate doctor`` says of each thing that a run needs whether it is well, and starts the connector."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ordergate.harness.commands.doctor import doctor
from ordergate.harness.world.engine_process import free_port
from tests.connectors.gate import ROOT, Gate

CONNECTORS = ROOT / "tests" / "connectors" / "in_virtual_time.py"


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


def test_a_connector_that_is_well_is_started_in_each_of_its_topologies(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(CONNECTORS, gate.folder / "acme_connector.py")
    gate.settings('[connector]\nname = "acme"\nkind = "python"\nfactory = "acme_connector:engine"\n')
    assert doctor(gate.file) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"  ok     settings: {gate.file}, connector acme, kind python"
    assert said[1] == "  ok     what they name: covers every data flow in shop-erp, shop-erp-wms, full"
    assert [line.split(":")[0] for line in said[2:5]] == [
        f"  ok     start in {name}" for name in ("shop-erp", "shop-erp-wms", "full")
    ]


def test_what_starts_and_does_nothing_is_well_and_hints_are_given(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.misbehaving(
        "sleeps", 'topologies = ["shop-erp"]\n', limits="[connector.settle]\npoll_every_s = 0.1\n"
    )
    assert doctor(gate.file) == 0
    said = capsys.readouterr().out
    assert "it becomes ready and settles; it made 0 requests to the systems" in said
    assert "hint   without connector.start.probe it counts as ready as soon as it runs" in said
    assert "hint   without connector.settle.probe each step of a scenario waits 0.2 s of calm" in said
    assert gate.nothing_is_left(), gate.left_behind()


def test_a_connector_that_is_not_well_is_named_in_each_topology(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.misbehaving("exits_at_start", 'topologies = ["shop-erp", "full"]\n')
    assert doctor(gate.file) == 3
    said = capsys.readouterr().out
    assert said.count("there is no licence for this host") == 2
    assert "  wrong  start in full: the connector never became ready: it ended with code 1" in said
    assert gate.nothing_is_left(), gate.left_behind()


def test_the_last_words_of_a_connector_are_told_without_its_secrets(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    command = json.dumps(["sh", "-c", "echo no entry with $SECRET >&2; exit 1"])
    gate.settings(
        f'[connector]\nkind = "command"\ncommand = {command}\ntopologies = ["shop-erp"]\n'
        '[connector.environment]\nSECRET = "{marketplace.client_secret}"\n'
    )
    assert doctor(gate.file) == 1
    assert (
        "the connector ended with code 1: no entry with [marketplace.client_secret]\n"
        in capsys.readouterr().out
    )


def test_the_starter_is_written_and_examined_and_lacks_its_program(gate: Gate) -> None:
    written = gate.ordergate("init")
    assert (written.code, gate.file.is_file()) == (0, True), written.said
    assert gate.ordergate("init").code == 2
    examined = gate.ordergate("doctor")
    assert examined.code == 2
    assert "  wrong  what they name: connector.command names './my-connector'" in examined.out


def test_a_setting_that_there_is_not_ends_the_examination(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.settings("[conector]\n")
    assert doctor(gate.file) == 2
    said = capsys.readouterr().out
    assert said.startswith("  wrong  settings: ")
    assert "conector is not a setting; did you mean connector?" in said


def test_a_connector_elsewhere_that_does_not_answer_is_not_ready(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.settings(
        '[connector]\nkind = "url"\nurl = "http://127.0.0.1:9"\ntopologies = ["full"]\n'
        f"[connector.start]\nlimit_s = 0.1\n[world]\nport = {free_port()}\n"
    )
    assert doctor(gate.file) == 3
    assert "  wrong  start in full: the connector is not ready: http://127.0.0.1:9 could not be reached" in (
        capsys.readouterr().out
    )
