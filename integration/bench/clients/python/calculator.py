"""What the calculator is asked, and its two protobuf messages. Needs nothing.

`AddRequest { int32 a = 1; int32 b = 2; }` and `AddResult { int32 sum = 1; }` are written and read by hand, so that no
code has to be generated.
"""

from typing import Final

A: Final = 10
B: Final = 1000
SUM: Final = A + B

_A: Final = b"\x08"
_B: Final = b"\x10"
_SUM: Final = b"\x08"
"""A field's number, and that a varint follows."""


def add_request(numbers: tuple[int, int]) -> bytes:
    """An AddRequest as protobuf."""
    a, b = numbers
    return _A + _varint(a) + _B + _varint(b)


def add_result(message: bytes) -> int:
    """The sum in an AddResult."""
    if not message:
        # A zero is left out.
        return 0
    if not message.startswith(_SUM):
        raise ValueError(f"{message!r} is no AddResult")
    value = 0
    for byte in reversed(message[1:]):
        value = value << 7 | byte & 0x7F
    # Negative numbers are sent as 64 bits of two's complement.
    return value - (1 << 64) if value >> 63 else value


def _varint(value: int) -> bytes:
    if 0 <= value < 0x80:
        return bytes((value,))
    value &= (1 << 64) - 1
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
