"""A plain blocking socket: what Python costs without any client. Needs the benchmark's raw echo, and no package.

Frames have the lengths of our JSON row: the echo is told in the first four bytes of a payload how much of it to send
back.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from python.busy import IN_FLIGHT, Busy, check, repeated
from python.sizes import HEADER, REPLY, REQUEST

_HEADER: Final = struct.Struct(">IBBB")
"""Length of the payload in bytes, version, kind (1 asks, 2 answers), format."""

_PAYLOAD: Final = struct.pack(">II", REPLY, 0).ljust(REQUEST, b".")
_REQUEST: Final = _HEADER.pack(REQUEST, 2, 1, 1) + _PAYLOAD
_REPLY: Final = _HEADER.pack(REPLY, 2, 2, 1) + _PAYLOAD[:REPLY]
_SIZE: Final = HEADER + REPLY

_READ: Final = _SIZE * IN_FLIGHT
"""All that can be on the way to us."""


@contextmanager
def connected(path: str, pipelined: bool) -> Iterator[Busy]:
    """A connection whose first echo was right."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.connect(path)
        check(_call(sock), _REPLY)
        yield (lambda seconds: _pipeline(sock, seconds)) if pipelined else repeated(lambda: _call(sock))


def _call(sock: socket.socket) -> bytes:
    sock.sendall(_REQUEST)
    reply = _some(sock, _SIZE)
    while len(reply) < _SIZE:
        reply += _some(sock, _SIZE - len(reply))
    return reply


def _pipeline(sock: socket.socket, seconds: float) -> tuple[int, float]:
    """As many are sent, in one write, as replies came with the last read."""
    requests = memoryview(_REQUEST * IN_FLIGHT)
    start = perf_counter()
    due = start + seconds
    sock.sendall(requests)
    count, on_the_way, half = 0, IN_FLIGHT, 0
    while on_the_way:
        replies, half = divmod(half + len(_some(sock, _READ)), _SIZE)
        count += replies
        if perf_counter() < due:
            sock.sendall(requests[: replies * len(_REQUEST)])
        else:
            on_the_way -= replies
    return count, perf_counter() - start


def _some(sock: socket.socket, most: int) -> bytes:
    data = sock.recv(most)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data
