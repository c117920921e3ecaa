"""The asyncio client: the verbs, for any number of tasks."""

import asyncio
import os
from collections.abc import Awaitable, Mapping
from types import TracebackType
from typing import Any

from acton_ipc.aio.stream import AsyncStream
from acton_ipc.aio.subscription import AsyncSubscription
from acton_ipc.aio.switchboard import Switchboard
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


class AsyncActonClient(Face[Awaitable[None]]):
    """A client of the actors behind one socket. Any number of tasks may share it; it starts none of its own.

    The settings are those of `ActonClient`. It connects at its first verb, and again whenever a verb needs it, on the
    event loop that runs then; once that loop is closed, another may follow. A process forked from this one makes a
    connection of its own. Cancelling a task that waits for a verb cancels the request at the server. Every verb may
    raise `ActonError`.
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
            Clock(asyncio.sleep),
            path,
            wire_format=wire_format,
            timeout=timeout,
            headers=headers,
            retry=retry,
            max_payload=max_payload,
            trust_uid=trust_uid,
        )
        self._board = Switchboard(self._dialer, self._clock, self._subscribers)

    async def call(
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
        await self._board.run(message, lambda: self._attempts(message, retry))
        return message.reply

    async def send(
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
            await self._run(message, retry=False)
        except ServerError:
            # It is in the response.
            pass
        return self._keep(message)

    async def post(
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
        await self._run(self._message(Post, target, message_type, payload, timeout, headers), retry)

    def stream(
        self,
        target: str,
        message_type: str,
        payload: Any = None,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: bool | None = None,
    ) -> AsyncStream:
        """Sends a message whose handler replies many times; iterate over the replies with `async for`.

        `timeout`, in seconds, is for each item by itself. Only a stream that has not begun is tried again.
        """
        items = self._message(Items, target, message_type, payload, timeout, headers)
        return AsyncStream(self._board, items, self._limit(timeout), lambda: self._attempts(items, retry))

    async def subscribe(self, *names: str, timeout: float | None = None) -> AsyncSubscription:
        """Subscribes to the broadcasts of these message types. A name that ends in `*` is a pattern.

        Returns once the server has confirmed it, for which it has the timeout, in seconds.
        """
        subscriber = self._subscriber(names)
        self._subscribers.add(subscriber)
        subscription = AsyncSubscription(self._board, subscriber)
        try:
            for enrolment in enrolments(subscriber, self._deadline(timeout)):
                await self._run(enrolment)
        except BaseException:
            await subscription.close()
            raise
        return subscription

    async def discover(self, *, timeout: float | None = None) -> Discovery:
        """What the server exposes: its actors and the names of its message types."""
        question = Discover(self._deadline(timeout))
        await self._run(question)
        return discovery_of(question.body or {})

    async def ping(self, *, timeout: float | None = None) -> None:
        """Returns once the server has shown that it is there."""
        await self._run(Heartbeat(self._deadline(timeout)))

    async def close(self) -> None:
        """Ends the connection, and with it every stream and subscription. A later verb connects again."""
        self._board.close()

    async def _run(self, exchange: Exchange, retry: bool | None = None) -> None:
        await self._board.run(exchange, lambda: self._attempts(exchange, retry))

    async def __aenter__(self) -> "AsyncActonClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
