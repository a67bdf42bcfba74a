"""The wheel holds every file of the five folders once, and works in a folder full of namesakes."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("contracts", "harness", "loadtests", "scenarios", "simulators")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
WITHOUT_A_NETWORK = ["--no-deps", "--no-index", "--no-build-isolation"]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command as a user would, free of this test run's settings, and return what it said."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "PYTHON", "COV_"))
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def names_in(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return [name for name in archive.namelist() if ".dist-info/" not in name]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(*PIP, "wheel", *WITHOUT_A_NETWORK, "--wheel-dir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_holds_every_file_of_the_five_folders_exactly_once(wheel: Path) -> None:
    expected = [
        f"ordergate/{file.relative_to(ROOT).as_posix()}"
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix != ".pyc" and not file.name.startswith(".")
    ]
    assert sorted(names_in(wheel)) == sorted([*expected, "ordergate/__init__.py"])


def test_the_wheel_brings_one_top_level_name(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        top = {name.partition("/")[0] for name in archive.namelist()}
    assert top == {"ordergate", f"{'-'.join(wheel.name.split('-')[:2])}.dist-info"}


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    # Without --wheel it builds the source distribution, and the wheel out of what that holds.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    (built,) = tmp_path.glob("*.whl")
    assert sorted(names_in(built)) == sorted(names_in(wheel))


@pytest.fixture
def python(wheel: Path, tmp_path: Path) -> Path:
    """An interpreter with the wheel installed; it borrows our dependencies and nothing else."""
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    (python,) = scripts.glob("python.exe" if os.name == "nt" else "python")
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home)
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    lines = "\n".join(sorted(dependencies))
    Path(site.strip(), "dependencies.pth").write_text(lines, "utf-8")
    run(*PIP, "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=home)
    return python


@pytest.fixture
def namesakes(tmp_path: Path) -> Path:
    """A user's project that has a folder or file of its own for each name at our top level."""
    project = tmp_path / "a user's project"
    for name in (*FOLDERS, "tests"):
        (project / name).mkdir(parents=True)
        (project / name / "__init__.py").write_text(_raises(f"{name}/"), "utf-8")
    (project / "conftest.py").write_text(_raises("conftest.py"), "utf-8")
    return project


def _raises(name: str) -> str:
    return f'raise RuntimeError("the {name} of the user was imported in place of ours")\n'


@pytest.mark.slow
def test_a_scenario_runs_in_a_folder_full_of_namesakes(python: Path, namesakes: Path) -> None:
    where = run(python, "-c", "import ordergate.harness as it; print(it.__file__)", cwd=namesakes)
    assert Path(where.strip()).is_relative_to(python.parents[1])
    run(python.with_name("ordergate"), "run", "S07", "--out", namesakes / "out", cwd=namesakes)
    assert list((namesakes / "out").rglob("run.json"))


@pytest.mark.slow
def test_the_pytest_plugin_works_in_a_folder_full_of_namesakes(python: Path, namesakes: Path) -> None:
    (namesakes / "conftest.py").write_text(
        "import pytest\n\n@pytest.fixture\ndef mine():\n    return 'the conftest of the user'\n",
        "utf-8",
    )
    (namesakes / "test_mine.py").write_text(
        "def test_mine(world, mine):\n    assert world.seed is not None\n", "utf-8"
    )
    said = run(python, "-m", "pytest", "test_mine.py", cwd=namesakes)
    assert "1 passed" in said
