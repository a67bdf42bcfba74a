"""How long to wait before trying again: growing, bounded, and never sooner than asked."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from .ports import SECOND_US, JitterPort

JITTER_SHARE = 0.1


class RetryPolicy(BaseModel):
    """The first pause, what it grows by, its cap, and how many attempts there are at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_s: int = Field(5, ge=1)
    factor: int = Field(2, ge=1)
    cap_s: int = Field(15 * 60, ge=1)
    attempts_max: int = Field(60, ge=1)

    def pause_us(self, attempts: int) -> int:
        """The pause after this many attempts, without jitter."""
        assert attempts >= 1, f"there is no pause after {attempts} attempts"
        pause_s = self.first_s
        for _ in range(attempts - 1):
            pause_s *= self.factor
            if pause_s >= self.cap_s:
                return self.cap_s * SECOND_US
        return min(pause_s, self.cap_s) * SECOND_US

    def due_us(
        self, now_us: int, attempts: int, *, asked_us: int | None, jitter: JitterPort, name: str
    ) -> int:
        """When to try again after this many attempts; ``asked_us`` is the pause a vendor asks for."""
        pause_us = self.pause_us(attempts)
        pause_us += int(pause_us * JITTER_SHARE * jitter.share("retry", name, attempts))
        return now_us + max(pause_us, asked_us or 0)
