"""What both faces have in common: the settings of a client, and how a verb becomes a request. Waits for nothing."""

import os
from collections import deque
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from acton_ipc.clock import Clock, Slept
from acton_ipc.core.attempts import Attempts
from acton_ipc.core.codec import codec_named
from acton_ipc.core.exchange import Exchange
from acton_ipc.core.message import Message
from acton_ipc.core.subscriber import Subscriber
from acton_ipc.core.subscribers import Subscribers
from acton_ipc.dialer import Dialer
from acton_ipc.errors import EncodeError
from acton_ipc.limits import DEFAULT_TIMEOUT, MAX_PAYLOAD, MAX_RESPONSES, MAX_TIMEOUT
from acton_ipc.response import Response, response_of
from acton_ipc.socket_path import default_socket_path

Sent = TypeVar("Sent", bound=Message)


class Face(Generic[Slept]):
    """A client without its ways to wait."""

    def __init__(
        self,
        clock: Clock[Slept],
        path: str | os.PathLike[str] | None = None,
        *,
        wire_format: str = "json",
        timeout: float = DEFAULT_TIMEOUT,
        headers: Mapping[str, str] | None = None,
        retry: bool = True,
        max_payload: int = MAX_PAYLOAD,
        trust_uid: int | None = None,
    ) -> None:
        self.path = default_socket_path() if path is None else os.fspath(path)
        """Where the server's socket is."""
        self._clock: Clock[Slept] = clock
        self._now = clock.now
        self._codec = codec_named(wire_format)
        self._timeout = _seconds(timeout)
        self._headers = _checked(headers)
        self._retry = retry
        self._subscribers = Subscribers(clock.jitter)
        self._dialer = Dialer(self.path, trust_uid, self._codec, max_payload, self._subscribers, clock.now)
        self._responses: deque[Response] = deque(maxlen=MAX_RESPONSES)

    @property
    def wire_format(self) -> str:
        """How messages become bytes: `"json"` or `"msgpack"`."""
        return self._codec.name

    def receive(self) -> Response:
        """The oldest response of `send` that was not received yet. At most 64 are kept, then the oldest go.

        Raises `LookupError` at once if there is none.
        """
        try:
            return self._responses.popleft()
        except IndexError:
            raise LookupError("there is no response to receive: send() leaves one each time it is answered") from None

    def _deadline(self, timeout: float | None) -> float:
        return self._clock.now() + self._limit(timeout)

    def _limit(self, timeout: float | None) -> float:
        return self._timeout if timeout is None else _seconds(timeout)

    def _message(
        self,
        kind: type[Sent],
        target: str,
        message_type: str,
        payload: Any,
        timeout: float | None,
        headers: Mapping[str, str] | None,
    ) -> Sent:
        joined = self._headers if headers is None else {**self._headers, **_checked(headers)}
        limit = self._timeout if timeout is None else _seconds(timeout)
        return kind(self._codec, target, message_type, payload, self._now() + limit, joined)

    def _subscriber(self, names: tuple[str, ...]) -> Subscriber:
        if not names:
            raise ValueError("subscribe() was given no name: name at least one message type, or * for all")
        for name in names:
            if not isinstance(name, str):
                raise EncodeError(f"the name of a message type must be a str, and {name!r} is none")
        return Subscriber(names, self._retry)

    def _attempts(self, exchange: Exchange, retry: bool | None) -> Attempts:
        return Attempts(exchange.deadline, self._retry if retry is None else retry, self._clock.jitter)

    def _keep(self, exchange: Exchange) -> Response:
        response = response_of(exchange)
        self._responses.append(response)
        return response


def _seconds(timeout: float) -> float:
    if not timeout >= 0:
        raise ValueError(f"the timeout is {timeout}: give it seconds, or 0 for the longest, which is {MAX_TIMEOUT:g}")
    return min(timeout, MAX_TIMEOUT) if timeout else MAX_TIMEOUT


def _checked(headers: Mapping[str, str] | None) -> Mapping[str, str]:
    for name, value in (headers or {}).items():
        if not (isinstance(name, str) and isinstance(value, str)):
            raise EncodeError(f"the header {name!r} is {value!r}: names and values of headers are strings")
    return headers or {}
