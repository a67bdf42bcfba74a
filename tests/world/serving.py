"""Served worlds for tests, and a connector that only says what it was told to say."""

from __future__ import annotations

from dataclasses import dataclass, field

from ordergate.harness.judge.scope import Accounts
from ordergate.harness.world.served import Patience

QUICK = Patience(change_s=0.4, settle_s=2.0, work_s=1.0, calm_s=0.2, idle_s=0.3)


@dataclass
class Sayer:
    """``left`` is what it says it has left to do, one number each time it is asked, the last for ever."""

    left: list[int] = field(default_factory=lambda: [0])
    said: Accounts = field(default_factory=Accounts)
    calm_s: float = 0.2
    stopped: bool = False
    calls: int = 0

    def pending(self) -> int:
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]

    def news(self, calm_s: float) -> str | None:
        return None if calm_s >= self.calm_s else "its polls have not come round"

    def accounts(self) -> Accounts:
        return self.said

    def requeue(self) -> int:
        return 0

    def check(self, partner_calls: int) -> None:
        self.calls = partner_calls

    def stop(self) -> None:
        self.stopped = True
