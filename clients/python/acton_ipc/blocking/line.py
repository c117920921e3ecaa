"""A connection and its socket, for threads: sends without waiting, receives with a time limit."""

import select
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from math import inf
from typing import Final

from acton_ipc.core.connection import Connection
from acton_ipc.core.end import End
from acton_ipc.core.exchange import Awaited
from acton_ipc.limits import MAX_READ

_AT_ONCE: Final = socket.MSG_DONTWAIT
_QUIETLY: Final = socket.MSG_DONTWAIT | getattr(socket, "MSG_NOSIGNAL", 0)
"""Without SIGPIPE, which a program may have given back its deadly meaning."""

_TIMEVAL: Final = struct.Struct("@ll")
"""Seconds, microseconds."""

_PRECISION: Final = 0.005
"""A time limit of the socket's that is off by less is left as it is, in seconds: setting it is a system call."""

_MICROSECONDS: Final = 1_000_000
_MILLISECONDS: Final = 1_000


class Line:
    """One connection. Everything but `receive` and `wait` needs the client's lock."""

    def __init__(self, sock: socket.socket, core: Connection, now: Callable[[], float]) -> None:
        sock.setblocking(True)
        self.core = core
        self.is_read = False
        """Whether a thread is reading for all."""
        self.users = 0
        """Threads that wait at the socket without the lock: it is theirs until the last of them is back."""
        self._sock = sock
        self._send = sock.send
        self._recv = sock.recv
        self._now = now
        self._limit = inf
        self._is_deaf = False

    @property
    def has_unsent(self) -> bool:
        """Whether there are bytes that the server does not take right now."""
        return bool(self.core.outbox.chunks) and not self._is_deaf

    def flush(self) -> list[Awaited]:
        """Sends what can be sent at once."""
        outbox = self.core.outbox
        chunks = outbox.chunks
        while chunks and not self._is_deaf:
            try:
                data = chunks[0] if len(chunks) == 1 else outbox.head()
                sent = self._send(data, _QUIETLY)
                if sent == len(data):
                    outbox.sent += sent
                    chunks.clear()
                else:
                    outbox.take(sent)
            except BlockingIOError:
                break
            except OSError as error:
                if self.is_read:
                    # Who reads will find out why, and how it ends.
                    self._is_deaf = True
                    break
                return self._last_words() + self.core.close(End(str(error)))
        return []

    def receive(self, limit: float) -> bytes | None:
        """Some bytes, none at the end, or `None` if nothing came in so many seconds. Without the lock."""
        if abs(limit - self._limit) > _PRECISION:
            self._set_limit(limit)
        try:
            return self._recv(MAX_READ)
        except BlockingIOError:
            return None

    def wait(self, limit: float, *, to_read: bool) -> None:
        """Waits at most so many seconds until the server takes more or, `to_read`, has sent something. Without the
        lock.
        """
        poll = select.poll()
        poll.register(self._sock, select.POLLOUT | (select.POLLIN if to_read else 0))
        poll.poll(None if limit == inf else limit * _MILLISECONDS)

    def receive_at_once(self) -> bytes | None:
        """Some bytes, none at the end, or `None` if there are none right now."""
        try:
            return self._sock.recv(MAX_READ, _AT_ONCE)
        except BlockingIOError:
            return None

    def close(self) -> None:
        """Lets go of the socket. Threads that wait at it are woken, and the last of them closes it then."""
        if not self.users:
            self._sock.close()
            return
        # A connection that the server has ended wakes them by itself.
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def disown(self) -> None:
        """Closes what this process inherited, without a word to the server, which its parent goes on talking to."""
        self._sock.close()

    def _set_limit(self, limit: float) -> None:
        # Zero would be no limit at all.
        microseconds = 0 if limit == inf else max(1, round(limit * _MICROSECONDS))
        timeval = _TIMEVAL.pack(*divmod(microseconds, _MICROSECONDS))
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval)
        self._limit = limit

    def _last_words(self) -> list[Awaited]:
        """What the server said before it closed: it may be the reason."""
        news: list[Awaited] = []
        while self.core.end is None:
            try:
                data = self._sock.recv(MAX_READ, _AT_ONCE)
            except OSError:
                break
            news += self.core.receive(data, self._now) if data else self.core.receive_end()
        return news
