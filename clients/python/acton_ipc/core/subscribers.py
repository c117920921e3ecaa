"""All subscriptions of a client: who gets which push. The numbers of pushes are a connection's."""

from collections.abc import Callable

from acton_ipc.core import answer, frame
from acton_ipc.core.answer import Body
from acton_ipc.core.end import End
from acton_ipc.core.exchange import Awaited
from acton_ipc.core.outage import Outage
from acton_ipc.core.subscriber import Push, Subscriber
from acton_ipc.errors import ActonError
from acton_ipc.limits import ITEM_WEIGHT, MAX_FOLLOWED

PUSH_FIELDS = ("notification_id", "message_type", "source_actor", "payload", "timestamp_ms", "sequence")
"""The fields of a push, for a server that writes them by position."""


class Subscribers:
    """The subscriptions of one client."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        self.outage = Outage(jitter)
        """When to try again while there is no connection."""
        self._all: list[Subscriber] = []
        self._due: dict[str, int] = {}

    @property
    def live(self) -> list[Subscriber]:
        """Those that must go on if the connection ends."""
        return [subscriber for subscriber in self._all if subscriber.is_live]

    def add(self, subscriber: Subscriber) -> None:
        """Before it is asked for, so that no push falls between."""
        self._all.append(subscriber)

    def remove(self, subscriber: Subscriber) -> dict[int, list[str]]:
        """What nobody else wants any more, by the type of the frame that says so."""
        if subscriber not in self._all:
            return {}
        self._all.remove(subscriber)
        kept = {name for other in self._all for name in (*other.names, *other.patterns)}
        wanted = {frame.UNSUBSCRIBE: subscriber.names, frame.UNSUBSCRIBE_PATTERNS: subscriber.patterns}
        unwanted = {kind: [name for name in names if name not in kept] for kind, names in wanted.items()}
        # An empty list would mean all of them.
        return {kind: names for kind, names in unwanted.items() if names}

    def connected(self) -> None:
        """A connection begins; its server counts from 0."""
        self._due.clear()

    def receive(self, body: Body, size: int, news: list[Awaited]) -> None:
        """A push came."""
        message_type = answer.text(body, "message_type")
        sequence = None if body.get("sequence") is None else answer.number(body, "sequence")
        lost = 0 if sequence is None else self._count(message_type, sequence)
        push: Push | None = None
        for subscriber in self._all:
            if subscriber.is_over or not subscriber.wants(message_type):
                continue
            if push is None:
                push = _read(body, message_type, sequence)
                self.outage.calm()
            subscriber.add(push, size + ITEM_WEIGHT, lost, news)

    def disconnected(self, end: End, news: list[Awaited]) -> None:
        """The connection is over. Those that go on see so, and ask for another."""
        live = self.live
        if all(subscriber.is_confirmed for subscriber in live):
            self.outage.confirmed()
        for subscriber in live:
            if subscriber.retry:
                news.append(subscriber)
            else:
                subscriber.fail(end.error("maybe"), news)

    def fail(self, error: ActonError, news: list[Awaited]) -> None:
        """None that lives can go on."""
        for subscriber in self.live:
            subscriber.fail(error, news)

    def end(self, news: list[Awaited]) -> None:
        """The client was closed."""
        for subscriber in self._all:
            subscriber.end(news)
        self._all.clear()

    def _count(self, message_type: str, sequence: int) -> int:
        """How many pushes of this type are missing before this one."""
        due = self._due.get(message_type)
        if due is None:
            # A server that names more types than anybody has is not believed about gaps.
            if len(self._due) == MAX_FOLLOWED:
                return 0
            due = 0
        self._due[message_type] = max(due, sequence + 1)
        return max(0, sequence - due)


def _read(body: Body, message_type: str, sequence: int | None) -> Push:
    source = body.get("source_actor")
    return Push(
        message_type,
        body["payload"] if "payload" in body else answer.missing("payload", "there"),
        source if isinstance(source, str) else None,
        answer.number(body, "timestamp_ms"),
        sequence,
        answer.text(body, "notification_id"),
    )
