"""A package whose API cannot be served is named when a server or a run starts, with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.commands.run import RunOptions, run
from ordergate.harness.commands.up import up
from ordergate.harness.errors import UsageError
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.simulators.server.own_apis import installed_apis
from tests.server.own_packages import Packages

API = "api = OwnApi('erp', lambda erp, context: {})\n"
TWICE = "[Operation('a', 'GET', '/a', print), Operation('{}', 'GET', '/{}', print)]"
BROKEN = {
    "nothing to import": ("gone", "acme:api", None, "it cannot be imported (ModuleNotFoundError"),
    "error at import": ("x", "acme:api", "1 / 0", "(ZeroDivisionError: division by zero, at /"),
    "nothing of that name": ("x", "acme:other", API.format([]), "it cannot be imported (AttributeError"),
    "another type": ("x", "acme:api", "api = len", "acme:api is a builtin_function_or_method, not an OwnApi"),
    "unknown system": ("x", "acme:api", "api = OwnApi('crm', print)",
                       "there is no system crm; there are: marketplace, oms, erp, wms"),
    "name of a system": ("erp", "acme:api", API.format([]), "the name is taken; so are: marketplace, oms"),
    "name of a setting": ("connector", "acme:api", API.format([]), "the name is taken"),
    "no name": ("Acme ERP", "acme:api", API.format([]), "a name has 1 to 40 lower-case letters"),
    "no operations": ("x", "acme:api", API.format(7), "it cannot be put together (TypeError: 'int' "),
    "a path twice": ("x", "acme:api", API.format(TWICE.format("b", "a")), "GET /a stands twice"),
    "a name twice": ("x", "acme:api", API.format(TWICE.format("a", "b")),
                     "two of its operations are called a; the journal could not tell them apart"),
    "a body that is no type": ("x", "acme:api", API.format("[Operation('a', 'POST', '/a', print, 3)]"),
                               "it cannot be put together"),
    "a table": ("x", "acme:api",
                API.format("context.store.table('mine', str) and []"), "it makes a table mine"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_one_that_cannot_be_served_is_named_at_the_start(
    packages: Packages, tmp_path: Path, case: tuple[str, str, str | None, str]
) -> None:
    name, target, source, reason = case
    packages.install("acme", {name: target}, source)
    with pytest.raises(UsageError) as refused:
        up(port=0, journals=tmp_path / "journals")
    said = str(refused.value)
    assert said.startswith(f"API {name} of package acme 1.0 ({target}) cannot be served: ")
    assert reason in said and said.endswith("mend it, or take it away: pip uninstall acme")
    with pytest.raises(UsageError, match="cannot be served"):
        InProcessWorld(Blueprint("full", 1), None)
    with pytest.raises(UsageError, match="cannot be served"):
        run(RunOptions(scenarios=["S07"], out=tmp_path / "out"))
    assert not (tmp_path / "out").exists() and not (tmp_path / "journals").exists()


def test_two_of_one_name_are_refused_with_both_packages(packages: Packages, tmp_path: Path) -> None:
    for package in ("first", "second"):
        packages.install(package, {"same": f"{package}:api"}, API.format([]))
    with pytest.raises(UsageError, match=r"two packages bring an API same, first 1\.0 and second 1\.0: "):
        up(port=0, journals=tmp_path / "journals")


def test_they_come_in_order_of_their_names(packages: Packages) -> None:
    packages.install("one", {"zebra": "one:api", "aardvark": "one:api"}, API.format([]))
    packages.install("another", {"mole": "another:api"}, API.format([]))
    assert [(api.name, api.package) for api in installed_apis()] == [
        ("aardvark", "one 1.0"), ("mole", "another 1.0"), ("zebra", "one 1.0"),
    ]  # fmt: skip
