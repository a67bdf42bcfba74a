"""Everything that a team imports to give a system an API of its own: docs/own-api.md.

The service of each system, and what its methods are handed, is in the module of its name here.
"""

from __future__ import annotations

from ..kernel.access import Access, ApiKey, OAuth2, SignedRequests
from ..kernel.clock import business_date, instant, moment
from ..kernel.fields import (
    Body,
    Count,
    Country,
    Currency,
    Identifier,
    MoneyText,
    PriceText,
    Quantity,
    RateText,
    Text,
)
from ..kernel.paging import Page, SingleUseTokens, by_cursor, by_number, by_offset
from ..kernel.problems import (
    Conflict,
    Forbidden,
    Malformed,
    NotFound,
    PreconditionMissing,
    Refusal,
    StaleVersion,
    TooMany,
    Unauthenticated,
    Unprocessable,
)
from ..kernel.settings import Settings
from ..kernel.subscriptions import webhook_operations
from ..kernel.system import Context
from ..kernel.tables import Row, Table
from ..kernel.wire import Call, Operation, Reply, Surface, WireRequest
from .declaration import MakeAccess, MakeOperations, OwnApi, api_key, oauth2, signed_requests

__all__ = [
    "Access",
    "ApiKey",
    "Body",
    "Call",
    "Conflict",
    "Context",
    "Count",
    "Country",
    "Currency",
    "Forbidden",
    "Identifier",
    "MakeAccess",
    "MakeOperations",
    "Malformed",
    "MoneyText",
    "NotFound",
    "OAuth2",
    "Operation",
    "OwnApi",
    "Page",
    "PreconditionMissing",
    "PriceText",
    "Quantity",
    "RateText",
    "Refusal",
    "Reply",
    "Row",
    "Settings",
    "SignedRequests",
    "SingleUseTokens",
    "StaleVersion",
    "Surface",
    "Table",
    "Text",
    "TooMany",
    "Unauthenticated",
    "Unprocessable",
    "WireRequest",
    "api_key",
    "business_date",
    "by_cursor",
    "by_number",
    "by_offset",
    "instant",
    "moment",
    "oauth2",
    "signed_requests",
    "webhook_operations",
]
