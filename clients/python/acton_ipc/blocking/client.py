"""The blocking client: the verbs, for any number of threads."""

import os
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from acton_ipc.blocking.stream import Stream
from acton_ipc.blocking.subscription import Subscription
from acton_ipc.blocking.switchboard import Switchboard
from acton_ipc.clock import Clock
from acton_ipc.core.exchange import Exchange
from acton_ipc.core.items import Items
from acton_ipc.core.message import Message, Post
from acton_ipc.core.question import Discover, Heartbeat, enrolments
from acton_ipc.discovery import Discovery, discovery_of
from acton_ipc.errors import ServerError
from acton_ipc.face import Face
from acton_ipc.limits import DEFAULT_TIMEOUT, MAX_PAYLOAD
from acton_ipc.response import Response


class ActonClient(Face[None]):
    """A client of the actors behind one socket. Any number of threads may share it; it has none of its own.

    `path`: the server's socket; by default `$ACTON_SOCKET`, else `$XDG_RUNTIME_DIR/acton/ipc.sock`, else
    `/tmp/acton.sock`. `wire_format`: `"json"`, or `"msgpack"`, which needs the package msgpack. `timeout`: how long a
    verb may take, in seconds; at most 300, which is also what 0 means. `headers`: sent with every message. `retry`:
    whether what did not run, and may run later, is tried again inside the timeout. `max_payload`: the largest frame
    that is taken from the server, in bytes. `trust_uid`: a user whose servers are trusted beside one's own and root's;
    so is `$ACTON_TRUST_UID`.

    It connects at its first verb, and again whenever a verb needs it. A process forked from this one makes a
    connection of its own. Every verb may raise `ActonError`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        wire_format: str = "json",
        timeout: float = DEFAULT_TIMEOUT,
        headers: Mapping[str, str] | None = None,
        retry: bool = True,
        max_payload: int = MAX_PAYLOAD,
        trust_uid: int | None = None,
    ) -> None:
        super().__init__(
            Clock(time.sleep),
            path,
            wire_format=wire_format,
            timeout=timeout,
            headers=headers,
            retry=retry,
            max_payload=max_payload,
            trust_uid=trust_uid,
        )
        self._board = Switchboard(self._dialer, self._clock, self._subscribers)

    def call(
        self,
        target: str,
        message_type: str,
        payload: Any = None,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: bool | None = None,
    ) -> Any:
        """Sends a message to the actor called `target`, and returns the payload of its reply.

        `timeout` in seconds, `headers` beside the client's, and `retry` are for this call alone.
        """
        message = self._message(Message, target, message_type, payload, timeout, headers)
        self._board.run(message, self._attempts, retry)
        body = message.body
        return None if body is None else body.get("payload")

    def send(
        self,
        target: str,
        message_type: str,
        payload: Any = None,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Sends a message and returns the whole answer, be it a reply or an error, which `receive` returns too.

        It raises no error that the server answers, and tries nothing again; it does raise if there is no answer.
        """
        message = self._message(Message, target, message_type, payload, timeout, headers)
        try:
            self._run(message, retry=False)
        except ServerError:
            # It is in the response.
            pass
        return self._keep(message)

    def post(
        self,
        target: str,
        message_type: str,
        payload: Any = None,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: bool | None = None,
    ) -> None:
        """Sends a message that wants no reply. Returns once it is in the actor's mailbox."""
        self._run(self._message(Post, target, message_type, payload, timeout, headers), retry)

    def stream(
        self,
        target: str,
        message_type: str,
        payload: Any = None,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: bool | None = None,
    ) -> Stream:
        """Sends a message whose handler replies many times; iterate over the replies.

        `timeout`, in seconds, is for each item by itself. Only a stream that has not begun is tried again.
        """
        items = self._message(Items, target, message_type, payload, timeout, headers)
        return Stream(self._board, items, self._limit(timeout), self._attempts, retry)

    def subscribe(self, *names: str, timeout: float | None = None) -> Subscription:
        """Subscribes to the broadcasts of these message types. A name that ends in `*` is a pattern.

        Returns once the server has confirmed it, for which it has the timeout, in seconds.
        """
        subscriber = self._subscriber(names)
        self._subscribers.add(subscriber)
        subscription = Subscription(self._board, subscriber)
        try:
            for enrolment in enrolments(subscriber, self._deadline(timeout)):
                self._run(enrolment)
        except BaseException:
            subscription.close()
            raise
        return subscription

    def discover(self, *, timeout: float | None = None) -> Discovery:
        """What the server exposes: its actors and the names of its message types."""
        question = Discover(self._deadline(timeout))
        self._run(question)
        return discovery_of(question.body or {})

    def ping(self, *, timeout: float | None = None) -> None:
        """Returns once the server has shown that it is there."""
        self._run(Heartbeat(self._deadline(timeout)))

    def close(self) -> None:
        """Ends the connection, and with it every stream and subscription. A later verb connects again."""
        self._board.close()

    def _run(self, exchange: Exchange, retry: bool | None = None) -> None:
        self._board.run(exchange, self._attempts, retry)

    def __enter__(self) -> "ActonClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
