"""An exchange as a command for a shell, in which what is secret or was masked is left to be filled in."""

from __future__ import annotations

import re
import shlex

from .journal_reader import CONNECTOR, Exchange
from .masking import PLACEHOLDER, Masker

_PIECES = re.compile(f"({PLACEHOLDER.pattern})")
_GLOBS = re.compile(r"[\[\]{}]")  # curl would take these in an address for patterns.
_TO_LET_IN = {
    "marketplace": ('-H "authorization: Bearer $MARKETPLACE_TOKEN"',),
    "erp": ('-H "authorization: Bearer $ERP_TOKEN"',),
    "oms": ('-H "x-api-key: $OMS_API_KEY"',),
    "wms": ('-H "x-key-id: $WMS_KEY_ID"', '-H "x-timestamp: $STAMP"', '-H "x-signature: $SIGNED"'),
}
_SIGNED = "wms"


def curl(event: Exchange, masker: Masker, *, data_max: int) -> str:
    """The exchange as a command of curl.

    A value that was masked stands as a variable, such as ``$EMAIL_1`` for ``[email-1]``; so do the
    address of the system and what it lets a caller in by. A body of more than ``data_max``
    characters is read from a file. A request that has to be signed is signed by the command.
    """
    target = masker.url(event.target)
    data = masker.body(event.request, indent=None) if event.request else ""
    sent = _quoted(data) if len(data) <= data_max else '"$(cat request.json)"'
    parts = ["curl", "-i", *(["-g"] if _GLOBS.search(event.target) else []), "-X", event.method]
    parts += [f'"${_variable(event.system)}_URL"{_quoted(target)}', *_access(event, masker)]
    if not data:
        return _signing(event, target, "''") + " ".join(parts)
    signing = _signing(event, target, sent)
    body = '"$DATA"' if signing else sent
    return signing + " ".join([*parts, "-H", "'content-type: application/json'", "--data-binary", body])


def _access(event: Exchange, masker: Masker) -> tuple[str, ...]:
    if event.caller != CONNECTOR:
        return ("-H", _quoted(f"x-actor: {masker.who(event.caller)}"))
    if event.path.endswith("/token"):
        fields = ("client_id", "client_secret")
        given = (f'-d "{name}=${_variable(event.system)}_{name.upper()}"' for name in fields)
        return ("-d grant_type=client_credentials", *given)
    return _TO_LET_IN.get(event.system, (f'-H "${_variable(event.system)}_ACCESS"',))


def _signing(event: Exchange, target: str, sent: str) -> str:
    if event.system != _SIGNED or event.caller != CONNECTOR:
        return ""
    return (
        f"DATA={sent}; STAMP=$(date +%s000); "
        'DIGEST=$(printf %s "$DATA" | openssl dgst -sha256 -r | cut -c-64); '
        f'SIGNED=$(printf \'%s\\n%s\\n%s\\n%s\' {event.method} {_quoted(target)} "$STAMP" "$DIGEST" '
        '| openssl dgst -sha256 -hmac "$WMS_SECRET" -r | cut -c-64); '
    )


def _quoted(text: str) -> str:
    """The text as one word of a shell, with a variable for each placeholder."""
    pieces = (
        f'"${_variable(piece[1:-1])}"' if PLACEHOLDER.fullmatch(piece) else shlex.quote(piece)
        for piece in _PIECES.split(text)
        if piece
    )
    return "".join(pieces) or "''"


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name).upper()
