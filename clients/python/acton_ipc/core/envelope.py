"""What a request looks like: the fields of an envelope, in the order in which every client writes them.

An envelope is `head | id | names | payload | tail`. Names and options are the same from call to call, so they
are kept; they depend on nothing but their arguments.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from acton_ipc.core import frame
from acton_ipc.core.codec import Codec
from acton_ipc.errors import EncodeError

_PACK = frame.HEADER.pack

_ALWAYS = 4
"""Fields that every envelope has: correlation_id, target, message_type, payload."""

_KEPT = 1_024
"""Names, and options, that are kept."""


class Options(NamedTuple):
    """The parts of an envelope around everything else. The head tells how many fields there are."""

    head: bytes
    tail: bytes


@lru_cache(maxsize=_KEPT)
def names(codec: Codec, target: str, message_type: str) -> bytes:
    """From behind the id up to the payload."""
    for what, name in (("target", target), ("message type", message_type)):
        if not isinstance(name, str):
            raise EncodeError(f"the {what} must be a str, and {name!r} is none")
    parts = (codec.key("target"), codec.encode(target), codec.comma, codec.key("message_type"))
    last = (codec.encode(message_type), codec.comma, codec.key("payload"))
    return codec.comma + b"".join(parts) + b"".join(last)


def options(
    codec: Codec,
    expects_reply: bool,
    expects_stream: bool,
    timeout_ms: int | None,
    headers: Mapping[str, str] | None = None,
    credit: int | None = None,
) -> Options:
    """What is in front of the id, and what is behind the payload. What is false or `None` is not written."""
    fields = {
        "expects_reply": expects_reply or None,
        "expects_stream": expects_stream or None,
        "response_timeout_ms": timeout_ms,
        "headers": headers,
        "stream_credit": credit,
    }
    written = {name: value for name, value in fields.items() if value is not None}
    tail = (codec.comma + codec.key(name) + codec.encode(value) for name, value in written.items())
    head = codec.opening(_ALWAYS + len(written)) + codec.key("correlation_id")
    return Options(head, b"".join(tail) + codec.closing)


@lru_cache(maxsize=_KEPT)
def plain(
    codec: Codec, named: bytes, expects_reply: bool, expects_stream: bool, timeout_ms: int, credit: int | None
) -> tuple[bytes, bytes, bytes, int]:
    """An envelope without headers: what is before the id, behind it and behind the payload, and how long that is."""
    head, tail = options(codec, expects_reply, expects_stream, timeout_ms, None, credit)
    return head, named, tail, len(head) + len(named) + len(tail)


def request(codec: Codec, parts: Options, number: bytes, named: bytes, payload: bytes) -> bytes:
    """A REQUEST frame; `number` is the encoded correlation id."""
    return frame.frame(frame.REQUEST, codec.code, parts.head + number + named + payload + parts.tail)
