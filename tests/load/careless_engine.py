"""The reference engine as somebody's connector that forgets every tenth order and says that it is done."""

from __future__ import annotations

import sys
from itertools import count

from ordergate.harness.sync.edges.process import main
from ordergate.harness.sync.links.orders import Orders
from ordergate.harness.sync.run import Run
from ordergate.harness.sync.work import Applied, Outcome

_carry = Orders.carry
_numbers = count(1)


async def _careless(self: Orders, run: Run) -> Outcome:
    if next(_numbers) % 10 == 0:
        return Applied("forgotten")
    return await _carry(self, run)


if __name__ == "__main__":
    Orders.carry = _careless  # type: ignore[method-assign]  # the carelessness itself
    sys.exit(main())
