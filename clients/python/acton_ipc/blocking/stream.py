"""A stream of replies, as a thread holds it."""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from acton_ipc.blocking.line import Line
from acton_ipc.blocking.switchboard import Switchboard
from acton_ipc.core.attempts import Attempts
from acton_ipc.core.items import Items


class Stream(Iterator[Any]):
    """The items of one request, in the order they were sent; made by `ActonClient.stream`.

    The request is sent when the first item is asked for. The server sends at most 256 items ahead of what is taken, so
    a slow loop delays nothing else of its client. The timeout runs while an item is waited for, and only then. Leaving
    the loop by `break`, the `with` block, or `close` cancels the request at the server; so does dropping the stream.

    An error comes after the items that arrived before it, and is the last thing. A stream never goes on after its
    connection ended: it raises `DisconnectedError`.
    """

    def __init__(
        self, board: Switchboard, items: Items, timeout: float, attempts: Callable[..., Attempts], retry: bool | None
    ) -> None:
        self._board = board
        self._items = items
        self._timeout = timeout
        self._attempts = attempts
        self._retry = retry
        self._line: Line | None = None
        self._is_over = False

    def __next__(self) -> Any:
        if self._is_over:
            raise StopIteration
        # Over unless an item comes: an error is the last thing too.
        self._is_over = True
        if self._line is None:
            self._line = self._board.begin(self._items, self._timeout, self._attempts, self._retry)
        item = self._board.next_item(self._line, self._items, self._timeout)
        if item is None:
            raise StopIteration
        self._is_over = False
        return item[0]

    def close(self) -> None:
        """Ends it: nothing more is taken, and the server is told."""
        self._is_over = True
        line, self._line = self._line, None
        if line is not None:
            self._board.drop(line, self._items)

    def __enter__(self) -> "Stream":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
