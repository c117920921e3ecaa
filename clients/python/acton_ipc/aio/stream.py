"""A stream of replies, as a task holds it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Any

from acton_ipc.aio.line import Line
from acton_ipc.aio.switchboard import Switchboard
from acton_ipc.core.attempts import Attempts
from acton_ipc.core.items import Items
from acton_ipc.errors import ActonError


class AsyncStream(AsyncIterator[Any]):
    """The items of one request, in the order they were sent; made by `AsyncActonClient.stream`.

    The request is sent when the first item is asked for. The server sends at most 256 items ahead of what is taken, so
    a slow loop delays nothing else of its client. The timeout runs while an item is waited for, and only then. Leaving
    the loop by `break`, the `async with` block, or `close` cancels the request at the server; so does dropping the
    stream. A task that is cancelled while it waits for an item loses none; if it is the first, the stream ends.

    An error comes after the items that arrived before it, and is the last thing. A stream never goes on after its
    connection ended: it raises `DisconnectedError`.
    """

    def __init__(
        self, board: Switchboard, items: Items, timeout: float, attempts: Callable[[], Attempts]
    ) -> None:
        self._board = board
        self._items = items
        self._timeout = timeout
        self._attempts = attempts
        self._line: Line | None = None
        self._is_over = False
        self._was_cancelled = False

    async def __anext__(self) -> Any:
        if self._was_cancelled:
            raise ActonError("the stream was cancelled while it waited for its first item", code="CANCELLED")
        if self._is_over:
            raise StopAsyncIteration
        # Over unless an item comes: an error is the last thing too.
        self._is_over = True
        if self._line is None:
            self._line = await self._begin()
        try:
            item = await self._board.next_item(self._line, self._items, self._timeout)
        except asyncio.CancelledError:
            self._is_over = False
            raise
        if item is None:
            raise StopAsyncIteration
        self._is_over = False
        return item[0]

    async def close(self) -> None:
        """Ends it: nothing more is taken, and the server is told."""
        self._is_over = True
        line, self._line = self._line, None
        if line is not None:
            self._board.drop(line, self._items)

    async def _begin(self) -> Line:
        try:
            return await self._board.begin(self._items, self._timeout, self._attempts)
        except asyncio.CancelledError:
            # The server was told. A quiet end would look as if all had come.
            self._was_cancelled = True
            raise

    async def __aenter__(self) -> "AsyncStream":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __del__(self) -> None:
        if self._line is not None:
            self._board.drop_from_anywhere(self._line, self._items)
