"""``ordergate list apis``: the APIs that installed packages bring for our systems."""

from __future__ import annotations

import json

from ..world.own_apis import usable_apis


def list_apis(*, as_json: bool) -> int:
    """Print them with the system that each stands before, and the package that it comes from."""
    apis = usable_apis()
    if as_json:
        rows = [{"name": api.name, "system": api.system, "package": api.package} for api in apis]
        print(json.dumps({"apis": rows}, indent=2))
        return 0
    for api in apis:
        print(f"{api.name}: before the {api.system}, from package {api.package}")
    if not apis:
        print("no installed package brings an API of its own (entry point group ordergate.apis)")
    return 0
