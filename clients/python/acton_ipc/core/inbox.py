"""Bytes that arrive, cut into frames. Holds half a frame at most, in a buffer that grows with what arrives."""

from acton_ipc.core.frame import HEADER, JSON, KIND_NAMES, MESSAGEPACK, VERSION, FrameFault, read_header

_SIZE = HEADER.size
_UNPACK = HEADER.unpack_from

Frame = tuple[int, int, bytes]
"""Kind, format, payload."""


class Inbox:
    """The receiving end of a connection."""

    __slots__ = ("_held", "_max_payload", "_needed", "fault")

    def __init__(self, max_payload: int) -> None:
        self._held = bytearray()
        self._needed = 0
        self._max_payload = max_payload
        self.fault: FrameFault | None = None
        """Set once bytes came that are no frame; the frames before them were given out."""

    @property
    def is_in_a_frame(self) -> bool:
        """Whether a frame was begun and not finished."""
        return bool(self._held)

    def take(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes."""
        if self._held:
            self._held += data
            if len(self._held) < self._needed:
                return []
            data = bytes(self._held)
            self._held.clear()
        frames: list[Frame] = []
        at, arrived = 0, len(data)
        while at < arrived:
            start = at + _SIZE
            if start <= arrived:
                length, version, kind, payload_format = _UNPACK(data, at)
                end = start + length
                # What the client meets all the time; whatever is not quite so is looked at with care below.
                usual = version == VERSION and kind in KIND_NAMES and JSON <= payload_format <= MESSAGEPACK
                if usual and end <= arrived and length <= self._max_payload:
                    frames.append((kind, payload_format, data[start:end]))
                    at = end
                    continue
            try:
                header = read_header(data, at, self._max_payload)
            except FrameFault as fault:
                self.fault = fault
                break
            # Without a whole header the very next byte may tell that this is no frame.
            end = arrived + 1 if header is None else header[3]
            if header is None or end > arrived:
                self._held += data[at:]
                self._needed = end - at
                break
            frames.append((header[0], header[1], data[header[2] : end]))
            at = end
        return frames
