"""Which data flows of a topology the connector covers, and which the reference engine plays."""

from __future__ import annotations

from collections.abc import Mapping

from ..config.model import Config
from ..errors import UsageError
from ..sync.links.registry import link_names
from ..sync.settings import Topology


def links_covered(config: Config, topology: str) -> tuple[str, ...]:
    """The data flows of a topology that the connector is responsible for."""
    there = link_names(Topology(topology))
    links = config.connector.links
    return there if links == "all" else tuple(name for name in there if name in links)


_TOGETHER: Mapping[Topology, tuple[tuple[str, ...], ...]] = {
    Topology.SHOP_ERP: (("items", "stock"),),
    Topology.SHOP_ERP_WMS: (("items", "stock"), ("orders", "cancellations")),
    Topology.FULL: (("items", "stock", "erp-movements"),),
}
"""Data flows that one side has to carry, for each builds on what the other has done."""


def check_links(config: Config) -> None:
    """UsageError for a data flow that none of the connector's topologies has."""
    if config.connector.links == "all":
        return
    known = dict.fromkeys(
        name for topology in config.connector.topologies for name in link_names(Topology(topology.value))
    )
    unknown = [name for name in config.connector.links if name not in known]
    if unknown:
        raise UsageError(
            f"connector.links names {', '.join(unknown)}, which no topology of this connector has; "
            f"there are: {', '.join(known)}"
        )
    for topology in config.connector.topologies:
        for flows in _TOGETHER[Topology(topology.value)]:
            covered = [name for name in flows if name in config.connector.links]
            if covered and len(covered) < len(flows):
                raise UsageError(
                    f"connector.links names {', '.join(covered)} alone; in {topology.value} the data flows "
                    f"{', '.join(flows)} build on each other, so name all of them or none"
                )
