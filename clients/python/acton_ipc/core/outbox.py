"""Bytes that wait to be sent, and how many have been. Knows no socket."""


class Outbox:
    """The sending end of a connection: whole frames in, as many bytes out as somebody takes."""

    __slots__ = ("_chunks", "queued", "sent")

    def __init__(self) -> None:
        self._chunks: list[bytes | memoryview] = []
        self.queued = 0
        """Bytes queued since the connection began."""
        self.sent = 0
        """Bytes of them that the system has taken."""

    def __bool__(self) -> bool:
        return bool(self._chunks)

    @property
    def unsent(self) -> int:
        """Bytes that wait."""
        return self.queued - self.sent

    def append(self, data: bytes) -> None:
        """Queues a frame."""
        self._chunks.append(data)
        self.queued += len(data)

    def head(self) -> bytes | memoryview:
        """All that waits, in one piece."""
        if len(self._chunks) > 1:
            self._chunks = [b"".join(self._chunks)]
        return self._chunks[0]

    def take(self, count: int) -> None:
        """The first `count` bytes of `head` were sent."""
        self.sent += count
        head = self._chunks[0]
        if count == len(head):
            self._chunks.clear()
        else:
            self._chunks[0] = memoryview(head)[count:]

    def clear(self) -> None:
        """Drops what waits; it still counts as never sent."""
        self._chunks.clear()
