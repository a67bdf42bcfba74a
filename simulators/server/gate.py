"""Who may use what is not for connectors: programs on this machine that hold the control token."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

from ..kernel.problems import Forbidden, Unauthenticated
from ..kernel.wire import Operation, WireRequest

OPERATOR = "operator"


@dataclass(frozen=True)
class ControlToken:
    """A bearer token that the operator chose or was shown at the start."""

    token: str

    def caller(self, request: WireRequest) -> str:
        """The operator, if the token is right."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.encode(), self.token.encode())
        if scheme.lower() != "bearer" or not right:
            raise Unauthenticated(
                "this needs the header authorization: Bearer and the control token that was shown "
                "when the server started"
            )
        return OPERATOR

    def credentials(self) -> Mapping[str, str]:
        """None: it is never given to a connector."""
        return {}

    def operations(self) -> list[Operation]:
        """None are needed."""
        return []

    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """The token in its header."""
        return {"controlToken": {"type": "http", "scheme": "bearer"}}


def stay_on_this_machine(request: WireRequest) -> None:
    """Forbidden when a request comes from another machine."""
    if request.peer and not _is_loopback(request.peer):
        raise Forbidden(f"this answers only callers on its own machine, not {request.peer}")


def _is_loopback(peer: str) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
