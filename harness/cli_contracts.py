"""The commands about contracts: write what the systems publish, and say what a change of it breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_options import end

app = typer.Typer(help="What the systems publish, and what a change of it breaks.", no_args_is_help=True)


@app.command()
def write(
    folder: Annotated[Path, typer.Argument(help="Where openapi, asyncapi and canonical are to stand.")],
) -> None:
    """Write OpenAPI 3.1, AsyncAPI 3.0 and JSON Schema of everything that is published."""
    from .commands.contracts import write_contracts

    end(lambda: write_contracts(folder))


@app.command()
def check(
    *,
    base: Annotated[str, typer.Option(help="A folder of contracts, or a commit, branch or tag of git.")],
    now: Annotated[
        Path | None, typer.Option(help="A folder to compare with; by default this version.")
    ] = None,
    folder: Annotated[str, typer.Option(help="Where the contracts stand in a commit.")] = "contracts",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what changed since, and end with 1 if it breaks a partner without a step of the version."""
    from .commands.contracts import CheckOptions, check_contracts

    end(lambda: check_contracts(CheckOptions(base, now, folder, json)))
