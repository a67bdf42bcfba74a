"""The command ``ordergate``."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from .errors import OrdergateError

app = typer.Typer(
    name="ordergate", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="A proving ground for order-to-cash integrations.",
)  # fmt: skip

INTERRUPTED = 130
Seed = Annotated[int, typer.Option(help="Decides everything that is drawn.")]


@app.command()
def run(
    *,
    scenarios: Annotated[list[str] | None, typer.Argument(help="Ids such as S07; all by default.")] = None,
    topology: Annotated[list[str] | None, typer.Option(help="Only in this topology; repeatable.")] = None,
    seed: Seed = 1,
    over: Annotated[str, typer.Option(help="process (virtual time) or http (served).")] = "process",
    out: Annotated[Path | None, typer.Option(help="Directory for the evidence.")] = None,
    strict: Annotated[bool, typer.Option(help="Count not proven as failed.")] = False,
) -> None:
    """Run scenarios against the connector and say whether every rule held."""
    from .commands.run import RunOptions
    from .commands.run import run as run_scenarios

    options = RunOptions(scenarios or (), topology or (), seed, over, out, strict)
    _end(lambda: run_scenarios(options))


@app.command()
def trade(
    *,
    file: Annotated[Path, typer.Argument(help="Real orders: .csv, plain or .gz or .xz.")],
    since: Annotated[str | None, typer.Option("--from", help="First day, as 2010-12-01.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day, as 2010-12-31.")] = None,
    seed: Seed = 1,
    tax_rate: Annotated[str, typer.Option(help="Tax rate at home; elsewhere it is 0.")] = "0.20",
    columns: Annotated[Path | None, typer.Option(help="TOML file that names other columns.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    out: Annotated[Path | None, typer.Option(help="Directory for journal and findings.")] = None,
) -> None:
    """Carry a file of real orders through all systems and account for every penny."""
    from .commands.trade import TradeOptions, trade_file

    options = TradeOptions(file, since, until, seed, tax_rate, columns, json, out)
    _end(lambda: trade_file(options))


@app.command("sample-trade")
def sample_trade(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("sample-trade.csv"),
    seed: Seed = 1,
) -> None:
    """Write a small dirty file of orders with every class of row and known totals."""
    from .commands.trade import write_sample_file

    _end(lambda: write_sample_file(path, seed))


@app.command()
def up(
    *,
    port: Annotated[int, typer.Option(help="0 is any free port.")] = 8400,
    topology: Annotated[str, typer.Option(help="Systems of the first world.")] = "full",
    seed: Annotated[int | None, typer.Option(help="Drawn when it is not given.")] = None,
    name: Annotated[str, typer.Option(help="Name of the first world.")] = "main",
    json: Annotated[bool, typer.Option("--json", help="Print addresses as one JSON object.")] = False,
    token: Annotated[str | None, typer.Option(help="Control token; drawn when not given.")] = None,
) -> None:
    """Serve worlds on this machine until Ctrl-C."""
    from .commands.up import up as serve

    def work() -> int:
        serve(port=port, topology=topology, seed=seed, name=name, as_json=json, token=token)
        return 0

    _end(work)


@app.command()
def bench(
    *,
    file: Annotated[
        Path | None, typer.Argument(help="A file of orders; the data folder's by default.")
    ] = None,
    since: Annotated[str | None, typer.Option("--from", help="First day.")] = "2010-12-01",
    until: Annotated[str | None, typer.Option("--to", help="Last day.")] = "2010-12-31",
    seed: Seed = 1,
) -> None:
    """Measure speed and memory, and say where the time goes."""
    from .commands.bench import BenchOptions
    from .commands.bench import bench as measure

    _end(lambda: measure(BenchOptions(file, since, until, seed)))


def main() -> None:
    """Run the command line."""
    app(prog_name="ordergate")


def _end(work: Callable[[], int]) -> NoReturn:
    """Do the work and end with its code; an error of ours is one clear message and its own code."""
    try:
        code = work()
    except OrdergateError as error:
        print(f"ordergate: {error}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        # The process ends now: what asyncio would still say of tasks cut short helps nobody.
        logging.getLogger("asyncio").disabled = True
        print("ordergate: interrupted", file=sys.stderr)
        code = INTERRUPTED
    raise typer.Exit(code)
