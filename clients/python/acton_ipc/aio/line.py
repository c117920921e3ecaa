"""A connection and its socket, on an event loop: reads whenever there is something, writes once a turn of the loop.

It watches the socket itself. A transport keeps back how much of the last write was taken, and drops what the server
said before it closed; who may try again depends on both.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from math import inf
from typing import Final

from acton_ipc.core.connection import Connection
from acton_ipc.core.end import End
from acton_ipc.core.exchange import Awaited
from acton_ipc.limits import MAX_READ

_QUIETLY: Final = getattr(socket, "MSG_NOSIGNAL", 0)
"""Without SIGPIPE, which a program may have given back its deadly meaning."""


def wake(news: list[Awaited]) -> None:
    """Has the tasks go on that wait for these."""
    for awaited in news:
        waiter = awaited.waiter
        if waiter is not None:
            waiter.wake_soon()


class Line:
    """One connection. `ended` is called once, when it is over."""

    def __init__(
        self, sock: socket.socket, core: Connection, now: Callable[[], float], ended: Callable[["Line"], None]
    ) -> None:
        self.core = core
        self.loop = asyncio.get_running_loop()
        self._sock = sock
        self._now = now
        self._ended = ended
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = inf
        self._will_flush = False
        self._is_reading = True
        self._is_blocked = False
        self._is_closed = False
        self.loop.add_reader(sock, self._readable)

    def flush_soon(self) -> None:
        """Sends what is queued at the end of this turn of the loop, together with what is queued till then."""
        if not self._will_flush:
            self._will_flush = True
            self.loop.call_soon(self.flush)

    def flush(self) -> None:
        """Sends what can be sent at once, and sees to everything that may have changed."""
        self._will_flush = False
        core = self.core
        outbox = core.outbox
        if outbox.chunks and not self._is_blocked and not self._is_closed:
            try:
                outbox.take(self._sock.send(outbox.head(), _QUIETLY))
            except BlockingIOError:
                pass
            except OSError as error:
                self._last_words()
                wake(core.close(End(str(error))))
            if outbox.chunks:
                self._is_blocked = True
                self.loop.add_writer(self._sock, self._writable)
        if core.end is not None:
            self.close()
            return
        if core.next_deadline < self._timer_due:
            self._set_timer()
        if core.is_flooded is self._is_reading:
            self._stop_or_go_on_reading()

    def close(self) -> None:
        """Lets go of the socket."""
        if self._is_closed:
            return
        self._is_closed = True
        if not self.loop.is_closed():
            self.loop.remove_reader(self._sock)
            self.loop.remove_writer(self._sock)
        if self._timer is not None:
            self._timer.cancel()
        self._sock.close()
        self._ended(self)

    def disown(self) -> None:
        """Closes what this process inherited. The loop is not told: its list of sockets is still the parent's."""
        self._is_closed = True
        self._sock.close()

    def _readable(self) -> None:
        try:
            data = self._sock.recv(MAX_READ)
        except BlockingIOError:
            return
        except OSError as error:
            news = self.core.close(End(str(error)))
        else:
            news = self.core.receive(data, self._now) if data else self.core.receive_end()
        core = self.core
        if len(news) == 1 and not (core.in_flight or core.outbox.chunks) and core.end is None:
            # The only one, and it sends by itself.
            waiter = news[0].waiter
            if waiter is not None:
                waiter.wake_now()
        else:
            wake(news)
            # Behind the tasks just woken: what they send goes out with it.
            self.flush_soon()

    def _writable(self) -> None:
        self._is_blocked = False
        self.loop.remove_writer(self._sock)
        self.flush()

    def _stop_or_go_on_reading(self) -> None:
        self._is_reading = not self._is_reading
        if self._is_reading:
            self.loop.add_reader(self._sock, self._readable)
        else:
            self.loop.remove_reader(self._sock)

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due = due = self.core.next_deadline
        self._timer = self.loop.call_later(max(0.0, due - self._now()), self._expire)

    def _expire(self) -> None:
        self._timer = None
        self._timer_due = inf
        now = self._now()
        if now >= self.core.next_deadline:
            wake(self.core.expire(now))
        self.flush()

    def _last_words(self) -> None:
        """What the server said before it closed: it may be the reason."""
        with suppress(OSError):
            while self.core.end is None:
                data = self._sock.recv(MAX_READ)
                wake(self.core.receive(data, self._now) if data else self.core.receive_end())
