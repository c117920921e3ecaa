"""redis-py at its fastest, blocking. Needs redis with hiredis, and a Redis server.

GET of a short key whose value is as long as our reply. The client keeps one connection for itself, which spares every
call the pool, and which threads may not share. 64 in flight are one pipeline of 64 after another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from python.busy import IN_FLIGHT, Busy, check, repeated
from python.sizes import HEADER, REPLY

KEY: Final = "key:000000000001"
VALUE: Final = b"v" * (HEADER + REPLY)

NO_RETRY: Final = Retry(NoBackoff(), 0)
"""An error shall end the row."""


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A client that has set the key and has read it back."""
    with redis.Redis(unix_socket_path=path, single_connection_client=True, retry=NO_RETRY) as client:
        yield busy_with(client, pipelined)


def busy_with(client: redis.Redis, pipelined: bool) -> Busy:
    """Sets the key and reads it back; then it is read again and again."""
    client.set(KEY, VALUE)
    check(client.get(KEY), VALUE)

    def batch() -> None:
        pipeline = client.pipeline(transaction=False)
        for _ in range(IN_FLIGHT):
            pipeline.get(KEY)
        pipeline.execute()

    return repeated(batch, IN_FLIGHT) if pipelined else repeated(lambda: client.get(KEY))
