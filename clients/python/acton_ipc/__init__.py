"""A client of acton-reactive's actors over a Unix socket: `ActonClient` for threads, `AsyncActonClient` for asyncio."""

from acton_ipc.aio.client import AsyncActonClient
from acton_ipc.aio.stream import AsyncStream
from acton_ipc.aio.subscription import AsyncSubscription
from acton_ipc.blocking.client import ActonClient
from acton_ipc.blocking.stream import Stream
from acton_ipc.blocking.subscription import Subscription
from acton_ipc.core.subscriber import Push
from acton_ipc.discovery import ActorInfo, Discovery
from acton_ipc.errors import (
    ActonError,
    ActonTimeoutError,
    DisconnectedError,
    EncodeError,
    Executed,
    ProtocolError,
    ServerError,
)
from acton_ipc.response import Response
from acton_ipc.socket_path import default_socket_path

__all__ = [
    "ActonClient",
    "ActonError",
    "ActonTimeoutError",
    "ActorInfo",
    "AsyncActonClient",
    "AsyncStream",
    "AsyncSubscription",
    "DisconnectedError",
    "Discovery",
    "EncodeError",
    "Executed",
    "ProtocolError",
    "Push",
    "Response",
    "ServerError",
    "Stream",
    "Subscription",
    "default_socket_path",
]
