"""grpcio with asyncio. Needs grpcio, and a server of `bench.Calculator`.

64 in flight are 64 tasks on one channel.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc.aio

from python.busy import IN_FLIGHT, Busy, check, in_tasks
from python.calculator import A, B, SUM, add_request, add_result
from python.grpcio import METHOD, OPTIONS


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A channel whose first answer was right."""
    with asyncio.Runner() as runner:

        async def first() -> tuple[grpc.aio.Channel, Any]:
            # Made here: a channel belongs to the loop that runs.
            channel = grpc.aio.insecure_channel(f"unix:{path}", OPTIONS)
            add = channel.unary_unary(METHOD, request_serializer=add_request, response_deserializer=add_result)
            check(await add((A, B)), SUM)
            return channel, add

        channel, add = runner.run(first())

        try:
            yield in_tasks(runner, lambda: add((A, B)), IN_FLIGHT if pipelined else 1)
        finally:
            runner.run(channel.close())
