"""A request under way: what every kind of them has in common. What has no value yet is the class's."""

from typing import Any, ClassVar

from acton_ipc.core import answer, frame
from acton_ipc.core.answer import Body
from acton_ipc.core.codec import Codec
from acton_ipc.errors import ActonError, Executed


class Awaited:
    """Something a face waits for."""

    ready: bool = False
    """Whether there is something to take, or nothing more will come."""
    waiter: Any = None
    """What the face waits with: its own, and nothing to the core."""


class Exchange(Awaited):
    """One question to the server, and its answer."""

    is_cancellable: ClassVar[bool] = False
    """Whether there is something to cancel at the server once nobody waits."""
    answer_kind: ClassVar[int] = frame.RESPONSE
    """The type of the frames that answer it, an error aside."""
    answer_fields: ClassVar[tuple[str, ...]] = ()
    """The fields of its answer, for a server that writes them by position."""

    refused_executed: ClassVar[Executed | None] = None
    """Whether a handler ran, where an answer that is an error cannot know."""

    deadline: float
    """When the caller's time is over, in seconds of the caller's clock."""
    size: int = 0
    """Bytes of payload."""
    number: str = ""
    """The correlation id; empty until it is sent."""
    offset: int = 0
    """The bytes queued on its connection before it."""
    ended: bool = False
    """Whether nothing more will arrive."""
    body: Body | None = None
    """The answer, once there is one."""
    has_begun: bool = False
    """Whether a part of the answer came, so that it cannot be asked for anew."""
    error: ActonError | None = None
    """What went wrong: the answer is an error, or none will come."""

    def write(self, codec: Codec, number: str, left_ms: int) -> bytes:
        """The frame to send, with so many milliseconds left for an answer."""
        raise NotImplementedError

    def allowed(self, now: float) -> float:
        """How long the server may take, in seconds."""
        return self.deadline - now

    def renew(self) -> None:
        """Makes it ready to be sent once more."""
        self.ready = self.ended = False
        self.number = ""
        self.body = self.error = None

    def accept(self, body: Body, failed: bool, news: list[Awaited]) -> None:
        """The server has answered."""
        self.body = body
        if failed:
            self.error = answer.refusal(body, self.refused_executed)
        self.ended = self.ready = True
        news.append(self)

    @property
    def reply(self) -> Any:
        """The payload of the answer; `None` if it has none."""
        return None if self.body is None else self.body.get("payload")

    def fail(self, error: ActonError, news: list[Awaited]) -> None:
        """There will be no answer."""
        self.error = error
        self.ended = self.ready = True
        news.append(self)
