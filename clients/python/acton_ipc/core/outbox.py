"""Bytes that wait to be sent, and how many have been. Knows no socket."""


class Outbox:
    """The sending end of a connection: whole frames in, as many bytes out as somebody takes."""

    __slots__ = ("chunks", "queued", "sent")

    def __init__(self) -> None:
        self.chunks: list[bytes | memoryview] = []
        """What waits. Whether there is something costs no call."""
        self.queued = 0
        """Bytes queued since the connection began."""
        self.sent = 0
        """Bytes of them that the system has taken."""

    def __bool__(self) -> bool:
        return bool(self.chunks)

    @property
    def unsent(self) -> int:
        """Bytes that wait."""
        return self.queued - self.sent

    def append(self, data: bytes) -> None:
        """Queues a frame."""
        self.chunks.append(data)
        self.queued += len(data)

    def head(self) -> bytes | memoryview:
        """All that waits, in one piece."""
        if len(self.chunks) > 1:
            self.chunks[:] = [b"".join(self.chunks)]
        return self.chunks[0]

    def take(self, count: int) -> None:
        """The first `count` bytes of `head` were sent."""
        self.sent += count
        if self.sent == self.queued:
            self.chunks.clear()
        else:
            self.chunks[0] = memoryview(self.chunks[0])[count:]

    def clear(self) -> None:
        """Drops what waits; it still counts as never sent."""
        self.chunks.clear()
