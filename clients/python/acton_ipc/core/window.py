"""How much may be in flight on one connection: less than a server takes, so that it always reads our CANCEL."""

from acton_ipc.limits import MAX_IN_FLIGHT, MAX_REQUESTS


class Window:
    """Counts requests and the bytes of their payloads."""

    __slots__ = ("_bytes", "_requests")

    def __init__(self) -> None:
        self._requests = 0
        self._bytes = 0

    @staticmethod
    def goes_alone(size: int) -> bool:
        """Whether a payload of so many bytes leaves no room for another."""
        return size > MAX_IN_FLIGHT

    def admits(self, size: int) -> bool:
        """Whether there is room for a payload of so many bytes, which then is in flight. With nothing in flight there is."""
        requests = self._requests
        if requests and (requests >= MAX_REQUESTS or self._bytes + size > MAX_IN_FLIGHT):
            return False
        self._requests = requests + 1
        self._bytes += size
        return True

    def leave(self, size: int) -> None:
        """A request has ended."""
        self._requests -= 1
        self._bytes -= size
