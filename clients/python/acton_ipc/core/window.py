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

    def fits(self, size: int) -> bool:
        """Whether there is room for a payload of so many bytes. With nothing in flight there always is."""
        requests = self._requests
        return requests == 0 or (requests < MAX_REQUESTS and self._bytes + size <= MAX_IN_FLIGHT)

    def enter(self, size: int) -> None:
        """A request is in flight from here on."""
        self._requests += 1
        self._bytes += size

    def leave(self, size: int) -> None:
        """A request has ended."""
        self._requests -= 1
        self._bytes -= size
