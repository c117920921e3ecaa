"""The two formats of a payload, JSON and MessagePack: values to bytes and back. Knows no field by its name."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from json.encoder import JSONEncoder
from typing import Any, ClassVar, Final

from acton_ipc.core import frame
from acton_ipc.errors import EncodeError


class Unreadable(Exception):
    """Bytes that are no value of their format."""


class Codec(ABC):
    """One format. Beside whole values it writes the parts of a map, so that parts can be kept and joined."""

    name: ClassVar[str]
    code: ClassVar[int]
    """The format byte of a frame's header."""
    comma: ClassVar[bytes]
    closing: ClassVar[bytes]

    @abstractmethod
    def opening(self, fields: int) -> bytes:
        """The beginning of a map with so many fields, 15 at most."""

    @abstractmethod
    def key(self, name: str) -> bytes:
        """The name of a field, up to its value."""

    @abstractmethod
    def digits(self, number: str) -> bytes:
        """A string that holds a decimal number."""

    @abstractmethod
    def encode(self, value: Any) -> bytes:
        """A value. Raises `EncodeError` if it has no place in this format."""

    @abstractmethod
    def decode(self, data: bytes) -> Any:
        """The value that all of `data` is. Raises `Unreadable` if it is none."""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def _plain_encoder() -> Callable[[Any], str]:
    """JSON as short as it gets. The scanner of the interpreter, where there is one, is kept between calls."""
    encoder = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return encoder.encode
    # Without a table of what is being encoded; a value that contains itself ends in a RecursionError.
    chunks = make(None, encoder.default, json.encoder.encode_basestring, None, ":", ",", False, False, False)
    return lambda value: "".join(chunks(value, 0))


class Json(Codec):
    """JSON in UTF-8, without white space."""

    name = "json"
    code = frame.JSON
    comma = b","
    closing = b"}"

    def __init__(self) -> None:
        self._encode = _plain_encoder()
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)
        # The scanner itself: what json wraps around it only names its errors.
        self._scan: Callable[[str, int], tuple[Any, int]] = self._decoder.scan_once  # type: ignore[attr-defined]

    def opening(self, fields: int) -> bytes:
        return b"{"

    def key(self, name: str) -> bytes:
        return self.encode(name) + b":"

    def digits(self, number: str) -> bytes:
        return b'"%b"' % number.encode()

    def encode(self, value: Any) -> bytes:
        try:
            return self._encode(value).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise EncodeError(f"the message cannot be written as JSON: {error}") from error

    def decode(self, data: bytes) -> Any:
        try:
            text = data.decode()
            try:
                value, end = self._scan(text, 0)
            except (ValueError, StopIteration):
                return self._decoder.decode(text)
            return value if end == len(text) else self._decoder.decode(text)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"it is no JSON: {error}") from error


class MessagePack(Codec):
    """MessagePack with maps that have strings for keys. `bytes` travel as they are."""

    name = "msgpack"
    code = frame.MESSAGEPACK
    comma = b""
    closing = b""

    def __init__(self) -> None:
        try:
            # Here, since it is optional.
            import msgpack
        except ImportError:
            raise ImportError(
                "MessagePack needs the package msgpack: install acton-ipc[msgpack], or use JSON"
            ) from None
        self._pack: Callable[[Any], bytes] = msgpack.packb
        self._unpack: Callable[..., Any] = msgpack.unpackb

    def opening(self, fields: int) -> bytes:
        return bytes((0x80 | fields,))

    def key(self, name: str) -> bytes:
        return self.encode(name)

    def digits(self, number: str) -> bytes:
        return bytes((0xA0 | len(number),)) + number.encode()

    def encode(self, value: Any) -> bytes:
        try:
            return self._pack(value)
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise EncodeError(f"the message cannot be written as MessagePack: {error}") from error

    def decode(self, data: bytes) -> Any:
        try:
            return self._unpack(data, ext_hook=_refuse_extension)
        except (ValueError, TypeError, RecursionError, MemoryError) as error:
            raise Unreadable(f"it is no MessagePack: {error or type(error).__name__}") from error


def _refuse_extension(code: int, _data: bytes) -> None:
    raise ValueError(f"extension type {code} has no place in a message")


_JSON: Final = Json()


def codec_named(name: str) -> Codec:
    """The codec called `"json"` or `"msgpack"`. Raises `ImportError` if it needs what is not installed."""
    if name == Json.name:
        return _JSON
    if name == MessagePack.name:
        return MessagePack()
    raise ValueError(f'there is no format "{name}": use "json" or "msgpack"')


def decode(own: Codec, payload_format: int, data: bytes) -> Any:
    """The value of a payload in whichever format its frame names; `own` is the one it will be in most of the time."""
    if payload_format == own.code:
        return own.decode(data)
    if payload_format == frame.JSON:
        return _JSON.decode(data)
    try:
        return MessagePack().decode(data)
    except ImportError as error:
        raise Unreadable(str(error)) from error
