"""Where a story takes place: which systems there are, at which sites, and what they declare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordergate.simulators.kernel.settings import MAIN_SITE, Layout
from ordergate.simulators.server.topology import POLICIES, TOPOLOGIES

from .draw import Draw

OF_CONNECTOR = {
    "charges_when_cancelled": ("void",),
    "safety_stock": ("1", "5"),
}
"""What a connector may declare otherwise than usual."""
_DECLARED_PERCENT = 40
_TWO_SITES_PERCENT = 25


@dataclass(frozen=True)
class Setting:
    """A topology, sites in order, and the policies that are not the usual ones, as ``name=choice``."""

    topology: str
    sites: tuple[str, ...] = MAIN_SITE
    policies: tuple[str, ...] = ()

    @property
    def of_connector(self) -> dict[str, str]:
        """The policies that the connector is told of."""
        return {name: choice for name, choice in self._chosen() if "." not in name}

    @property
    def layout(self) -> Layout:
        """The sites, and what the systems declare."""
        return Layout(self.sites, (), {name: choice for name, choice in self._chosen() if "." in name})

    @property
    def mark(self) -> str:
        """What the mark of a scenario says of it, after its id."""
        said = [f'"{self.topology}"']
        if self.sites != MAIN_SITE:
            said.append(f'sites="{" ".join(self.sites)}"')
        if self.policies:
            said.append(f'policies="{" ".join(self.policies)}"')
        return ", ".join(said)

    def _chosen(self) -> list[tuple[str, str]]:
        return [(name, choice) for name, _, choice in (word.partition("=") for word in self.policies)]


def drawn_setting(draw: Draw, topologies: Sequence[str], *, sites: bool, policies: bool) -> Setting:
    """A setting; with one site alone, or the usual policies alone, where no more is offered."""
    topology = draw.one_of(list(topologies))
    many = sites and "wms" in TOPOLOGIES[topology] and draw.often(_TWO_SITES_PERCENT)
    chosen: dict[str, str] = {}
    if policies and draw.often(_DECLARED_PERCENT):
        for _ in range(draw.number(1, 3)):
            name, choices = draw.one_of(_choices(topology))
            chosen[name] = draw.one_of(choices)
    words = tuple(f"{name}={choice}" for name, choice in sorted(chosen.items()))
    return Setting(topology, ("MAIN", "NORTH") if many else MAIN_SITE, words)


def _choices(topology: str) -> list[tuple[str, tuple[str, ...]]]:
    """What may be declared there otherwise than usual."""
    of_systems = [
        (policy.name, tuple(policy.choices[1:]))
        for policy in POLICIES
        if policy.name.partition(".")[0] in TOPOLOGIES[topology]
    ]
    return [*OF_CONNECTOR.items(), *of_systems]
