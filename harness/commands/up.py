"""``ordergate up``: serve worlds on this machine until Ctrl-C.

``python -m ordergate.harness.commands.up`` serves without a first world on any free port, for
programs that make worlds of their own, and says where in one line of JSON.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ordergate.simulators.kernel.problems import Refusal
from ordergate.simulators.server.control import described
from ordergate.simulators.server.serve import WorldServer
from ordergate.simulators.server.worlds import WorldPlan

from ..errors import OrdergateError, UsageError
from ..world.edges import drawn_seed, drawn_token

TOKEN_VARIABLE = "ORDERGATE_CONTROL_TOKEN"
JOURNALS_VARIABLE = "ORDERGATE_JOURNALS"
DEFAULT_JOURNALS = Path("out") / "worlds"
_PORT_MAX = 65_535
_TOKEN_LENGTH_MIN = 8


def up(
    *,
    port: int = 8400,
    topology: str = "full",
    seed: int | None = None,
    name: str | None = "main",
    as_json: bool = False,
    token: str | None = None,
    journals: Path | None = None,
) -> None:
    """Serve worlds until Ctrl-C; the first one is called ``name``, None makes none.

    Port 0 is any free one. The control token is the one given, or that of the environment variable
    ORDERGATE_CONTROL_TOKEN, or drawn; it is shown once, with the addresses and the credentials.
    """
    chosen = _usable(token or os.environ.get(TOKEN_VARIABLE) or drawn_token())
    server = _bound(port, chosen, journals or DEFAULT_JOURNALS)
    try:
        if name is not None:
            plan = WorldPlan(name, topology, drawn_seed() if seed is None else seed)
            _open(server, plan)
    except BaseException:
        server.close()
        raise
    server.run(lambda: _announce(server, chosen, as_json=as_json))


def _usable(token: str) -> str:
    if len(token) < _TOKEN_LENGTH_MIN or not token.isascii() or not token.isprintable() or " " in token:
        raise UsageError(
            f"a control token takes {_TOKEN_LENGTH_MIN} or more ASCII characters without spaces; "
            "leave it out to have one drawn"
        )
    return token


def _bound(port: int, token: str, journals: Path) -> WorldServer:
    if not 0 <= port <= _PORT_MAX:
        raise UsageError(f"there is no port {port}; --port takes 0 (any free one) to {_PORT_MAX}")
    try:
        return WorldServer(port=port, token=token, journals=journals)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {port} is in use by another program; choose another with --port, or 0 for any free one"
            ) from None
        raise UsageError(f"port {port} cannot be served: {error.strerror}") from None


def _open(server: WorldServer, plan: WorldPlan) -> None:
    try:
        server.host.open(plan)
    except Refusal as refusal:
        raise UsageError(refusal.detail) from None
    except OSError as error:
        raise UsageError(
            f"the journal of world {plan.name} cannot be written to {error.filename}: {error.strerror}"
        ) from None


def _announce(server: WorldServer, token: str, *, as_json: bool) -> None:
    worlds = [described(server.host, world) for world in server.host.worlds.values()]
    if as_json:
        told = {"base_url": server.base_url, "control_token": token, "worlds": worlds}
        text = json.dumps(told, ensure_ascii=False)
    else:
        text = "\n".join(_in_words(server.base_url, token, worlds))
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _in_words(base_url: str, token: str, worlds: list[dict[str, Any]]) -> list[str]:
    lines = [
        f"Ordergate serves worlds at {base_url}; stop it with Ctrl-C",
        f"control token  {token}",
        f"start page     {base_url}/?{urlencode({'token': token})}",
    ]
    for world in worlds:
        lines += ["", f"world {world['name']}, topology {world['topology']}, seed {world['seed']}"]
        for name, system in world["systems"].items():
            lines.append(f"  {name:<12} {system['base_url']}")
            lines += [f"  {'':<12}   {key} {value}" for key, value in system["credentials"].items()]
        lines.append(f"  {'journal':<12} {world['journal']}")
    return lines


def main(environment: Mapping[str, str]) -> int:
    """Serve for a program that makes worlds of its own; the exit code."""
    journals = environment.get(JOURNALS_VARIABLE)
    try:
        up(port=0, name=None, as_json=True, journals=Path(journals) if journals else None)
    except OrdergateError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
