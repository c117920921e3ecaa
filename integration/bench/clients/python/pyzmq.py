"""pyzmq: REQ for one call at a time, DEALER for many. Needs pyzmq, and a ROUTER that answers 196 bytes with 91.

A DEALER writes the empty frame in front of each message that a REQ writes by itself, so that both are answered alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

import zmq

from python.busy import IN_FLIGHT, Busy, check, repeated
from python.sizes import HEADER, REPLY, REQUEST

_REQUEST: Final = b"m" * REQUEST
_SIZE: Final = HEADER + REPLY

_PATIENCE: Final = 10_000
"""How long a reply may take, in milliseconds: nothing else tells that there is no server."""


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A socket whose first reply was as long as it should be."""
    with zmq.Context() as context, context.socket(zmq.DEALER if pipelined else zmq.REQ) as sock:
        sock.linger = 0
        sock.rcvtimeo = _PATIENCE
        sock.connect(f"ipc://{path}")

        def call() -> bytes:
            sock.send(_REQUEST)
            return sock.recv()

        try:
            if pipelined:
                _send(sock)
                check(len(_receive(sock)), _SIZE)
                yield lambda seconds: _pipeline(sock, seconds)
            else:
                check(len(call()), _SIZE)
                yield repeated(call)
        except zmq.Again:
            raise TimeoutError(f"no reply came within {_PATIENCE} ms") from None


def _pipeline(sock: zmq.Socket[bytes], seconds: float) -> tuple[int, float]:
    start = perf_counter()
    due = start + seconds
    for _ in range(IN_FLIGHT):
        _send(sock)
    count = IN_FLIGHT
    while perf_counter() < due:
        _receive(sock)
        _send(sock)
        count += 1
    for _ in range(IN_FLIGHT):
        _receive(sock)
    return count, perf_counter() - start


def _send(sock: zmq.Socket[bytes]) -> None:
    sock.send(b"", zmq.SNDMORE)
    sock.send(_REQUEST)


def _receive(sock: zmq.Socket[bytes]) -> bytes:
    sock.recv()
    return sock.recv()
