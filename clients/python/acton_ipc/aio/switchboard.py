"""How tasks share one connection. It starts none: what a socket or a timer brings wakes the task that waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any
from weakref import WeakMethod

from acton_ipc import fork
from acton_ipc.aio.line import Line, wake
from acton_ipc.aio.waiter import Waiter
from acton_ipc.clock import Clock
from acton_ipc.core.attempts import Attempts
from acton_ipc.core.end import End, Left
from acton_ipc.core.exchange import Awaited, Exchange
from acton_ipc.core.items import Items
from acton_ipc.core.subscriber import Push, Subscriber
from acton_ipc.core.subscribers import Subscribers
from acton_ipc.dialer import Dialer
from acton_ipc.errors import ActonError, DisconnectedError


class Switchboard:
    """The connection of one client, on one event loop at a time, and the tasks that wait for something on it."""

    def __init__(self, dialer: Dialer, clock: Clock[Awaitable[None]], subscribers: Subscribers) -> None:
        self._dialer = dialer
        self._clock = clock
        self._subscribers = subscribers
        self._line: Line | None = None
        self._return: asyncio.TimerHandle | None = None
        fork.watch(self)

    def __del__(self) -> None:
        line = self._line
        if line is None:
            return
        if line.loop.is_closed():
            line.close()
        else:
            # The last reference may go in any thread.
            line.loop.call_soon_threadsafe(line.close)

    async def run(self, exchange: Exchange, attempts: Callable[[], Attempts]) -> Line:
        """Sends a request and waits until there is something to take of its answer; raises what went wrong.

        `attempts` is asked for once something did.
        """
        tries: Attempts | None = None
        while True:
            was_old = False
            try:
                line, was_old = self._connected()
                line.core.open(exchange, self._clock.now())
                # Before the flush: one that fails wakes whoever waits by then.
                exchange.waiter = waiter = Waiter(line.loop)
                if len(line.core.in_flight) == 1:
                    line.flush()
                else:
                    line.flush_soon()
                try:
                    await waiter
                    exchange.waiter = None
                except BaseException:
                    exchange.waiter = None
                    line.core.abandon(exchange, self._clock.now())
                    line.flush()
                    raise
                error = exchange.error
                if error is None or exchange.has_begun:
                    return line
            except DisconnectedError as unreachable:
                error = unreachable
            tries = tries or attempts()
            await self._clock.sleep(tries.pause_after(error, self._clock.now(), was_old=was_old))
            exchange.renew()

    async def begin(self, items: Items, timeout: float, attempts: Callable[[], Attempts]) -> Line:
        """The same for a stream, whose time runs from here on."""
        items.start(self._clock.now(), timeout)
        return await self.run(items, attempts)

    async def next_item(self, line: Line, items: Items, timeout: float) -> tuple[Any] | None:
        """The next item of a stream, in a tuple, or `None` at its end; raises what went wrong."""
        if not items.ready:
            line.core.expect(items, self._clock.now() + timeout)
            line.flush()
            try:
                await _wait(items)
            finally:
                items.deadline = inf
        if items.held:
            item = (line.core.take_item(items),)
            if line.core.outbox.chunks or line.core.is_flooded:
                line.flush_soon()
            return item
        if items.error is not None:
            raise items.error
        return None

    async def next_push(self, subscriber: Subscriber) -> Push | None:
        """The next push, or `None` once the subscription is over."""
        while not subscriber.ready:
            if self._line is None or self._line.loop.is_closed():
                # What would have come back did so on another loop, or in another process.
                self._connected()
            await _wait(subscriber)
        return subscriber.take()

    def drop(self, line: Line | None, awaited: Awaited) -> None:
        """Nobody wants this stream or subscription any more."""
        if isinstance(awaited, Items) and line is not None:
            line.core.abandon(awaited, self._clock.now())
            line.flush_soon()
        elif isinstance(awaited, Subscriber):
            news: list[Awaited] = []
            awaited.end(news)
            wake(news)
            if self._line is None or self._line.core.end is not None:
                self._subscribers.remove(awaited)
            else:
                self._line.core.unsubscribe(awaited)
                self._line.flush_soon()

    def drop_from_anywhere(self, line: Line | None, awaited: Awaited) -> None:
        """The same from the garbage collector, which runs in any thread and at any time."""
        line = line or self._line
        if line is not None and not line.loop.is_closed():
            line.loop.call_soon_threadsafe(self.drop, line, awaited)
        elif isinstance(awaited, Subscriber):
            self._subscribers.remove(awaited)

    def close(self) -> None:
        """Ends the connection; everybody who waits is told."""
        news: list[Awaited] = []
        self._subscribers.end(news)
        if self._return is not None:
            self._return.cancel()
            self._return = None
        line, self._line = self._line, None
        if line is not None:
            line.flush()
            news += line.core.close(Left())
            line.close()
        wake(news)

    def disown(self) -> None:
        """This process was forked: the connection is the parent's, and so is its event loop."""
        self._return = None
        line, self._line = self._line, None
        if line is not None:
            line.disown()
            line.core.close(End("it belongs to the process from which this one was forked"))

    def _connected(self) -> tuple[Line, bool]:
        """The connection, and whether it had been there."""
        line = self._line
        if line is not None and line.core.end is None:
            if line.loop is asyncio.get_running_loop():
                return line, True
            if not line.loop.is_closed():
                sentence = "this client is connected on another event loop: close it there, or give each loop a client"
                raise RuntimeError(sentence)
            line.core.close(End("its event loop was closed"))
            line.close()
        return self._connect(), False

    def _connect(self) -> Line:
        sock, core = self._dialer.dial()
        ended = WeakMethod(self._ended)
        self._line = line = Line(sock, core, self._clock.now, lambda line: (ended() or _nobody)(line))
        line.flush_soon()
        return line

    def _ended(self, line: Line) -> None:
        """A connection is over. If there are subscriptions that go on, they need another."""
        end = line.core.end
        if line is self._line and end is not None and self._subscribers.live and not line.loop.is_closed():
            self._come_back(end.error("maybe"), line.loop)

    def _come_back(self, error: ActonError, loop: asyncio.AbstractEventLoop) -> None:
        try:
            pause = self._subscribers.outage.pause_after(error, self._clock.now())
        except ActonError as final:
            news: list[Awaited] = []
            self._subscribers.fail(final, news)
            wake(news)
        else:
            self._return = loop.call_later(pause, self._try_again, loop)

    def _try_again(self, loop: asyncio.AbstractEventLoop) -> None:
        self._return = None
        line = self._line
        if not self._subscribers.live or (line is not None and line.core.end is None):
            return
        try:
            self._connect()
        except DisconnectedError as unreachable:
            self._come_back(unreachable, loop)


async def _wait(awaited: Awaited) -> None:
    """Returns when there may be something to take. An answer or the end of the connection wakes it."""
    if awaited.waiter is not None:
        raise RuntimeError("another task waits for the same stream or subscription: give each task its own")
    awaited.waiter = waiter = Waiter(asyncio.get_running_loop())
    try:
        await waiter
    finally:
        awaited.waiter = None


def _nobody(line: Line) -> None:
    """The client is gone, and nobody minds."""
