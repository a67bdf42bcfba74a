"""The settings of ``ordergate.toml``, section by section; unknown ones are refused by name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Text = Annotated[str, Field(min_length=1)]


class Kind(StrEnum):
    """How the connector under test is run."""

    REFERENCE = "reference"
    COMMAND = "command"
    URL = "url"
    IMAGE = "image"
    PYTHON = "python"


class Topology(StrEnum):
    """Which systems there are."""

    SHOP_ERP = "shop-erp"
    SHOP_ERP_WMS = "shop-erp-wms"
    FULL = "full"


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Start(Section):
    """When the connector counts as started."""

    probe: str = ""
    """URL that answers 2xx when the connector is ready; empty: ready as soon as it runs."""
    limit_s: Seconds = 30
    """How long it may take to become ready."""
    stop_limit_s: Seconds = 5
    """How long it may take to end when it is asked to, before it is killed."""


class Settle(Section):
    """When everything has arrived, as far as the connector is concerned; seconds on the wall."""

    poll_every_s: Seconds = 1.0
    """How often its slowest poll comes round."""
    cycles: Annotated[int, Field(ge=1, le=100)] = 2
    """How many rounds of polls have to bring nothing new."""
    limit_s: Seconds = 60
    """After so long a world that still moves is said never to settle."""
    probe: str = ""
    """URL that answers a JSON object with the integer "pending": pieces of work that are not done."""
    accounts: str = ""
    """URL that answers {"ignored": [[kind, key]], "quarantined": [[kind, key]]}: what it set aside."""
    requeue: str = ""
    """URL that is posted to when it shall try again what it set aside; answers {"requeued": 1}."""
    webhooks_may_fail: bool = False
    """Whether webhooks that it never acknowledged are no finding."""


class Connector(Section):
    """The connector under test."""

    name: str = ""
    """What reports call it; the file's folder by default."""
    kind: Kind = Kind.REFERENCE
    """reference, command, url, image or python."""
    command: tuple[Text, ...] = ()
    """Kind command: the program and its arguments. Kind image: arguments for its entry point."""
    directory: str = "."
    """Kind command: where it runs, relative to the file."""
    url: str = ""
    """Kind url: where the running connector is found. Kind image: not needed."""
    reset: str = ""
    """Kind url: URL that is posted to before each scenario, so that it forgets the last one."""
    image: str = ""
    """Kind image: name of a local or remote image."""
    network: Literal["host", "bridge"] = "host"
    """Kind image: how the container reaches the systems; bridge where containers cannot share the host's."""
    factory: str = ""
    """Kind python: package.module:function, which is handed a site and returns the connector."""
    engine: str = ""
    """Kind reference: package.module:function, handed settings and ports, which returns another engine."""
    topologies: tuple[Topology, ...] = tuple(Topology)
    """The topologies that it can work in."""
    links: Literal["all"] | tuple[Text, ...] = "all"
    """The data flows that it covers; the reference engine plays the others."""
    features: Literal["all"] | tuple[Text, ...] = ()
    """What it can do beyond the plain flows: sites, units, kits ...; scenarios that need more are skipped."""
    requests_max: Annotated[int, Field(ge=1)] = 20_000
    """More requests than this in one scenario count as a flood."""
    environment: dict[Text, str] = Field(default_factory=dict)
    """Environment variables, with placeholders such as {marketplace.base_url}."""
    start: Start = Start()
    settle: Settle = Settle()

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        needed = {Kind.COMMAND: "command", Kind.URL: "url", Kind.IMAGE: "image", Kind.PYTHON: "factory"}
        name = needed.get(self.kind)
        if name is not None and not getattr(self, name):
            raise ValueError(f"kind {self.kind.value} needs the setting {name}")
        for kind, setting in needed.items():
            if self.kind is Kind.REFERENCE and getattr(self, setting):
                raise ValueError(f'kind reference takes no {setting}; set kind = "{kind.value}"')
        if self.engine and self.kind is not Kind.REFERENCE:
            raise ValueError(f"kind {self.kind.value} takes no engine; it is the reference engine's")
        for setting in ("topologies", "links"):
            if not getattr(self, setting):
                raise ValueError(f"{setting} names none; leave it out for all")
        return self


