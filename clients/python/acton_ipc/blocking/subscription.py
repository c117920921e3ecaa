"""A subscription, as a thread holds it."""

from collections.abc import Iterator
from math import inf
from types import TracebackType

from acton_ipc.blocking.switchboard import Switchboard
from acton_ipc.core.subscriber import Push, Subscriber
from acton_ipc.errors import ActonTimeoutError


class Subscription(Iterator[Push]):
    """The broadcasts of some message types as they come; made by `ActonClient.subscribe`.

    It holds at most 1,024 pushes for a slow consumer, then the oldest are dropped and counted in `missed`. When its
    connection ends, it makes another while it is waited on, and goes on: `gaps` then grows by one, since nobody knows
    what was broadcast meanwhile. Where that does not succeed within 30 s of trying, it raises `DisconnectedError`.

    It ends with its `with` block, with `close`, with its client, and when it is dropped.
    """

    def __init__(self, board: Switchboard, subscriber: Subscriber) -> None:
        self._board = board
        self._subscriber = subscriber

    @property
    def missed(self) -> int:
        """Pushes that are known to be lost: on their way, or dropped here because nobody took them."""
        return self._subscriber.missed

    @property
    def gaps(self) -> int:
        """How often its connection ended and was made anew. What was broadcast in between is lost, and not counted."""
        return self._subscriber.gaps

    def __next__(self) -> Push:
        push = self._next(inf)
        if push is None:
            raise StopIteration
        return push

    def wait(self, timeout: float) -> Push:
        """The next push, if it comes within so many seconds.

        Raises `ActonTimeoutError` if none does; the subscription goes on. Raises `EOFError` once it is closed.
        """
        push = self._next(timeout)
        if push is not None:
            return push
        if self._subscriber.is_over:
            raise EOFError("the subscription was closed: no push will come")
        raise ActonTimeoutError(f"no push came within {timeout:g} s; the subscription goes on", executed="no")

    def close(self) -> None:
        """Ends it; the server is told."""
        if not self._subscriber.is_over:
            self._board.drop(None, self._subscriber)

    def _next(self, timeout: float) -> Push | None:
        push = self._board.next_push(self._subscriber, timeout)
        error = self._subscriber.error
        if push is None and error is not None:
            raise error
        return push

    def __enter__(self) -> "Subscription":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
