"""The golden frames that every codec of this protocol agrees on: read as what they say, and written as they are."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from acton_ipc.core import envelope, frame
from acton_ipc.core.codec import Codec, Unreadable, codec_named, decode
from acton_ipc.core.inbox import Inbox

VECTORS = Path(__file__).resolve().parents[3] / "runtime/wire/vectors"
KINDS = {name: kind for kind, name in frame.KIND_NAMES.items()}
CODECS: dict[str, Codec] = {"json": codec_named("json"), "messagepack": codec_named("msgpack")}

Vector = dict[str, Any]


def golden(wanted: Callable[[Vector], bool]) -> pytest.MarkDecorator:
    """The test is of every frame that is wanted, each by its name."""
    files = sorted(VECTORS.glob("*.json"))
    vectors = [(path.stem, vector) for path in files for vector in json.loads(path.read_text("utf-8"))]
    named = [pytest.param(vector, id=f"{stem}: {vector['name']}") for stem, vector in vectors if wanted(vector)]
    return pytest.mark.parametrize("vector", named)


def is_read(vector: Vector) -> bool:
    """A request's fields by position are a server's to read."""
    return "decoded" in vector and not (vector["type"] == "REQUEST" and "by position" in vector["name"])


def is_written(vector: Vector) -> bool:
    """What has another form is only read."""
    return "decoded" in vector and "rewritten" not in vector and not vector.get("read_only")


def is_a_request(vector: Vector) -> bool:
    """A request with an id such as this client gives."""
    return is_written(vector) and vector["type"] == "REQUEST" and vector["decoded"]["correlation_id"].isdigit()


@golden(is_read)
def test_a_golden_frame_is_read_as_what_it_says(vector: Vector) -> None:
    [(kind, payload_format, payload)] = Inbox(1 << 20).take(bytes.fromhex(vector["hex"]))
    codec = CODECS[vector["format"]]
    assert (kind, payload_format) == (KINDS[vector["type"]], codec.code)
    assert decode(codec, payload_format, payload) == vector["decoded"]


@golden(is_written)
def test_what_a_golden_frame_says_is_written_as_it_is(vector: Vector) -> None:
    codec = CODECS[vector["format"]]
    written = frame.frame(KINDS[vector["type"]], codec.code, codec.encode(vector["decoded"]))
    assert written.hex() == vector["hex"]


@golden(is_a_request)
def test_an_envelope_put_together_of_its_parts_is_the_golden_one(vector: Vector) -> None:
    codec = CODECS[vector["format"]]
    said = vector["decoded"]
    parts = envelope.options(
        codec,
        said.get("expects_reply", False),
        said.get("expects_stream", False),
        said.get("response_timeout_ms"),
        said.get("headers"),
        said.get("stream_credit"),
    )
    number = codec.digits(said["correlation_id"])
    names = envelope.names(codec, said["target"], said["message_type"])
    written = envelope.request(codec, parts, number, names, codec.encode(said["payload"]))
    assert written.hex() == vector["hex"]


@golden(lambda vector: "decoded" in vector)
def test_a_golden_frame_is_the_same_in_any_pieces(vector: Vector) -> None:
    data = bytes.fromhex(vector["hex"])
    [whole] = Inbox(1 << 20).take(data)
    for cut in range(1, len(data)):
        inbox = Inbox(1 << 20)
        assert inbox.take(data[:cut]) == []
        assert inbox.take(data[cut:]) == [whole]


@golden(lambda vector: vector.get("closes", False))
def test_a_bad_header_is_refused_before_its_payload_comes(vector: Vector) -> None:
    inbox = Inbox(1 << 20)
    assert inbox.take(bytes.fromhex(vector["hex"])) == []
    assert inbox.fault is not None


@pytest.mark.parametrize("data", [b"{", b"\xff", b"NaN", b"1 2", b"[" * 100_000], ids=repr)
def test_what_is_no_json_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        CODECS["json"].decode(data)


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\xdf\xff\xff\xff\xff", b"\xd4\x00\x00", b"\x91" * 100_000])
def test_what_is_no_messagepack_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        CODECS["messagepack"].decode(data)
