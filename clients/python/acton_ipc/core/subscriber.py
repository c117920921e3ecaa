"""A subscription: what it wants, the pushes it holds, and what it has missed. It outlives connections."""

from collections import deque
from typing import Any, NamedTuple

from acton_ipc.core.exchange import Awaited
from acton_ipc.errors import ActonError
from acton_ipc.limits import MAX_PUSH_BYTES, MAX_PUSHES


class Push(NamedTuple):
    """One broadcast as it arrived.

    `message_type`: the registered name of its type. `payload`: the message. `source_actor`: the actor that broadcast
    it, if one did. `timestamp_ms`: when the server sent it, in Unix milliseconds. `sequence`: its number among the
    pushes of this type on this connection, from 0; a gap is a loss. `notification_id`: opaque, and the server's.
    """

    message_type: str
    payload: Any
    source_actor: str | None
    timestamp_ms: int
    sequence: int | None
    notification_id: str


class Subscriber(Awaited):
    """It is `ready` while there are pushes to take, and once it is over."""

    def __init__(self, wanted: tuple[str, ...], retry: bool = True) -> None:
        self.names = tuple(name for name in wanted if not name.endswith("*"))
        self.patterns = tuple(name for name in wanted if name.endswith("*"))
        self.missed = 0
        """Pushes that are known to be lost: on the way, or dropped here."""
        self.gaps = 0
        """Connections that ended in its middle and were made anew."""
        self.is_live = False
        """Whether the server has confirmed it once, so that it goes on after a break."""
        self.is_over = False
        """Whether no push will be added."""
        self.error: ActonError | None = None
        """Why it is over, unless it was closed."""
        self._exact = frozenset(self.names)
        self._prefixes = tuple(pattern[:-1] for pattern in self.patterns)
        self._held: deque[tuple[Push, int]] = deque()
        self._held_bytes = 0
        self._unconfirmed = 0
        self.retry = retry
        """Whether it goes on when its connection ends."""

    @property
    def is_confirmed(self) -> bool:
        """Whether the server has confirmed all of it since the connection was made."""
        return self._unconfirmed == 0

    def wants(self, message_type: str) -> bool:
        """Whether a push of this type is for it."""
        return message_type in self._exact or message_type.startswith(self._prefixes)

    def add(self, push: Push, weight: int, lost: int, news: list[Awaited]) -> None:
        """A push came that it wants, and before it `lost` of its type did not. The oldest make room."""
        self.missed += lost
        held = self._held
        while len(held) >= MAX_PUSHES or (held and self._held_bytes + weight > MAX_PUSH_BYTES):
            self.take()
            self.missed += 1
        held.append((push, weight))
        self._held_bytes += weight
        self.ready = True
        news.append(self)

    def take(self) -> Push | None:
        """The oldest push that is held, if there is one."""
        if not self._held:
            return None
        push, weight = self._held.popleft()
        self._held_bytes -= weight
        self.ready = self.is_over or bool(self._held)
        return push

    def interrupt(self, confirmations: int) -> None:
        """A new connection was made, on which so many answers will confirm it."""
        self._unconfirmed = confirmations

    def resume(self) -> None:
        """The server has confirmed a part of it; with the last part it goes on."""
        self._unconfirmed -= 1
        if self._unconfirmed == 0:
            self.gaps += 1

    def fail(self, error: ActonError, news: list[Awaited]) -> None:
        """It cannot go on. What it holds can still be taken."""
        if not self.is_over:
            self.error = error
            self.end(news)

    def end(self, news: list[Awaited]) -> None:
        """It is over."""
        self.is_over = self.ready = True
        self.is_live = False
        news.append(self)
