"""A whole client in a page: no library, JSON, one request at a time."""

import json
import socket
import struct
import sys

REQUEST, JSON, VERSION = 1, 1, 2


def exactly(line: socket.socket, count: int) -> bytes:
    """Reads `count` bytes, however many reads that takes."""
    received = b""
    while len(received) < count:
        more = line.recv(count - len(received))
        if not more:
            raise ConnectionError("the server ended the connection")
        received += more
    return received


with socket.socket(socket.AF_UNIX) as line:
    line.connect(sys.argv[1])
    request = {
        "correlation_id": "1",
        "target": "calculator",
        "message_type": "AddRequest",
        "payload": {"a": 5, "b": 3},
        "expects_reply": True,
    }
    body = json.dumps(request).encode()
    line.sendall(struct.pack(">IBBB", len(body), VERSION, REQUEST, JSON) + body)

    length, version, kind, encoding = struct.unpack(">IBBB", exactly(line, 7))
    answer = json.loads(exactly(line, length))
    print(answer["payload"]["sum"] if answer["success"] else answer["error"])
