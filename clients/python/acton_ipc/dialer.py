"""What it takes to make a connection of one client, and whether it had one before. Waits for nothing."""

import socket
from collections.abc import Callable

from acton_ipc.core.codec import Codec
from acton_ipc.core.connection import Connection
from acton_ipc.core.subscribers import Subscribers
from acton_ipc.dial import dial


class Dialer:
    """Makes the connections of one client, one after another."""

    def __init__(
        self,
        path: str,
        trust_uid: int | None,
        codec: Codec,
        max_payload: int,
        subscribers: Subscribers,
        now: Callable[[], float],
    ) -> None:
        self._path = path
        self._trust_uid = trust_uid
        self._codec = codec
        self._max_payload = max_payload
        self._subscribers = subscribers
        self._now = now
        self._had_been_connected = False

    def dial(self) -> tuple[socket.socket, Connection]:
        """A new connection. Raises `DisconnectedError` where there can be none."""
        sock = dial(self._path, self._trust_uid, self._had_been_connected)
        self._had_been_connected = True
        return sock, Connection(self._codec, self._max_payload, self._subscribers, self._now())
