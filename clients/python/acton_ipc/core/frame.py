"""Frames: `u32 length (big-endian) | u8 version | u8 kind | u8 format | payload`. Knows no payload."""

import struct
from typing import Final

VERSION: Final = 2
HEADER: Final = struct.Struct(">IBBB")
"""Length of the payload in bytes, version, kind, format."""

JSON: Final = 1
MESSAGEPACK: Final = 2

REQUEST: Final = 0x01
RESPONSE: Final = 0x02
ERROR: Final = 0x03
HEARTBEAT: Final = 0x04
PUSH: Final = 0x05
SUBSCRIBE: Final = 0x06
UNSUBSCRIBE: Final = 0x07
DISCOVER: Final = 0x08
STREAM: Final = 0x09
SUBSCRIBE_PATTERNS: Final = 0x0A
UNSUBSCRIBE_PATTERNS: Final = 0x0B
CANCEL: Final = 0x0C
CREDIT: Final = 0x0D

KIND_NAMES: Final = {
    REQUEST: "REQUEST",
    RESPONSE: "RESPONSE",
    ERROR: "ERROR",
    HEARTBEAT: "HEARTBEAT",
    PUSH: "PUSH",
    SUBSCRIBE: "SUBSCRIBE",
    UNSUBSCRIBE: "UNSUBSCRIBE",
    DISCOVER: "DISCOVER",
    STREAM: "STREAM",
    SUBSCRIBE_PATTERNS: "SUBSCRIBE_PATTERNS",
    UNSUBSCRIBE_PATTERNS: "UNSUBSCRIBE_PATTERNS",
    CANCEL: "CANCEL",
    CREDIT: "CREDIT",
}

_OLD_VERSION: Final = 1
_OLD_KINDS: Final = range(REQUEST, HEARTBEAT + 1)
_OLD_HEADER: Final = 6
_VERSION_AT: Final = 4
_KIND_AT: Final = 5


class FrameFault(Exception):
    """Bytes that are no frame; nothing after them can be believed."""


def frame(kind: int, payload_format: int, payload: bytes) -> bytes:
    """A frame of version 2."""
    return HEADER.pack(len(payload), VERSION, kind, payload_format) + payload


def read_header(data: bytes | bytearray, at: int, max_payload: int) -> tuple[int, int, int, int] | None:
    """Kind, format, and where the payload begins and ends; `None` if the header has not arrived in full.

    Whatever has arrived is checked, the length above all, so that a bad header never waits for its rest.
    """
    arrived = len(data) - at
    if arrived <= _VERSION_AT:
        return None
    length = int.from_bytes(data[at : at + _VERSION_AT], "big")
    version = data[at + _VERSION_AT]
    if version not in (_OLD_VERSION, VERSION):
        raise FrameFault(f"version {version} of the protocol is not known, only 1 and 2 are")
    if length > max_payload:
        raise FrameFault(f"a frame of {length} bytes was announced, and {max_payload} are allowed")
    if arrived <= _KIND_AT:
        return None
    kind = data[at + _KIND_AT]
    if kind not in (_OLD_KINDS if version == _OLD_VERSION else KIND_NAMES):
        raise FrameFault(f"there is no frame of type {kind:#04x} in version {version} of the protocol")
    if version == _OLD_VERSION:
        start = at + _OLD_HEADER
        return kind, JSON, start, start + length
    if arrived < HEADER.size:
        return None
    payload_format = data[at + HEADER.size - 1]
    if payload_format not in (JSON, MESSAGEPACK):
        raise FrameFault(f"format {payload_format:#04x} is not known, only JSON (1) and MessagePack (2) are")
    start = at + HEADER.size
    return kind, payload_format, start, start + length
