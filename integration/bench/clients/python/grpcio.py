"""grpcio, which blocks. Needs grpcio, and a server of `bench.Calculator`.

64 in flight are 64 threads on one channel. 64 futures of one thread are as fast on two cores and a third slower on one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import grpc

from python.busy import IN_FLIGHT, Busy, check, in_threads, repeated
from python.calculator import A, B, SUM, add_request, add_result

METHOD: Final = "/bench.Calculator/Add"

OPTIONS: Final = (("grpc.default_authority", "localhost"),)
"""By itself grpcio names the socket's path as the authority, percent-encoded, which tonic refuses."""


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A channel whose first answer was right."""
    with grpc.insecure_channel(f"unix:{path}", OPTIONS) as channel:
        add = channel.unary_unary(METHOD, request_serializer=add_request, response_deserializer=add_result)

        def call() -> Any:
            return add((A, B))

        check(call(), SUM)
        yield in_threads(call, IN_FLIGHT) if pipelined else repeated(call)
