"""A message to an actor: one that wants a reply, and one that wants none."""

from collections.abc import Mapping
from typing import Any, ClassVar

from acton_ipc.core import envelope, frame
from acton_ipc.core.codec import Codec
from acton_ipc.core.exchange import Exchange
from acton_ipc.errors import EncodeError
from acton_ipc.limits import ENVELOPE, MAX_PAYLOAD

_PACK = frame.HEADER.pack

_ESCAPED = 6
"""Bytes that one byte of a string takes at most when JSON escapes it."""


class Message(Exchange):
    """A request that is answered with one reply. It is encoded when it is made, and once."""

    is_cancellable = True
    answer_fields: ClassVar[tuple[str, ...]] = (
        "correlation_id",
        "success",
        "error",
        "error_code",
        "payload",
        "executed",
        "retry_after_ms",
    )
    expects_reply: ClassVar[bool] = True
    expects_stream: ClassVar[bool] = False
    credit: int | None = None

    def __init__(
        self,
        codec: Codec,
        target: str,
        message_type: str,
        payload: Any,
        deadline: float,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.deadline = deadline
        self.headers = headers
        self.names = envelope.names(codec, target, message_type)
        self.payload = codec.encode(payload)
        self.size = len(self.payload)
        if self.headers or self.size + len(self.names) > MAX_PAYLOAD // 2:
            self._check_size()

    def write(self, codec: Codec, number: str, left_ms: int) -> bytes:
        if self.headers:
            parts = envelope.options(
                codec, self.expects_reply, self.expects_stream, left_ms, self.headers, self.credit
            )
            return envelope.request(codec, parts, codec.digits(number), self.names, self.payload)
        head, names, tail, beside = envelope.plain(
            codec, self.names, self.expects_reply, self.expects_stream, left_ms, self.credit
        )
        digits = codec.digits(number)
        header = _PACK(beside + len(digits) + self.size, frame.VERSION, frame.REQUEST, codec.code)
        return b"".join((header, head, digits, names, self.payload, tail))

    def _check_size(self) -> None:
        beside = ENVELOPE + len(self.names)
        if self.headers:
            beside += sum(_ESCAPED * (len(k) + len(v)) for k, v in self.headers.items())
        if self.size > MAX_PAYLOAD - beside:
            raise EncodeError(
                f"the message has {self.size} bytes and a frame holds at most {MAX_PAYLOAD - beside}; "
                "nothing was sent",
                code="PAYLOAD_TOO_LARGE",
            )


class Post(Message):
    """A message that is acknowledged once it is in the actor's mailbox, and then out of reach."""

    is_cancellable = False
    expects_reply = False