class WorldSettings(Section):
    """The world that the connector meets."""

    scale: Annotated[int, Field(ge=1, le=1000)] = 1
    """Seconds that pass in the world for each second on the wall."""
    data: str = ""
    """Folder or file with items, customers, prices and stock, relative to the file."""
    port: Annotated[int, Field(ge=0, le=65_535)] = 0
    """Port of the systems; kind url needs a fixed one, for it was configured with their addresses."""
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] = "main"
    """Kind url: name of the world in the addresses."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Kind url: decides the credentials, which stay the same for all scenarios."""


class Policies(Section):
    """Declared choices where the trade is ambiguous; the reference engine follows them."""

    charges_when_cancelled: Literal["bill", "void"] = "bill"
    """What becomes of freight when the buyer alone cancelled every unit of an order."""
    safety_stock: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """How many available units of each item the shop keeps back from buyers."""
    tax_rounding: Literal["line", "document"] = "line"
    """How a total with tax is split for the ERP: as its policy erp.tax_rounding says."""
    reconciliation: Literal["on", "off"] = "on"
    """Whether the engine looks now and then for copies that are not as it told them, and tells them again."""


class RunSettings(Section):
    """What ``ordergate run`` does unless a flag says otherwise."""

    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Decides everything that is drawn."""
    parallel: Annotated[int, Field(ge=1, le=64)] = 1
    """How many worlds at once."""
    repeat: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How often each scenario runs, with another seed each time."""
    strict: bool = False
    """Whether not proven counts as failed."""
    tags: tuple[Text, ...] = ()
    """Only scenarios with one of these tags."""
    time_budget_min: Annotated[float, Field(gt=0)] | None = None
    """After so many minutes no further scenario is begun."""
    baseline: str = ""
    """File of known findings, relative to the file."""
    profile: Literal["calm", "light", "rough", "hostile"] = "calm"
    """How roughly the systems treat the connector; ``ordergate list profiles`` says what each does."""
    faults: tuple[Text, ...] = ()
    """Fault rules for every scenario, such as lost_reply on erp.place_sales_order nth=1."""


class Uat(Section):
    """What the acceptance report says besides the results."""

    requirements: str = ""
    """CSV file with the columns requirement,text,scenarios, relative to the file."""
    project: str = ""
    """What is accepted."""
    tester: str = ""
    """Who tested it."""
    approver: str = ""
    """Who is to sign."""
    session: tuple[Text, ...] = ()
    """Tags and ids of the scenarios that people go through order by order; else returns and prices."""


class Sla(Section):
    """Limits of ``ordergate load``; None is no limit. Seconds on the wall."""

    order_in_erp_p95_s: Seconds | None = None
    """95 of 100 orders are in the ERP after so long."""
    order_in_erp_p99_s: Seconds | None = None
    """99 of 100 orders are in the ERP after so long."""
    order_in_erp_max_s: Seconds | None = None
    """All orders are in the ERP after so long."""
    orders_lost_max: Annotated[int, Field(ge=0)] | None = None
    """How many orders may be missing in the ERP in the end."""
    place_order_p95_ms: Annotated[float, Field(gt=0)] | None = None
    """95 of 100 orders are taken by the shop within so many milliseconds."""
    errors_share_max: Annotated[float, Field(ge=0, le=1)] | None = None
    """The share of requests of buyers that may fail."""


class Config(Section):
    """Everything that ``ordergate.toml`` says; ``file`` is where it was read from."""

    connector: Connector = Connector()
    world: WorldSettings = WorldSettings()
    waits: dict[str, Seconds] = Field(default_factory=dict)
    """How long scenarios wait, in seconds, by the name of the wait."""
    policies: Policies = Policies()
    run: RunSettings = RunSettings()
    uat: Uat = Uat()
    sla: Sla = Sla()
    file: Path | None = Field(default=None, exclude=True)

    @property
    def folder(self) -> Path:
        """What relative paths are relative to."""
        return Path.cwd() if self.file is None else self.file.resolve().parent

    @property
    def policies_kept(self) -> dict[str, str] | None:
        """The policies that the connector keeps to; None for the reference engine, which can keep to any."""
        if self.connector.kind is Kind.REFERENCE:
            return None
        return {name: str(value) for name, value in self.policies.model_dump().items()}

    @property
    def features(self) -> tuple[str, ...] | None:
        """What the connector can do beyond the plain flows; None is everything."""
        if self.connector.features == "all" or self.connector.kind is Kind.REFERENCE:
            return None
        return self.connector.features

    @property
    def name(self) -> str:
        """What reports call the connector."""
        if self.connector.name:
            return self.connector.name
        return "reference engine" if self.connector.kind is Kind.REFERENCE else self.folder.name
