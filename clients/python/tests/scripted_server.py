"""A server that follows a script: one function for each connection, in turn."""

import json
import select
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import msgpack
from acton_ipc.core import frame

Body = dict[str, Any]

LONGEST = 60.0
"""A bound for a test that hangs, in seconds, and no measure of anything."""


class Conversation:
    """One connection, as the script sees it. It writes in the format of the frame it read last."""

    def __init__(self, sock: socket.socket) -> None:
        sock.settimeout(LONGEST)
        self._sock = sock
        self._format = frame.JSON

    def read(self, kind: int = frame.REQUEST) -> Body:
        """The payload of the next frame, which must be of this kind."""
        length, version, read, self._format = frame.HEADER.unpack(self._exactly(frame.HEADER.size))
        payload = self._exactly(length)
        assert (version, read) == (2, kind), f"a {frame.KIND_NAMES[read]} frame came: {payload!r}"
        body: Body = json.loads(payload) if self._format == frame.JSON else msgpack.unpackb(payload)
        return body

    def write(self, kind: int, body: Body) -> None:
        """Sends a frame."""
        payload = json.dumps(body).encode() if self._format == frame.JSON else msgpack.packb(body)
        self.write_bytes(frame.frame(kind, self._format, payload))

    def write_bytes(self, data: bytes) -> None:
        """Sends just these bytes."""
        self._sock.sendall(data)

    def reply(self, asked: Body, payload: Any) -> None:
        """Answers a request."""
        self.write(frame.RESPONSE, {"correlation_id": asked["correlation_id"], "success": True, "payload": payload})

    def refuse(self, asked: Body, code: str, executed: str = "no", **more: Any) -> None:
        """Answers a request with an error."""
        refusal = {"correlation_id": asked["correlation_id"], "success": False, "error": f"{code}: so it is"}
        self.write(frame.ERROR, {**refusal, "error_code": code, "executed": executed, **more})

    def confirm(self, asked: Body) -> None:
        """Confirms a subscription."""
        names = asked.get("message_types", [])
        self.write(
            frame.RESPONSE, {"correlation_id": asked["correlation_id"], "success": True, "subscribed_types": names}
        )

    def push(self, message_type: str, payload: Any, sequence: int) -> None:
        """Broadcasts a message."""
        told = {"notification_id": "n", "message_type": message_type, "payload": payload, "timestamp_ms": 1}
        self.write(frame.PUSH, {**told, "sequence": sequence})

    def item(self, asked: Body, sequence: int, payload: Any) -> None:
        """Sends an item of a stream."""
        told = {"correlation_id": asked["correlation_id"], "sequence": sequence, "is_final": False}
        self.write(frame.STREAM, {**told, "payload": payload})

    def finish(self, asked: Body, sequence: int) -> None:
        """Ends a stream."""
        self.write(
            frame.STREAM, {"correlation_id": asked["correlation_id"], "sequence": sequence, "is_final": True}
        )

    def turn_deaf(self) -> None:
        """Takes nothing more: the client's next write fails."""
        self._sock.shutdown(socket.SHUT_RD)

    def wait(self) -> bytes:
        """Waits until the client closes; what it sent till then."""
        rest = b""
        while more := self._sock.recv(4096):
            rest += more
        return rest

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self._sock.recv(count - len(data))
            assert more, "the client closed the connection, and more was due"
            data += more
        return data


Script = Callable[[Conversation], object]


class ScriptedServer:
    """Listens on a socket of its own until its block ends; then every script must have run to its end."""

    def __init__(self, *scripts: Script) -> None:
        # A short name: a socket's path has little room.
        self._folder = Path(tempfile.mkdtemp(prefix="acton-"))
        self.path = str(self._folder / "s")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        self._scripts = scripts
        self._failure: BaseException | None = None
        self._stopped, self._stop = socket.socketpair()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.close()
        self._thread.join()
        self._stopped.close()
        self._listener.close()
        shutil.rmtree(self._folder)
        if self._failure is not None and error is None:
            raise self._failure

    def _serve(self) -> None:
        try:
            for script in self._scripts:
                readable, _, _ = select.select([self._listener, self._stopped], [], [])
                # What was made before the stop is still taken.
                assert self._listener in readable, "the client made fewer connections than the script has"
                sock, _ = self._listener.accept()
                with sock:
                    script(Conversation(sock))
        except BaseException as failure:
            self._failure = failure


def replies(answers: Mapping[str, Any]) -> Script:
    """Answers each request by its message type until the client closes."""

    def script(line: Conversation) -> None:
        try:
            while True:
                asked = line.read()
                line.reply(asked, answers[asked["message_type"]])
        except AssertionError as gone:
            if "closed" not in str(gone):
                raise

    return script
