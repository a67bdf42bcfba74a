"""Every scenario on the reference engine with many seeds: ``make seeds``.

Each seed is a run of its own, as many at a time as there are cores. What a seed said is kept, so that
a run that was ended goes on where it stopped; when the code has changed it begins anew. The exit code
is 0 when every seed passed, 1 when one did not, 3 when the time was over before all were run, and 130
when somebody ended it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ordergate.harness.running.wall import stopwatch
from ordergate.simulators.faults.profiles import PROFILES

ROOT = Path(__file__).resolve().parents[2]
CODE = ("simulators", "harness", "scenarios")
PASSED, FAILED, LEFT, INTERRUPTED = 0, 1, 3, 130
BY_SEED = "by-seed"
COMMAND = "from ordergate.harness.cli import main; main()"


@dataclass(frozen=True)
class Said:
    """What one seed said: how many worlds passed, and how each that did not is repeated."""

    passed: int
    broken: dict[str, str]
    seconds: int
    worlds: dict[str, int] = field(default_factory=dict)


@dataclass
class Kept:
    """What seeds said, in a file that belongs to one state of the code."""

    file: Path
    code: str
    said: dict[int, Said] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path, code: str) -> Kept:
        """What was said before about the same code."""
        held = json.loads(file.read_text("utf-8")) if file.exists() else {}
        if held.get("code") != code:
            return cls(file, code)
        return cls(file, code, {int(seed): Said(**said) for seed, said in held["said"].items()})

    def keep(self, seed: int, said: Said) -> None:
        """Take down what a seed said."""
        self.said[seed] = said
        whole = {"code": self.code, "said": {str(one): asdict(each) for one, each in self.said.items()}}
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(whole), "utf-8")
        fresh.replace(self.file)


def code_digest() -> str:
    """Which state of the code this is."""
    hasher = hashlib.blake2b(digest_size=8)
    for folder in CODE:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".py", ".yaml"):
                hasher.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return hasher.hexdigest()


def read_run(directory: Path, seconds: int) -> Said:
    """What the run of a seed left behind."""
    file = directory / "run.json"
    if not file.exists():
        return Said(0, {"the run itself": f"it left no run.json; see {directory}.log"}, seconds)
    worlds = json.loads(file.read_text("utf-8"))["scenarios"]
    broken = {f"{one['id']} {one['title']} ({one['topology']})": one["repeat"]
              for one in worlds if one["verdict"] != "passed"}  # fmt: skip
    counts: dict[str, int] = {}
    for one in worlds:
        counts[one["id"]] = counts.get(one["id"], 0) + 1
    return Said(len(worlds) - len(broken), broken, seconds, counts)


@dataclass
class Running:
    """The seeds that run at the moment, each in a process of its own."""

    folder: Path
    scenarios: tuple[str, ...] = ()
    flags: Callable[[int], tuple[str, ...]] = lambda seed: ()
    processes: dict[int, tuple[int, float, subprocess.Popen[bytes]]] = field(default_factory=dict)

    def start(self, seed: int) -> None:
        """Begin with a seed."""
        directory = self.folder / f"seed-{seed}"
        shutil.rmtree(directory, ignore_errors=True)
        command = [
            sys.executable,
            "-c",
            COMMAND,
            "run",
            *self.scenarios,
            *self.flags(seed),
            f"--seed={seed}",
            f"--out={directory}",
            "--lean",
        ]
        with Path(f"{directory}.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        self.processes[process.pid] = (seed, stopwatch(), process)

    def wait(self) -> tuple[int, Said]:
        """The next seed that comes to its end; the evidence of one that passed is not kept."""
        pid, status = os.wait()
        seed, began, process = self.processes.pop(pid)
        process.returncode = os.waitstatus_to_exitcode(status)
        directory = self.folder / f"seed-{seed}"
        said = read_run(directory, round(stopwatch() - began))
        if process.returncode == PASSED and not said.broken:
            shutil.rmtree(directory)
            Path(f"{directory}.log").unlink()
        elif not said.broken:
            ended = f"exit code {process.returncode}; see {directory}.log"
            said = replace(said, broken={"the run itself": ended})
        return seed, said

    def end(self) -> None:
        """End what still runs."""
        for _, _, process in self.processes.values():
            process.terminate()
            process.wait()


def run_all(
    seeds: list[int], running: Running, parallel: int, kept: Kept, in_time: Callable[[], bool]
) -> None:
    """Run the seeds, so many at a time; none begins once the time is over."""
    waiting = [seed for seed in seeds if seed not in kept.said]
    while running.processes or (waiting and in_time()):
        while waiting and len(running.processes) < parallel and in_time():
            running.start(waiting.pop(0))
        seed, said = running.wait()
        kept.keep(seed, said)
        told = f"{len(said.broken)} not passed" if said.broken else "passed"
        print(f"seed {seed}: {said.passed} worlds passed, {told}, {said.seconds} s", flush=True)  # noqa: T201 - it talks to the terminal


def show(kept: Kept, seeds: list[int]) -> None:
    """The table: each scenario with its worlds, and below it what did not pass and how to repeat it."""
    done = {seed: kept.said[seed] for seed in seeds if seed in kept.said}
    table = Table("scenario", "worlds", "not passed", "seeds")
    for name in sorted({name for said in done.values() for name in said.worlds}):
        worlds = sum(said.worlds.get(name, 0) for said in done.values())
        bad = {
            seed: [one for one in said.broken if one.startswith(f"{name} ")] for seed, said in done.items()
        }
        broken = {seed: len(ones) for seed, ones in bad.items() if ones}
        table.add_row(name, str(worlds), str(sum(broken.values()) or ""), ", ".join(map(str, broken)))
    console = Console()
    console.print(table)
    for said in done.values():
        for name, repeat in said.broken.items():
            console.print(f"{name}\n  repeat: {repeat}", highlight=False)
    left = len(seeds) - len(done)
    console.print(
        f"{len(done)} seeds, {sum(said.passed for said in done.values())} worlds passed, "
        f"{sum(len(said.broken) for said in done.values())} did not, {left} seeds left to run"
    )


def flags(profile: str, reconciliation: str, folder: Path) -> Callable[[int], tuple[str, ...]]:
    """What ``ordergate run`` is told besides; settings of the engine lie in files of the folder."""
    for choice in ("on", "off"):
        (folder / f"{choice}.toml").write_text(
            f'[connector]\nkind = "reference"\n\n[policies]\nreconciliation = "{choice}"\n', "utf-8"
        )

    def for_seed(seed: int) -> tuple[str, ...]:
        choice = ("off", "on")[seed % 2] if reconciliation == BY_SEED else reconciliation
        return f"--profile={profile}", f"--connector={folder / f'{choice}.toml'}"

    return for_seed


def main() -> int:
    """Run what is asked for; the exit code."""
    parser = argparse.ArgumentParser(prog="make seeds", description=__doc__)
    parser.add_argument("scenarios", nargs="*", help="ids such as S07; all by default")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--parallel", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "seeds")
    parser.add_argument("--profile", choices=tuple(PROFILES), default="calm", help="how rough the world is")
    parser.add_argument(
        "--reconciliation",
        choices=("on", "off", BY_SEED),
        default="on",
        help="whether the engine repairs drift; by-seed: with odd seeds only",
    )
    asked = parser.parse_args()
    folder = asked.out.resolve() / f"{asked.profile}-{asked.reconciliation}"
    folder.mkdir(parents=True, exist_ok=True)
    kept = Kept.read(folder / "said.json", f"{code_digest()} {' '.join(asked.scenarios)}")
    seeds, began = list(range(1, asked.seeds + 1)), stopwatch()
    running = Running(folder, tuple(asked.scenarios), flags(asked.profile, asked.reconciliation, folder))
    try:
        run_all(seeds, running, asked.parallel, kept, lambda: stopwatch() - began < asked.minutes * 60)
    except KeyboardInterrupt:
        running.end()
        return INTERRUPTED
    show(kept, seeds)
    if any(said.broken for seed, said in kept.said.items() if seed in seeds):
        return FAILED
    return PASSED if all(seed in kept.said for seed in seeds) else LEFT


if __name__ == "__main__":
    sys.exit(main())
