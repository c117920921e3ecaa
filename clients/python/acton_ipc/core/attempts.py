"""Whether a verb tries again after an error, and when: only what did not run, and inside the caller's time."""

from collections.abc import Callable

from acton_ipc.core.backoff import PASSING, Backoff
from acton_ipc.errors import ActonError, DisconnectedError, ServerError


class Attempts:
    """The tries of one verb."""

    def __init__(self, deadline: float, retry: bool, jitter: Callable[[], float]) -> None:
        self._deadline = deadline
        self._retry = retry
        self._backoff = Backoff(jitter)

    def pause_after(self, error: ActonError, now: float, *, was_old: bool) -> float:
        """The pause before the next try, in seconds; raises `error` if there is none.

        `was_old`: the connection was there before this try. What was never written on one that turns out to be dead
        is no try: even a verb that does not retry gets a new connection for it.
        """
        lost_unsent = isinstance(error, DisconnectedError) and error.executed == "no" and error.is_passing
        pause = 0.0
        if not (lost_unsent and was_old):
            helps = lost_unsent or (isinstance(error, ServerError) and error.code in PASSING)
            if not (self._retry and error.executed == "no" and helps):
                raise error
            pause = max(self._backoff.pause(), error.retry_after or 0.0)
        if now + pause >= self._deadline:
            raise error
        return pause
