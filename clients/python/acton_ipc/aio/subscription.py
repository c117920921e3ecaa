"""A subscription, as a task holds it."""

from collections.abc import AsyncIterator
from types import TracebackType

from acton_ipc.aio.switchboard import Switchboard
from acton_ipc.core.subscriber import Push, Subscriber


class AsyncSubscription(AsyncIterator[Push]):
    """The broadcasts of some message types as they come; made by `AsyncActonClient.subscribe`.

    It holds at most 1,024 pushes for a slow consumer, then the oldest are dropped and counted in `missed`. When its
    connection ends, the client makes another by itself, and it goes on: `gaps` then grows by one, since nobody knows
    what was broadcast meanwhile. Where that does not succeed within 30 s of trying, it raises `DisconnectedError`. A
    task that is cancelled while it waits for a push loses none.

    It ends with its `async with` block, with `close`, with its client, and when it is dropped.
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

    async def __anext__(self) -> Push:
        push = await self._board.next_push(self._subscriber)
        if push is not None:
            return push
        raise self._subscriber.error or StopAsyncIteration

    async def close(self) -> None:
        """Ends it; the server is told."""
        if not self._subscriber.is_over:
            self._board.drop(None, self._subscriber)

    async def __aenter__(self) -> "AsyncSubscription":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __del__(self) -> None:
        if not self._subscriber.is_over:
            self._board.drop_from_anywhere(None, self._subscriber)
