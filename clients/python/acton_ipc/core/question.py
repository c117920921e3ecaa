"""What is asked of the server itself: what it has, whether it is there, and to be told of broadcasts."""

from typing import Any, ClassVar

from acton_ipc.core import answer, frame
from acton_ipc.core.answer import Body
from acton_ipc.core.codec import Codec
from acton_ipc.core.exchange import Awaited, Exchange
from acton_ipc.core.subscriber import Subscriber
from acton_ipc.errors import ActonError, ActonTimeoutError, DisconnectedError
from acton_ipc.limits import MAX_OUTAGE


class Question(Exchange):
    """A question that no handler is asked."""

    refused_executed = "no"

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline


class Discover(Question):
    """Asks what there is to call."""

    answer_fields = (
        "correlation_id",
        "success",
        "error",
        "protocol_version",
        "actors",
        "message_types",
        "error_code",
    )

    def write(self, codec: Codec, number: str, left_ms: int) -> bytes:
        fields = {"correlation_id": number, "include_actors": True, "include_message_types": True}
        return frame.frame(frame.DISCOVER, codec.code, codec.encode(fields))


class Heartbeat(Question):
    """Asks whether the server is there. It carries its number, which comes back."""

    answer_kind = frame.HEARTBEAT

    def write(self, codec: Codec, number: str, left_ms: int) -> bytes:
        return frame.frame(frame.HEARTBEAT, frame.JSON, number.encode())


class Enrolment(Question):
    """Subscribes to names, or to patterns, for one subscriber: at its beginning, or anew after a break."""

    kind: ClassVar[int] = frame.SUBSCRIBE
    field: ClassVar[str] = "message_types"
    answer_fields = ("correlation_id", "success", "error", "subscribed_types", "error_code")

    def __init__(self, subscriber: Subscriber, deadline: float, resumes: bool = False) -> None:
        super().__init__(deadline)
        self.subscriber = subscriber
        self.resumes = resumes

    @property
    def names(self) -> tuple[str, ...]:
        """What is subscribed to."""
        return self.subscriber.names

    def write(self, codec: Codec, number: str, left_ms: int) -> bytes:
        fields: dict[str, Any] = {"correlation_id": number, self.field: self.names}
        return frame.frame(self.kind, codec.code, codec.encode(fields))

    def accept(self, body: Body, failed: bool, news: list[Awaited]) -> None:
        super().accept(body, failed, news)
        if not failed:
            self.subscriber.is_live = True
        if not self.resumes:
            return
        if failed:
            self.subscriber.fail(answer.refusal(body, "no"), news)
        else:
            self.subscriber.resume()

    def fail(self, error: ActonError, news: list[Awaited]) -> None:
        super().fail(error, news)
        # An end of the connection is no end of the subscription: it is tried again on the next one.
        if self.resumes and isinstance(error, ActonTimeoutError):
            sentence = f"the subscription could not go on within {MAX_OUTAGE:g} s of trying: {error}"
            self.subscriber.fail(DisconnectedError(sentence), news)


class PatternEnrolment(Enrolment):
    """The same for patterns."""

    kind = frame.SUBSCRIBE_PATTERNS
    field = "patterns"

    @property
    def names(self) -> tuple[str, ...]:
        return self.subscriber.patterns


def enrolments(subscriber: Subscriber, deadline: float, resumes: bool = False) -> list[Enrolment]:
    """What it takes to subscribe to everything that a subscriber wants."""
    kinds = ((Enrolment, subscriber.names), (PatternEnrolment, subscriber.patterns))
    return [kind(subscriber, deadline, resumes) for kind, wanted in kinds if wanted]


def withdrawal(codec: Codec, kind: int, number: str, names: list[str]) -> bytes:
    """A frame that unsubscribes; `kind` is UNSUBSCRIBE or UNSUBSCRIBE_PATTERNS."""
    field = "message_types" if kind == frame.UNSUBSCRIBE else "patterns"
    return frame.frame(kind, codec.code, codec.encode({"correlation_id": number, field: names}))
