"""`ActonClient`, which blocks. Needs `acton_ipc`.

64 in flight are 64 threads on one client: that is how it is shared.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from acton_ipc import ActonClient

from python.busy import IN_FLIGHT, Busy, check, in_threads, repeated
from python.calculator import A, B, SUM


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A client whose first answer was right."""
    # Not tried again: an error shall end the row.
    with ActonClient(path, retry=False) as client:

        def call() -> Any:
            return client.call("calculator", "AddRequest", {"a": A, "b": B})

        check(call(), {"sum": SUM})
        yield in_threads(call, IN_FLIGHT) if pipelined else repeated(call)
