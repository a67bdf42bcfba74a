"""APIs that installed packages bring; one that cannot be served is an error in the user's words."""

from __future__ import annotations

from ordergate.simulators.server.own_apis import ApiUnusable, InstalledApi, installed_apis

from ..errors import UsageError


def usable_apis() -> tuple[InstalledApi, ...]:
    """All of them in order of their names; UsageError when one cannot be served."""
    try:
        return installed_apis()
    except ApiUnusable as unusable:
        raise UsageError(str(unusable)) from None
