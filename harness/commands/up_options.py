"""What ``ordergate up`` is asked for, checked: where to serve, and what the first world is like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from ordergate.simulators.kernel.clock import instant, moment
from ordergate.simulators.kernel.policy import wrong_with_policies
from ordergate.simulators.kernel.settings import MAIN_SITE, Layout, wrong_with_sites
from ordergate.simulators.server.gate import Network
from ordergate.simulators.server.serve import Place
from ordergate.simulators.server.topology import POLICIES, TOPOLOGIES
from ordergate.simulators.server.worlds import WorldPlan

from ..config.model import Policies as OfConnector
from ..errors import UsageError

_PORT_MAX = 65_535
_TOPOLOGY = "full"
_SCALE = 1
_OF_LAYOUT = {"sites": "sites", "policies": "policy"}
"""What the layout of a world says, by the flag that asks for it."""


@dataclass(frozen=True, kw_only=True)
class FirstWorld:
    """What was said of the first world; None is what was not said."""

    topology: str | None = None
    seed: int | None = None
    scale: int | None = None
    start_us: int | None = None
    sites: tuple[str, ...] | None = None
    policies: Mapping[str, str] | None = None

    def plan(self, name: str, seed: int) -> WorldPlan:
        """The plan of a new world, with this seed if none was said."""
        return WorldPlan(
            name, self.topology or _TOPOLOGY, seed if self.seed is None else self.seed, self.start_us,
            _SCALE if self.scale is None else self.scale,
            Layout(self.sites or MAIN_SITE, policies=self.policies or {}),
        )  # fmt: skip

    def check(self) -> None:
        """UsageError when a policy is one of a system that the topology does not have."""
        topology = self.topology or _TOPOLOGY
        for name, choice in (self.policies or {}).items():
            system = name.partition(".")[0]
            if topology in TOPOLOGIES and system not in TOPOLOGIES[topology]:
                where = " or ".join(one for one, systems in TOPOLOGIES.items() if system in systems)
                raise UsageError(
                    f"--policy {name}={choice} is about the {system}, and there is none in {topology}; "
                    f"leave it out, or choose --topology {where}"
                )

    def agree_with(self, plan: WorldPlan) -> None:
        """UsageError when the world that is there already is another one than was asked for."""
        for option in ("topology", "seed", "scale", "start_us", "sites", "policies"):
            said = getattr(self, option)
            held = getattr(plan.layout if option in _OF_LAYOUT else plan, option)
            if said is not None and _compared(said) != _compared(held):
                flag = _OF_LAYOUT.get(option, option.removesuffix("_us"))
                raise UsageError(
                    f"world {plan.name} is there already, with {flag} {_in_words(option, held)}, not "
                    f"{_in_words(option, said)}; leave --{flag} out, or make another world with --name"
                )


def usable_place(
    *, port: int, address: str, control_from: Sequence[str], public_url: str | None, data: Path | None
) -> Place:
    """Where to serve; UsageError names what cannot be."""
    if not 0 <= port <= _PORT_MAX:
        raise UsageError(f"there is no port {port}; --port takes 0 (any free one) to {_PORT_MAX}")
    networks = tuple(map(_network, control_from))
    url = None if public_url is None else _base_url(public_url)
    return Place(port, address, url, networks, data)


def instant_in(text: str | None) -> int | None:
    """The instant that ``--start`` names."""
    if text is None:
        return None
    try:
        return instant(datetime.fromisoformat(text))
    except (ValueError, AssertionError):
        raise UsageError(
            f"--start is {text!r}; it takes an instant with its zone, such as 2026-01-02T08:30:00Z"
        ) from None


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise UsageError(
            f"--control-from is {text!r} ({error}); it takes a network such as 172.16.0.0/12, or an address"
        ) from None


def _base_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment or parts.username:
        raise UsageError(
            f"--public-url is {text!r}; it takes http:// or https://, a host and perhaps a port and a path"
        )
    return text.rstrip("/")


def sites_in(text: str | None) -> tuple[str, ...] | None:
    """The sites that ``--sites`` names, separated by commas."""
    if text is None:
        return None
    sites = tuple(site.strip() for site in text.split(","))
    if wrong := wrong_with_sites(sites):
        raise UsageError(f"--sites is {text!r}: {wrong}; it takes names such as MAIN,NORTH")
    return sites


def policies_in(texts: Sequence[str]) -> Mapping[str, str] | None:
    """The policies that ``--policy`` names, such as ``oms.backorder=cancel``."""
    chosen: dict[str, str] = {}
    for text in texts:
        name, found, choice = text.partition("=")
        if not found:
            raise UsageError(f"--policy is {text!r}; it takes a name and a choice: oms.backorder=cancel")
        if chosen.setdefault(name, choice) != choice:
            raise UsageError(f"--policy says {name}={chosen[name]} and {text}; choose one of them")
        if name in OfConnector.model_fields:
            raise UsageError(
                f"--policy is {text!r}: {name} is a policy of the connector, not of a system; set it in "
                f"[policies] of ordergate.toml, and give that file to connect and judge"
            )
    if wrong := wrong_with_policies(chosen, POLICIES):
        raise UsageError(f"--policy: {wrong}")
    return chosen or None


def _compared(value: object) -> object:
    """Policies are the same whether a default is named or not."""
    if not isinstance(value, Mapping):
        return value
    return {policy.name: policy.among(value) for policy in POLICIES}


def _in_words(option: str, value: int | str | tuple[str, ...] | Mapping[str, str] | None) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={choice}" for name, choice in value.items()) or "none"
    if option == "start_us":
        return "that of the wall" if value is None else moment(int(value)).isoformat()
    return str(value)
