"""How often each list of a vendor is read."""

from __future__ import annotations

import pytest

from ordergate.harness.sync.directory import Directory
from ordergate.harness.sync.feeds import Feeds
from ordergate.harness.sync.ports import Ports
from ordergate.harness.sync.settings import Settings
from ordergate.harness.sync.store import Store
from ordergate.harness.sync.surroundings import surroundings
from tests.sync.fakes import FakeErp, FakeShop
from tests.sync.timing import Timing


@pytest.mark.parametrize(("polls", "prices_s"), [({}, 300), ({"prices_s": 3600}, 3600)])
def test_prices_are_asked_for_like_the_rest_of_the_erp_unless_they_have_a_rhythm_of_their_own(
    timing: Timing, polls: dict[str, int], prices_s: int
) -> None:
    settings = Settings.model_validate(
        {
            "topology": "shop-erp",
            "marketplace": {"client_id": "a", "client_secret": "b"},
            "erp": {"client_id": "a", "client_secret": "b"},
            "polls": {"erp_s": 300, **polls},
        }
    )
    http = {"marketplace": FakeShop(timing.clock), "erp": FakeErp(timing.clock)}
    feeds = Feeds(surroundings(settings, Ports(http, timing.clock)), Directory(Store(":memory:")))
    rhythm = {feed.name: feed.every_s for feed in feeds.of_topology(["items", "prices"])}
    assert rhythm == {"erp-items": 300, "erp-price-rules": prices_s}
