"""How threads share one connection: one reads for all, the rest sleep until there is news.

One lock guards everything, and nobody holds it while waiting. Whoever has what it waited for passes the reading on.
"""

import threading
from collections import deque
from collections.abc import Callable
from math import inf
from typing import Any, Final

from acton_ipc import fork
from acton_ipc.blocking.line import Line
from acton_ipc.clock import Clock
from acton_ipc.core.attempts import Attempts
from acton_ipc.core.end import End, Left
from acton_ipc.core.exchange import Awaited, Exchange
from acton_ipc.core.items import Items
from acton_ipc.core.subscriber import Push, Subscriber
from acton_ipc.core.subscribers import Subscribers
from acton_ipc.dialer import Dialer
from acton_ipc.errors import ActonError, DisconnectedError
from acton_ipc.limits import MAX_UNREAD

_LOOK_AGAIN: Final = 0.05
"""How long a thread with something to send waits for one that takes what was received, in seconds."""


class Switchboard:
    """The connection of one client, and the threads that wait for something on it."""

    def __init__(self, dialer: Dialer, clock: Clock[None], subscribers: Subscribers) -> None:
        self._dialer = dialer
        self._clock = clock
        self._subscribers = subscribers
        self._lock = threading.Lock()
        self._now = clock.now
        self._line: Line | None = None
        self._asleep: dict[Awaited, list[threading.Lock]] = {}
        self._dropped: deque[tuple[Line | None, Awaited]] = deque()
        self._loss: ActonError | None = None
        self._is_coming_back = False
        fork.watch(self)

    def __del__(self) -> None:
        if self._line is not None:
            self._line.close()

    def run(self, exchange: Exchange, attempts: Callable[..., Attempts], retry: bool | None) -> Line:
        """Sends a request and waits until there is something to take of its answer; raises what went wrong.

        `attempts` is asked for once something did.
        """
        tries: Attempts | None = None
        while True:
            was_old = False
            try:
                line, was_old = self._try(exchange)
                error = exchange.error
                if error is None or exchange.has_begun:
                    return line
            except DisconnectedError as unreachable:
                error = unreachable
            tries = tries or attempts(exchange, retry)
            self._clock.sleep(tries.pause_after(error, self._now(), was_old=was_old))
            exchange.renew()

    def begin(self, items: Items, timeout: float, attempts: Callable[..., Attempts], retry: bool | None) -> Line:
        """The same for a stream, whose time runs from here on."""
        items.start(self._now(), timeout)
        return self.run(items, attempts, retry)

    def next_item(self, line: Line, items: Items, timeout: float) -> tuple[Any] | None:
        """The next item of a stream, in a tuple, or `None` at its end; raises what went wrong."""
        core = line.core
        with self._lock:
            if not items.ready:
                core.expect(items, self._now() + timeout)
                try:
                    self._wait(line, items)
                finally:
                    items.deadline = inf
            if items.held:
                was_flooded = core.is_flooded
                item = (core.take_item(items),)
                self._flush(line)
                if was_flooded and not core.is_flooded:
                    self._pass_on(line)
                return item
        if items.error is not None:
            raise items.error
        return None

    def next_push(self, subscriber: Subscriber, timeout: float) -> Push | None:
        """The next push, or `None` once the subscription is over, or after so many seconds."""
        due = self._now() + timeout
        while True:
            with self._lock:
                push = subscriber.take()
                if push is not None or subscriber.is_over or self._now() >= due:
                    break
                line = self._line
                if line is not None and line.core.end is None:
                    self._wait(line, subscriber, due)
                    continue
                if self._is_coming_back:
                    self._sleep(subscriber, due - self._now())
                    continue
                self._is_coming_back = True
            try:
                self._come_back(due)
            finally:
                with self._lock:
                    self._is_coming_back = False
                    self._wake(list(self._asleep))
        self._settle()
        return push

    def drop(self, line: Line | None, awaited: Awaited) -> None:
        """Nobody wants this stream or subscription any more.

        May be called by the garbage collector in the middle of anything, even by a thread that has the lock. So what
        cannot be done now is left to whoever has the lock.
        """
        self._dropped.append((line, awaited))
        self._settle()

    def close(self) -> None:
        """Ends the connection; everybody who waits is told."""
        with self._lock:
            news: list[Awaited] = []
            self._subscribers.end(news)
            line, self._line = self._line, None
            if line is not None:
                news += line.flush()
                news += line.core.close(Left())
                line.close()
            self._wake(news)

    def disown(self) -> None:
        """This process was forked: no other thread of the client is here, and the connection is the parent's."""
        self._lock = threading.Lock()
        self._asleep.clear()
        self._dropped.clear()
        line, self._line = self._line, None
        if line is not None:
            line.disown()
            line.core.close(End("it belongs to the process from which this one was forked"))

    def _try(self, exchange: Exchange) -> tuple[Line, bool]:
        """Sends and waits. Also says whether the connection had been there."""
        with self._lock:
            line = self._line
            was_old = line is not None and line.core.end is None
            if line is None or not was_old:
                line = self._connected()[0]
            core = line.core
            try:
                now = self._now()
                core.open(exchange, now)
                news = line.flush()
                if news:
                    self._wake(news)
                if not line.is_read and now < core.next_deadline and core.unread < MAX_UNREAD:
                    # What is usual: nobody reads, so this thread does.
                    self._read(line, core.next_deadline - now)
                if not exchange.ready or self._asleep:
                    self._wait(line, exchange)
                if core.end is not None:
                    line.close()
            except BaseException:
                core.abandon(exchange, self._now())
                self._flush(line)
                raise
        if self._dropped:
            self._settle()
        return line, was_old

    def _connected(self) -> tuple[Line, bool]:
        line = self._line
        if line is not None and line.core.end is None:
            return line, True
        sock, core = self._dialer.dial()
        self._line = line = Line(sock, core, self._now)
        return line, False

    def _come_back(self, due: float) -> None:
        """Makes a connection for the subscriptions that lost theirs, after the pause that is due. One thread does, for
        all that wait.
        """
        now = self._now()
        line = self._line
        end = line.core.end if line is not None else None
        error = self._loss or (end.error("maybe") if end else DisconnectedError("there is no connection"))
        self._loss = None
        try:
            pause = self._subscribers.outage.pause_after(error, now)
        except ActonError as final:
            with self._lock:
                news: list[Awaited] = []
                self._subscribers.fail(final, news)
                self._wake(news)
            return
        self._clock.sleep(max(0.0, min(pause, due - now)))
        with self._lock:
            try:
                self._flush(self._connected()[0])
            except DisconnectedError as unreachable:
                self._loss = unreachable

    def _wait(self, line: Line, awaited: Awaited, due: float = inf) -> None:
        """Returns when there is something to take, when it is `due`, or when the connection is over. With the lock."""
        core = line.core
        try:
            while not awaited.ready and core.end is None:
                now = self._now()
                if now >= core.next_deadline:
                    self._wake(core.expire(now))
                    self._flush(line)
                    continue
                if now >= due:
                    return
                left = min(due, core.next_deadline) - now
                if not line.is_read and not core.is_flooded:
                    self._read(line, left)
                elif line.has_unsent:
                    self._send(line, left)
                else:
                    self._sleep(awaited, left)
        finally:
            if self._asleep:
                self._pass_on(line)

    def _read(self, line: Line, left: float) -> None:
        """Reads once, for everybody."""
        core = line.core
        has_unsent = core.outbox.chunks and line.has_unsent
        line.is_read = True
        line.users += 1
        data: bytes | None = None
        failure: OSError | None = None
        lock = self._lock
        lock.release()
        try:
            if has_unsent:
                line.wait(left, to_read=True)
                data = line.receive_at_once()
            else:
                data = line.receive(left)
        except OSError as error:
            failure = error
        finally:
            lock.acquire()
            line.is_read = False
            line.users -= 1
        if data:
            news = core.receive(data, self._now)
        elif failure is not None:
            news = core.close(End(str(failure)))
        elif data is not None:
            news = core.receive_end()
        else:
            news = []
        if self._asleep:
            self._wake(news)
        if core.outbox.chunks or core.end is not None:
            self._flush(line)

    def _send(self, line: Line, left: float) -> None:
        """Waits until the server takes more, while another thread reads, or nobody because too much is unread.

        Who reads may be given what it waits for and leave, and a server that cannot get rid of its answers takes no
        more. So what the server sends ends this wait too: if nobody has taken it, this thread reads. Where nobody may
        read, it looks again after a while.
        """
        is_flooded = line.core.is_flooded
        line.users += 1
        self._lock.release()
        try:
            line.wait(min(left, _LOOK_AGAIN) if is_flooded else left, to_read=not is_flooded)
        finally:
            self._lock.acquire()
            line.users -= 1
        self._flush(line)

    def _sleep(self, awaited: Awaited, left: float) -> None:
        """Waits until another thread has news for this one, or nobody reads any more."""
        bell = threading.Lock()
        bell.acquire()
        bells = self._asleep.setdefault(awaited, [])
        bells.append(bell)
        self._lock.release()
        try:
            bell.acquire(timeout=-1 if left == inf else left)
        finally:
            self._lock.acquire()
            if bell in bells:
                bells.remove(bell)
            if not bells and self._asleep.get(awaited) is bells:
                del self._asleep[awaited]

    def _flush(self, line: Line) -> None:
        """Sends what can be sent, and lets go of a connection that is over."""
        if line.core.outbox.chunks:
            self._wake(line.flush())
        if line.core.end is not None:
            line.close()

    def _wake(self, news: list[Awaited]) -> None:
        if self._asleep:
            for awaited in news:
                for bell in self._asleep.pop(awaited, ()):
                    bell.release()

    def _pass_on(self, line: Line) -> None:
        """Has another thread read, if there is one."""
        if self._asleep and not line.is_read:
            for bell in self._asleep.popitem()[1]:
                bell.release()

    def _settle(self) -> None:
        """Tells the server of what was dropped, unless a thread has the lock, which does so when it is done."""
        while self._dropped and self._lock.acquire(blocking=False):
            try:
                if self._dropped:
                    self._let_go(*self._dropped.popleft())
            finally:
                self._lock.release()

    def _let_go(self, line: Line | None, awaited: Awaited) -> None:
        if isinstance(awaited, Subscriber):
            news: list[Awaited] = []
            awaited.end(news)
            self._wake(news)
            line = self._line
            if line is None or line.core.end is not None:
                self._subscribers.remove(awaited)
            else:
                line.core.unsubscribe(awaited)
        elif isinstance(awaited, Items) and line is not None:
            line.core.abandon(awaited, self._now())
        if line is not None:
            self._flush(line)
