"""What a task waits with for an answer: a future that can also wake it at once."""

import asyncio
from collections.abc import Callable, Generator
from contextvars import Context
from typing import Any


class Waiter:
    """A future without a value, for one task.

    asyncio's own has its task go on in the next turn of the loop, and each turn looks at all sockets first. A task that is
    all that waits may go on in this one.
    """

    __slots__ = ("_asyncio_future_blocking", "_context", "_is_cancelled", "_is_done", "_loop", "_message", "_wakeup")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._asyncio_future_blocking = False
        # Where it is waited for. A task looks here, unless it finds a get_loop to call.
        self._loop = loop
        self._is_done = False
        self._is_cancelled = False
        self._message: Any = None
        self._wakeup: Callable[[Waiter], object] | None = None
        self._context: Context | None = None

    def wake_soon(self) -> None:
        """Has the task go on in the next turn of its loop."""
        wakeup, context = self._settle()
        if wakeup is not None:
            self._loop.call_soon(wakeup, self, context=context)

    def wake_now(self) -> None:
        """Has the task go on before this returns, and run until it waits again. Only where no task runs.

        A task of another loop goes on there.
        """
        if self._loop is not asyncio.get_running_loop():
            self.wake_soon()
            return
        wakeup, context = self._settle()
        if wakeup is not None and context is not None:
            context.run(wakeup, self)

    def _settle(self) -> tuple[Callable[["Waiter"], object] | None, Context | None]:
        """It is done. How to wake the task is given out once, and not kept: the task holds this, too."""
        self._is_done = True
        wakeup, context = self._wakeup, self._context
        self._wakeup = self._context = None
        return wakeup, context

    def add_done_callback(self, wakeup: Callable[["Waiter"], object], *, context: Context) -> None:
        """The task that waits says how to wake it."""
        self._wakeup = wakeup
        self._context = context

    def cancel(self, msg: Any = None) -> bool:
        """The task that waits is cancelled."""
        if self._is_done:
            return False
        self._is_cancelled = True
        self._message = msg
        self.wake_soon()
        return True

    def result(self) -> None:
        """What the task learns when it goes on."""
        if self._is_cancelled:
            raise asyncio.CancelledError if self._message is None else asyncio.CancelledError(self._message)

    def __await__(self) -> Generator["Waiter", None, None]:
        if not self._is_done:
            self._asyncio_future_blocking = True
            yield self
        if self._is_cancelled:
            self.result()
