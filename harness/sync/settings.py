"""How an engine is set up: in code, from a JSON file, from environment variables, or all three."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from ..errors import UsageError
from .retry import RetryPolicy
from .store import Sync

PREFIX = "ORDERGATE_ENGINE_"
FILE_VARIABLE = "ORDERGATE_ENGINE_FILE"


class Topology(StrEnum):
    """Which systems there are."""

    SHOP_ERP = "shop-erp"
    SHOP_ERP_WMS = "shop-erp-wms"
    FULL = "full"


class ChargesWhenCancelled(StrEnum):
    """What becomes of freight and other charges when a buyer cancelled every unit of an order."""

    BILL = "bill"
    VOID = "void"


class TaxRounding(StrEnum):
    """How the ERP wants a total with tax taken apart."""

    LINE = "line"
    DOCUMENT = "document"


class Reconciliation(StrEnum):
    """Whether copies that are not as they were told are looked for, and told again."""

    ON = "on"
    OFF = "off"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClientCredentials(_Section):
    """A vendor that is entered with OAuth2 client credentials."""

    base_url: str = ""
    client_id: str
    client_secret: SecretStr


class ApiKey(_Section):
    """A vendor that is entered with a key in a header."""

    base_url: str = ""
    api_key: SecretStr


class SigningKey(_Section):
    """A vendor that wants every request signed."""

    base_url: str = ""
    key_id: str
    secret: SecretStr


class Polls(_Section):
    """How often to ask vendors what has changed, in seconds.

    ``safety_s`` is for what webhooks tell anyway, ``erp_s`` for the ERP, which has none, ``stock_s``
    for stock to publish. ``overlap_s`` is how late a change may show: so far back each poll reaches
    behind the one before it, and so long it takes to look for what came of an order without an answer.
    ``prices_s`` is for agreements on prices; without it they are asked for like the rest of the ERP.
    ``reconcile_s`` is how often copies are held against what they were told.
    """

    safety_s: int = Field(900, ge=1)
    erp_s: int = Field(60, ge=1)
    stock_s: int = Field(60, ge=1)
    subscriptions_s: int = Field(3600, ge=1)
    overlap_s: int = Field(120, ge=1)
    prices_s: int | None = Field(None, ge=1)
    reconcile_s: int = Field(3600, ge=1)


class Settings(_Section):
    """Everything that an engine has to be told.

    Without a ``webhook_url`` nothing is subscribed to and the polls find everything. ``links`` names
    the data flows to play, None for all of the topology's. ``site`` is where the ERP books orders
    and, without an OMS, where the warehouse ships from; ``safety_stock`` is how many available units of
    each item buyers are not offered.
    """

    topology: Topology = Topology.FULL
    marketplace: ClientCredentials
    erp: ClientCredentials
    oms: ApiKey | None = None
    wms: SigningKey | None = None
    webhook_url: str = ""
    store_path: str = ":memory:"
    store_sync: Sync = Sync.NORMAL
    site: str = "MAIN"
    company_zone: str = "Europe/London"
    listing_tax_rate: Decimal = Decimal("0.20")
    charges_when_cancelled: ChargesWhenCancelled = ChargesWhenCancelled.BILL
    safety_stock: int = Field(0, ge=0)
    tax_rounding: TaxRounding = TaxRounding.LINE
    reconciliation: Reconciliation = Reconciliation.ON
    concurrency: int = Field(4, ge=1)
    polls: Polls = Polls()
    retry: RetryPolicy = RetryPolicy()
    links: tuple[str, ...] | None = None
    timeout_s: float = Field(30.0, gt=0)
    clock_start_us: int | None = None
    clock_scale: int = Field(1, ge=1)

    @model_validator(mode="after")
    def _topology_is_complete(self) -> Self:
        for name in ("oms", "wms"):
            if name in self.vendors and getattr(self, name) is None:
                raise ValueError(f"topology {self.topology} needs the section {name}")
        return self

    @property
    def vendors(self) -> tuple[str, ...]:
        """The systems of the topology."""
        return {
            Topology.SHOP_ERP: ("marketplace", "erp"),
            Topology.SHOP_ERP_WMS: ("marketplace", "erp", "wms"),
            Topology.FULL: ("marketplace", "oms", "erp", "wms"),
        }[self.topology]

    @property
    def reconciles(self) -> bool:
        """Whether copies that are not as they were told are told again."""
        return self.reconciliation is Reconciliation.ON

    @property
    def has_oms(self) -> bool:
        """Whether an order management system stands between shop and warehouse."""
        return "oms" in self.vendors

    @property
    def has_wms(self) -> bool:
        """Whether a warehouse system ships."""
        return "wms" in self.vendors

    def plays(self, *links: str) -> bool:
        """Whether this engine carries these data flows, so that its memory of them is whole."""
        return self.links is None or all(link in self.links for link in links)

    def base_url(self, vendor: str) -> str:
        """Where a vendor is found."""
        section = getattr(self, vendor)
        assert section is not None, f"topology {self.topology} has no {vendor}"
        return str(section.base_url)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of a process: the JSON file that ORDERGATE_ENGINE_FILE names, under variables.

    ``ORDERGATE_ENGINE_MARKETPLACE__BASE_URL`` sets ``base_url`` of the section ``marketplace``.
    """
    given: dict[str, Any] = {}
    if file := environment.get(FILE_VARIABLE):
        given = _from_file(Path(file))
    for name, text in environment.items():
        if name.startswith(PREFIX) and name != FILE_VARIABLE:
            _place(given, name.removeprefix(PREFIX).lower().split("__"), text)
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise UsageError(_in_words(error)) from None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{FILE_VARIABLE} names {path}, which cannot be read: {error}") from None
    if not isinstance(given, dict):
        raise UsageError(f"{FILE_VARIABLE} names {path}, which holds no JSON object of settings")
    return given


def _place(given: dict[str, Any], path: list[str], text: str) -> None:
    for section in path[:-1]:
        given = given.setdefault(section, {})
    given[path[-1]] = text.split(",") if path[-1] == "links" else text


def _in_words(error: ValidationError) -> str:
    wrong = []
    for found in error.errors(include_input=False, include_url=False):
        name = PREFIX + "__".join(str(part) for part in found["loc"]).upper()
        wrong.append(f"{name}: {found['msg'].lower()}")
    return "the engine's settings are not usable as given: " + "; ".join(wrong)
