"""What to try again, and how long to wait before that: a random part of a time that doubles."""

from collections.abc import Callable
from typing import Final

from acton_ipc.limits import FIRST_BACKOFF, MAX_BACKOFF

PASSING: Final = frozenset({"TARGET_BUSY", "RATE_LIMITED", "SHUTTING_DOWN", "CONNECTION_LIMIT_REACHED"})
"""Codes of the server's that pass by themselves."""


class Backoff:
    """The pauses between the tries of one thing."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self._longest = FIRST_BACKOFF

    def pause(self) -> float:
        """The next pause, in seconds: anything up to 50 ms, then up to twice as much each time, up to 2 s."""
        pause = self._jitter() * self._longest
        self._longest = min(2 * self._longest, MAX_BACKOFF)
        return pause

    def reset(self) -> None:
        """What was tried has succeeded."""
        self._longest = FIRST_BACKOFF
