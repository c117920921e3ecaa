"""redis-py as its README has it, blocking. Needs redis with hiredis, and a Redis server.

The same as the fastest, but every call takes a connection from a pool and gives it back, so that threads may share the
client as they may share ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import redis

from python.busy import Busy
from python.redis_py import NO_RETRY, busy_with


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A client that has set the key and has read it back."""
    with redis.Redis(unix_socket_path=path, retry=NO_RETRY) as client:
        yield busy_with(client, pipelined)
