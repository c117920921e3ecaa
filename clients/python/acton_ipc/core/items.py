"""A request that is answered with a stream of items, and the items that nobody has taken yet."""

from collections import deque
from collections.abc import Mapping
from math import inf
from typing import Any

from acton_ipc.core import frame
from acton_ipc.core.answer import Body
from acton_ipc.core.codec import Codec
from acton_ipc.core.exchange import Awaited
from acton_ipc.core.message import Message
from acton_ipc.core.window import Window
from acton_ipc.limits import CREDIT, ITEM_WEIGHT

_LAST_NUMBER = 0xFFFF_FFFF
"""Items are numbered in 32 bits, and then from 0 again."""


class Items(Message):
    """A stream. It is `ready` while there are items to take, and once it has ended."""

    answer_kind = frame.STREAM
    answer_fields = (
        "correlation_id",
        "sequence",
        "is_final",
        "error",
        "error_code",
        "payload",
        "executed",
        "retry_after_ms",
    )
    expects_reply = False
    expects_stream = True
    timeout: float = inf
    """The longest time between two items, in seconds."""

    def __init__(
        self,
        codec: Codec,
        target: str,
        message_type: str,
        payload: Any,
        deadline: float,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(codec, target, message_type, payload, deadline, headers)
        # The server may read nothing beside a request that goes alone, so it would not see us grant.
        self.credit = None if Window.goes_alone(self.size) else CREDIT
        self.renew()

    def start(self, now: float, timeout: float) -> None:
        """Its time runs from here on."""
        self.timeout = timeout
        self.deadline = now + timeout

    def allowed(self, now: float) -> float:
        """The whole of it, however late it is sent: the server takes it for every item."""
        return self.timeout

    def renew(self) -> None:
        super().renew()
        self.held: deque[tuple[Any, int]] = deque()
        """Items and what each weighs, in bytes."""
        self.due = 0
        """The number the next item must have."""
        self.taken = 0
        """Items taken and not granted anew."""

    def add(self, body: Body, size: int, news: list[Awaited]) -> int:
        """Takes in an item, or the end, that has the right number; returns what it weighs."""
        self.due = (self.due + 1) & _LAST_NUMBER
        if body.get("error") is not None or body.get("error_code") is not None:
            self.accept(body, True, news)
            return 0
        # The time runs while somebody waits for an item, and only then.
        self.deadline = inf
        final: bool = body["is_final"]
        weight = 0
        # A server may write what is absent as null; only an item's null is one.
        if body.get("payload") is not None or ("payload" in body and not final):
            weight = size + ITEM_WEIGHT
            self.held.append((body["payload"], weight))
            self.has_begun = True
        self.ended = final
        if final or weight:
            self.ready = True
            news.append(self)
        return weight

    def take(self) -> tuple[Any, int]:
        """The oldest item and its weight. Only while some are held."""
        taken = self.held.popleft()
        self.ready = self.ended or bool(self.held)
        return taken

    def drop(self) -> int:
        """Lets go of what nobody will take; returns what it weighed."""
        weight = sum(weight for _, weight in self.held)
        self.held.clear()
        return weight
