"""What the pages on APIs of one's own show is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ordergate.simulators import apis
from ordergate.simulators.server.topology import BUILDERS
from tests.docs.services import PAGE, face, methods, page, service

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "own-api"
TUTORIAL = (DOCS / "own-api.md").read_text("utf-8")
EVERYWHERE = {
    "Any", "Decimal", "Mapping", "None", "Sequence", "bool", "dict", "int", "list", "str", "tuple",
}  # fmt: skip


def test_the_list_of_services_is_what_they_can_do() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.docs.services writes it again"


@pytest.mark.parametrize("system", BUILDERS)
def test_every_type_that_a_method_names_can_be_imported_in_one_place(system: str) -> None:
    named = {
        word
        for _, method in methods(system, service(system))
        for annotation in method.__annotations__.values()
        for word in re.findall(r"\w+", annotation)
    }
    assert named - EVERYWHERE <= set(face(system).__all__)


@pytest.mark.parametrize("system", BUILDERS)
def test_what_is_offered_for_import_exists(system: str) -> None:
    for module in (apis, face(system)):
        assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize("file", ["pyproject.toml", "acme_erp/api.py"])
def test_the_tutorial_shows_the_example_as_it_is(file: str) -> None:
    assert (EXAMPLE / file).read_text("utf-8") in TUTORIAL


def test_the_tutorial_names_only_what_can_be_imported() -> None:
    named = set(re.findall(r"`apis\.(\w+)", TUTORIAL))
    assert named and named <= {*apis.__all__, *BUILDERS}
