"""The times in which live subscriptions have no connection: how long they may last, and when to try again."""

from collections.abc import Callable

from acton_ipc.core.backoff import PASSING, Backoff
from acton_ipc.errors import ActonError, DisconnectedError
from acton_ipc.limits import MAX_OUTAGE


class Outage:
    """The tries to come back. After a quiet time the first is made at once; a server that takes the subscription and
    loses it again, without a push in between, is tried less and less often.
    """

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._backoff = Backoff(jitter)
        self._is_quiet = True
        self._deadline: float | None = None

    def pause_after(self, error: ActonError, now: float) -> float:
        """The pause before the next try, in seconds; raises if there is none."""
        passes = error.is_passing if isinstance(error, DisconnectedError) else error.code in PASSING
        if not passes:
            raise error
        if self._deadline is None:
            self._deadline = now + MAX_OUTAGE
        pause = 0.0 if self._is_quiet else self._backoff.pause()
        self._is_quiet = False
        if now + pause >= self._deadline:
            self._deadline = None
            sentence = f"the subscription could not go on within {MAX_OUTAGE:g} s of trying: {error}"
            raise DisconnectedError(sentence) from error
        return pause

    def confirmed(self) -> None:
        """Every subscription was confirmed, so the next loss is another outage."""
        self._deadline = None

    def calm(self) -> None:
        """A push came."""
        self._is_quiet = True
        self._backoff.reset()
