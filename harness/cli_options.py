"""What the commands of ``ordergate`` have in common: options, and how they end."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from .errors import OrdergateError

INTERRUPTED = 130
SERVER_URL = "http://127.0.0.1:8400"
Seed = Annotated[int, typer.Option(help="Decides everything that is drawn.")]
Calm = Annotated[float, typer.Option(help="Seconds without change that count as rest.")]
SettleLimit = Annotated[float, typer.Option(help="Seconds to wait for rest, at most.")]
AccountsFile = Annotated[
    Path | None, typer.Option(help="JSON file of what the connector ignored and quarantined.")
]
Driver = Annotated[
    Path | None, typer.Option(help="Its ordergate.toml, for its policies; this folder's by default.")
]
Url = Annotated[str, typer.Option(help="Where ordergate up serves worlds.")]
Chosen = Annotated[
    list[str] | None, typer.Option(envvar="ORDERGATE_POLICY", help="Such as oms.ship=complete; repeatable.")
]
Profile = Annotated[str | None, typer.Option(help="How rough it is: calm, light, rough or hostile.")]
Faults = Annotated[list[str] | None, typer.Option(help="Such as 'lost_reply on erp share=5%'; repeatable.")]
InSession = Annotated[list[str] | None, typer.Option(help="Tag or id to go through in uat.html; repeatable.")]
Token = Annotated[str | None, typer.Option(help="Control token; else ORDERGATE_CONTROL_TOKEN.")]
Connector = Annotated[Path | None, typer.Option(help="ordergate.toml; the reference engine without.")]
AnotherEngine = Annotated[
    str | None, typer.Option(metavar="MODULE:FACTORY", help="Makes another engine from settings and ports.")
]


def end(work: Callable[[], int]) -> NoReturn:
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
    except Exception as error:  # noqa: BLE001 - nobody wants a traceback, nor the exit code of a verdict
        from .commands.unforeseen import tell_unforeseen

        code = tell_unforeseen(error)
    raise typer.Exit(code)
