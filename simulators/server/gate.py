"""Who may use what is not for connectors: those who hold the control token, on this machine or near it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from ..kernel.problems import Forbidden, Unauthenticated
from ..kernel.wire import Operation, WireRequest

OPERATOR = "operator"
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class ControlToken:
    """A bearer token that the operator chose or was shown at the start.

    It is good on this machine, and for whoever calls from one of the ``networks``.
    """

    token: str
    networks: tuple[Network, ...] = ()

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

    def signed_anew(self, request: WireRequest) -> WireRequest:
        """The token is about no request."""
        return request

    def credentials(self) -> Mapping[str, str]:
        """None: it is never given to a connector."""
        return {}

    def operations(self) -> list[Operation]:
        """None are needed."""
        return []

    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """The token in its header."""
        return {"controlToken": {"type": "http", "scheme": "bearer"}}

    def admit_from(self, request: WireRequest) -> None:
        """Forbidden when a request comes from a machine that may not use what is not for connectors."""
        if request.peer and not self._is_near(request.peer):
            allowed = ", ".join(["callers on its own machine", *map(str, self.networks)])
            raise Forbidden(
                f"this answers only {allowed}, not {request.peer}; --control-from lets more networks in"
            )

    def _is_near(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return address.is_loopback or any(address in network for network in self.networks)
