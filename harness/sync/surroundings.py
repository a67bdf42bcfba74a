"""The vendors of a topology, as links see them."""

from __future__ import annotations

from dataclasses import dataclass

from .ports import Ports
from .settings import Settings
from .vendors.access import KeyAccess, SignedAccess, TokenAccess
from .vendors.calling import Caller
from .vendors.erp import Erp
from .vendors.marketplace import Marketplace
from .vendors.oms import Oms
from .vendors.wms import Wms


@dataclass(frozen=True)
class Surroundings:
    """What a link may ask: every vendor that there is, and the settings."""

    settings: Settings
    marketplace: Marketplace
    erp: Erp
    oms_or_none: Oms | None
    wms_or_none: Wms | None

    @property
    def oms(self) -> Oms:
        """The OMS, where there is one."""
        assert self.oms_or_none is not None, f"topology {self.settings.topology} has no oms"
        return self.oms_or_none

    @property
    def wms(self) -> Wms:
        """The warehouse, where there is one."""
        assert self.wms_or_none is not None, f"topology {self.settings.topology} has no wms"
        return self.wms_or_none


def surroundings(settings: Settings, ports: Ports) -> Surroundings:
    """Clients of all vendors of the topology."""
    shop, erp = settings.marketplace, settings.erp

    def token_access(vendor: str, client_id: str, client_secret: str) -> TokenAccess:
        return TokenAccess(
            vendor, ports.http[vendor], ports.clock,
            client_id=client_id, client_secret=client_secret,
        )  # fmt: skip

    def caller(vendor: str, access: KeyAccess | SignedAccess | TokenAccess) -> Caller:
        return Caller(vendor, ports.http[vendor], ports.clock, access, settings.retry)

    oms = wms = None
    if settings.has_oms and settings.oms is not None:
        oms = Oms(caller("oms", KeyAccess(settings.oms.api_key.get_secret_value())))
    if settings.has_wms and settings.wms is not None:
        key = settings.wms
        signed = SignedAccess(key.key_id, key.secret.get_secret_value(), ports.clock)
        wms = Wms(caller("wms", signed))
    shop_access = token_access("marketplace", shop.client_id, shop.client_secret.get_secret_value())
    erp_access = token_access("erp", erp.client_id, erp.client_secret.get_secret_value())
    return Surroundings(
        settings,
        Marketplace(caller("marketplace", shop_access)),
        Erp(
            caller("erp", erp_access),
            site=settings.site,
            zone=settings.company_zone,
            tax_rounding=settings.tax_rounding,
        ),
        oms,
        wms,
    )
