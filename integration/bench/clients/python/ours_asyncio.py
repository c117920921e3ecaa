"""`AsyncActonClient`. Needs `acton_ipc`.

64 in flight are 64 tasks on one client.
"""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any

from acton_ipc import AsyncActonClient

from python.busy import IN_FLIGHT, Busy, check, in_tasks
from python.calculator import A, B, SUM


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A client whose first answer was right."""
    # Not tried again: an error shall end the row.
    client = AsyncActonClient(path, retry=False)

    def call() -> Awaitable[Any]:
        return client.call("calculator", "AddRequest", {"a": A, "b": B})

    async def first() -> Any:
        return await call()

    with asyncio.Runner() as runner:
        try:
            check(runner.run(first()), {"sum": SUM})
            yield in_tasks(runner, call, IN_FLIGHT if pipelined else 1)
        finally:
            runner.run(client.close())
