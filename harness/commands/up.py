"""``ordergate up``: serve worlds on this machine until Ctrl-C.

``python -m ordergate.harness.commands.up`` serves without a first world on any free port, for
programs that make worlds of their own, and says where in one line of JSON.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ordergate.simulators.kernel.problems import Refusal
from ordergate.simulators.server.control import described
from ordergate.simulators.server.disk import DataUnusable
from ordergate.simulators.server.serve import LOOPBACK, Place, WorldServer

from ..errors import OrdergateError, UsageError
from ..world.edges import drawn_seed, drawn_token
from ..world.own_apis import usable_apis
from .up_options import FirstWorld, instant_in, policies_in, sites_in, usable_place

TOKEN_VARIABLE = "ORDERGATE_CONTROL_TOKEN"
JOURNALS_VARIABLE = "ORDERGATE_JOURNALS"
PORT_VARIABLE = "ORDERGATE_SERVER_PORT"
DATA_VARIABLE = "ORDERGATE_SERVER_DATA"
ALSO_ON_VARIABLE = "ORDERGATE_SERVER_ALSO_ON"
DEFAULT_JOURNALS = Path("out") / "worlds"
_TOKEN_LENGTH_MIN = 8


def up(
    *,
    port: int = 8400,
    topology: str | None = None,
    seed: int | None = None,
    name: str | None = "main",
    as_json: bool = False,
    token: str | None = None,
    journals: Path | None = None,
    data: Path | None = None,
    host: str = LOOPBACK,
    control_from: Sequence[str] = (),
    public_url: str | None = None,
    scale: int | None = None,
    start: str | None = None,
    also_on: str | None = None,
    sites: str | None = None,
    policies: Sequence[str] = (),
) -> None:
    """Serve worlds until Ctrl-C; the first one is called ``name``, None makes none.

    Port 0 is any free one. The control token is the one given, or that of the environment variable
    ORDERGATE_CONTROL_TOKEN, or drawn; it is shown once, with the addresses and the credentials.
    With ``data`` the worlds of that folder go on, and the first one is made only if it is not there.
    """
    usable_apis()
    chosen = _usable(token or os.environ.get(TOKEN_VARIABLE) or drawn_token())
    wish = FirstWorld(
        topology=topology, seed=seed, scale=scale, start_us=instant_in(start), sites=sites_in(sites),
        policies=policies_in(policies),
    )  # fmt: skip
    place = usable_place(port=port, address=host, control_from=control_from, public_url=public_url, data=data)
    place = replace(place, also_on=also_on)
    try:
        server = _bound(place, chosen, journals or DEFAULT_JOURNALS)
        try:
            if name is not None:
                _open(server, wish, name)
            _keep(server)
        except BaseException:
            server.close()
            raise
        _warn(place)
        server.run(lambda: _announce(server, place, chosen, as_json=as_json))
    except DataUnusable as unusable:
        raise UsageError(str(unusable)) from None


def _usable(token: str) -> str:
    if len(token) < _TOKEN_LENGTH_MIN or not token.isascii() or not token.isprintable() or " " in token:
        raise UsageError(
            f"a control token takes {_TOKEN_LENGTH_MIN} or more ASCII characters without spaces; "
            "leave it out to have one drawn"
        )
    return token


def _bound(place: Place, token: str, journals: Path) -> WorldServer:
    try:
        return WorldServer(place, token=token, journals=journals)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {place.port} is in use by another program; choose another with --port, or 0 for "
                "any free one"
            ) from None
        raise UsageError(f"port {place.port} of {place.address} cannot be served: {error.strerror}") from None


def _open(server: WorldServer, wish: FirstWorld, name: str) -> None:
    held = server.host.worlds.get(name)
    if held is not None:
        wish.agree_with(held.plan)
        return
    wish.check()
    try:
        server.host.open(wish.plan(name, drawn_seed()))
    except Refusal as refusal:
        raise UsageError(refusal.detail) from None
    except OSError as error:
        raise UsageError(
            f"the journal of world {name} cannot be written to {error.filename}: {error.strerror}"
        ) from None


def _keep(server: WorldServer) -> None:
    """Write down what was made before anybody is told of it."""
    if server.archive is None:
        return
    try:
        server.archive.commits.write_now()
    except (OSError, sqlite3.Error) as error:
        raise UsageError(
            f"{server.archive.disk.directory} takes no writes ({error}); make room, or name another folder"
        ) from None


def _warn(place: Place) -> None:
    if place.is_loopback():
        return
    near = ", ".join(["this machine", *map(str, place.control_from)])
    sys.stderr.write(
        f"ordergate: WARNING: {place.address} can be reached from other machines; whoever has the "
        f"credentials may use the systems from there. Control surface, people and pages answer: {near}\n"
    )
    sys.stderr.flush()


def _announce(server: WorldServer, place: Place, token: str, *, as_json: bool) -> None:
    worlds = [described(server.host, world) for world in server.host.worlds.values()]
    data = None if place.data is None else str(place.data)
    if as_json:
        told = {"base_url": server.base_url, "control_token": token, "data": data, "worlds": worlds}
        text = json.dumps(told, ensure_ascii=False)
    else:
        text = "\n".join(_in_words(server.base_url, token, data, worlds))
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _in_words(base_url: str, token: str, data: str | None, worlds: list[dict[str, Any]]) -> list[str]:
    lines = [
        f"Ordergate serves worlds at {base_url}; stop it with Ctrl-C",
        f"control token  {token}",
        f"start page     {base_url}/?{urlencode({'token': token})}",
    ]
    if data is not None:
        lines.append(f"kept in        {data}")
    for world in worlds:
        lines += ["", f"world {world['name']}, topology {world['topology']}, seed {world['seed']}"]
        if len(world["sites"]) > 1:
            lines.append(f"  {'sites':<12} {', '.join(world['sites'])}")
        if world["policies"]:
            chosen = ", ".join(f"{policy}={choice}" for policy, choice in world["policies"].items())
            lines.append(f"  {'policies':<12} {chosen}")
        for name, system in {**world["systems"], **world["apis"]}.items():
            lines.append(f"  {name:<12} {system['base_url']}")
            lines += [f"  {'':<12}   {key} {value}" for key, value in system["credentials"].items()]
        lines.append(f"  {'journal':<12} {world['journal']}")
    return lines


def main(environment: Mapping[str, str]) -> int:
    """Serve for a program that makes worlds of its own; the exit code."""
    journals, data = environment.get(JOURNALS_VARIABLE), environment.get(DATA_VARIABLE)
    try:
        up(
            port=int(environment.get(PORT_VARIABLE, "0")), name=None, as_json=True,
            journals=Path(journals) if journals else None, data=Path(data) if data else None,
            also_on=environment.get(ALSO_ON_VARIABLE) or None,
        )  # fmt: skip
    except OrdergateError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
