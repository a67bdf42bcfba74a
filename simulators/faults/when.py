"""When a fault strikes: at which calls, how many of them, in which span of time, for which document."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.arithmetic import BASIS


@dataclass(frozen=True)
class When:
    """The conditions of a rule, all of which have to hold.

    ``nth`` are places in the order of calls, from 1. ``share_bp`` is how many of ten thousand calls.
    ``times`` is how often at most, None for without end. ``key`` is a text that the request or event
    has to name, such as an order's number. The window is in microseconds since the rule began.
    """

    nth: tuple[int, ...] = ()
    share_bp: int = BASIS
    times: int | None = None
    key: str = ""
    from_us: int = 0
    until_us: int | None = None

    @property
    def always(self) -> bool:
        """Whether every call is struck from the beginning on, for ever."""
        return self == When()

    @property
    def bounded(self) -> bool:
        """Whether it ends by itself: then nothing has to wait for its end."""
        return bool(self.nth) or self.times is not None

    def in_window(self, since_us: int) -> bool:
        """Whether an instant, counted from when the rule began, is in the window."""
        return self.from_us <= since_us and (self.until_us is None or since_us < self.until_us)
