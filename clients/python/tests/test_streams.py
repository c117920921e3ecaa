"""What a stream promises."""

from typing import Any

import pytest
from acton_ipc import ActonTimeoutError, DisconnectedError, ProtocolError
from acton_ipc.core import frame
from faces import Face
from scripted_server import Conversation, ScriptedServer


def test_a_stream_gives_its_items_in_order_and_ends(connect: Face) -> None:
    def script(line: Conversation) -> None:
        asked = line.read()
        assert (asked["expects_stream"], asked["stream_credit"]) == (True, 256)
        for sequence, payload in enumerate([3, None, 1]):
            line.item(asked, sequence, payload)
        line.finish(asked, 3)
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        stream = client.stream("countdown", "Count", 3)
        assert list(stream) == [3, None, 1]
        assert list(stream) == []


def test_credit_is_granted_in_halves_as_items_are_taken(connect: Face) -> None:
    granted: list[int] = []

    def script(line: Conversation) -> None:
        asked = line.read()
        for sequence in range(256):
            line.item(asked, sequence, sequence)
        granted.extend(line.read(frame.CREDIT)["items"] for _ in range(2))
        line.finish(asked, 256)
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        assert list(client.stream("actor", "Ask")) == list(range(256))
    assert granted == [128, 128]


@pytest.mark.parametrize("way", ["close", "drop"])
def test_a_stream_that_is_left_early_is_cancelled(connect: Face, way: str) -> None:
    def script(line: Conversation) -> None:
        asked = line.read()
        line.item(asked, 0, "first")
        assert line.read(frame.CANCEL) == {"correlation_id": asked["correlation_id"]}
        line.reply(line.read(), "next")
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        stream = client.stream("actor", "Ask")
        assert next(stream) == "first"
        if way == "close":
            stream.close()
        del stream
        assert client.call("actor", "Ask") == "next"


def test_an_error_comes_after_the_items_and_is_the_last_thing(connect: Face) -> None:
    def script(line: Conversation) -> None:
        line.item(line.read(), 0, "first")

    with ScriptedServer(script) as server, connect(server.path) as client:
        stream = client.stream("actor", "Ask")
        assert next(stream) == "first"
        with pytest.raises(DisconnectedError):
            next(stream)
        assert list(stream) == []


def test_an_item_out_of_order_ends_its_stream_and_no_other(connect: Face) -> None:
    def script(line: Conversation) -> None:
        asked = line.read()
        line.item(asked, 1, "second")
        line.read(frame.CANCEL)
        line.reply(line.read(), "well")
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        with pytest.raises(ProtocolError, match="item 1 of the stream came where item 0 was due"):
            next(client.stream("actor", "Ask"))
        assert client.call("actor", "Ask") == "well"


def test_the_time_of_a_stream_runs_while_an_item_is_waited_for(connect: Face) -> None:
    def script(line: Conversation) -> None:
        line.item(line.read(), 0, "first")
        line.read(frame.CANCEL)
        line.wait()

    items: list[Any] = []
    with ScriptedServer(script) as server, connect(server.path) as client:
        with pytest.raises(ActonTimeoutError):
            # Not `extend`, which keeps nothing of what an error ends.
            for item in client.stream("actor", "Ask", timeout=0.05):
                items.append(item)
    assert items == ["first"]
