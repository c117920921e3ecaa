"""redis-py at its fastest, with asyncio. Needs redis with hiredis, and a Redis server.

64 in flight are one pipeline of 64 after another. 64 tasks are five times slower: those that share a connection wait
for each other's replies, and those with one each pay for the pool.
"""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from python.busy import IN_FLIGHT, Busy, check, in_tasks
from python.redis_py import KEY, VALUE


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A client that has set the key and has read it back."""
    # An error shall end the row.
    retry = Retry(NoBackoff(), 0)
    client = Redis(unix_socket_path=path, single_connection_client=True, retry=retry)

    def call() -> Awaitable[Any]:
        return client.get(KEY)

    async def batch() -> None:
        pipeline = client.pipeline(transaction=False)
        for _ in range(IN_FLIGHT):
            pipeline.get(KEY)
        await pipeline.execute()

    async def first() -> Any:
        await client.set(KEY, VALUE)
        return await call()

    with asyncio.Runner() as runner:
        try:
            check(runner.run(first()), VALUE)
            yield in_tasks(runner, batch, 1, IN_FLIGHT) if pipelined else in_tasks(runner, call, 1)
        finally:
            runner.run(client.aclose())
