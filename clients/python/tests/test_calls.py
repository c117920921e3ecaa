"""What a call, a post, a ping and a discovery promise."""

import pytest
from acton_ipc import ActonTimeoutError, DisconnectedError, EncodeError, ServerError
from acton_ipc.core import frame
from faces import Face
from scripted_server import Conversation, ScriptedServer, replies


@pytest.mark.parametrize("wire_format", ["json", "msgpack"])
def test_a_call_returns_the_payload_of_its_reply(connect: Face, wire_format: str) -> None:
    server = ScriptedServer(replies({"Add": {"sum": 8}}))
    with server, connect(server.path, wire_format=wire_format) as client:
        assert client.call("calculator", "Add", {"a": 5, "b": 3}) == {"sum": 8}


def test_a_call_sends_its_timeout_and_joins_its_headers_with_the_clients(connect: Face) -> None:
    def script(line: Conversation) -> None:
        asked = line.read()
        line.reply(asked, asked)
        line.wait()

    with ScriptedServer(script) as server, connect(server.path, headers={"a": "1", "b": "1"}) as client:
        asked = client.call("actor", "Ask", timeout=0, headers={"b": "2"})
    # What is left of the longest time there is.
    assert 30_000 < asked["response_timeout_ms"] <= 300_000
    assert asked["headers"] == {"a": "1", "b": "2"}
    assert asked["expects_reply"] is True
    assert asked["payload"] is None


def test_an_error_of_the_server_has_its_code_its_sentence_and_whether_the_handler_ran(connect: Face) -> None:
    def script(line: Conversation) -> None:
        line.refuse(line.read(), "HANDLER_ERROR", executed="yes", retry_after_ms=1500)
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        with pytest.raises(ServerError, match="so it is") as raised:
            client.call("actor", "Ask")
    assert (raised.value.code, raised.value.executed, raised.value.retry_after) == ("HANDLER_ERROR", "yes", 1.5)


def test_a_call_without_an_answer_times_out_and_is_cancelled_at_the_server(connect: Face) -> None:
    cancelled = []

    def script(line: Conversation) -> None:
        asked = line.read()
        cancelled.append(line.read(frame.CANCEL)["correlation_id"] == asked["correlation_id"])
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        with pytest.raises(ActonTimeoutError) as raised:
            client.call("actor", "Ask", timeout=0.001)
    assert (raised.value.code, raised.value.executed) == ("TIMEOUT", "maybe")
    assert cancelled == [True]


def test_a_post_returns_once_it_is_delivered(connect: Face) -> None:
    def script(line: Conversation) -> None:
        asked = line.read()
        assert "expects_reply" not in asked
        line.reply(asked, {"status": "delivered"})
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        client.post("actor", "Tell", {"a": 1})


def test_a_ping_returns_once_it_is_echoed(connect: Face) -> None:
    def script(line: Conversation) -> None:
        payload = line.read(frame.HEARTBEAT)
        line.write(frame.HEARTBEAT, payload)
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        client.ping()


def test_a_discovery_names_actors_and_message_types(connect: Face) -> None:
    def script(line: Conversation) -> None:
        asked = line.read(frame.DISCOVER)
        found = {"actors": [{"name": "a", "ern": "ern:a"}], "message_types": ["Add"]}
        version = {"current": 2, "min_supported": 1, "max_supported": 2}
        answer = {"correlation_id": asked["correlation_id"], "success": True, "protocol_version": version}
        line.write(frame.RESPONSE, {**answer, **found})
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        found = client.discover()
    assert (found.actors, found.message_types, found.protocol_version) == ([("a", "ern:a")], ["Add"], 2)


def test_a_message_that_cannot_be_encoded_or_is_too_large_is_not_sent(connect: Face) -> None:
    with connect("/nowhere/at/all") as client:
        for payload in (object(), float("nan"), {1, 2}, "\ud800"):
            with pytest.raises(EncodeError, match="cannot be written as JSON") as raised:
                client.call("actor", "Ask", payload)
            assert raised.value.executed == "no"
        with pytest.raises(EncodeError, match="nothing was sent") as raised:
            client.call("actor", "Ask", "x" * (16 * 1024 * 1024))
        assert raised.value.code == "PAYLOAD_TOO_LARGE"


def test_where_nobody_ever_listened_a_verb_fails_at_once_and_says_what_to_do(connect: Face) -> None:
    with connect("/nowhere/at/all") as client, pytest.raises(DisconnectedError, match="start one") as raised:
        client.call("actor", "Ask")
    assert (raised.value.code, raised.value.executed) == ("IO_ERROR", "no")


def test_a_closed_client_connects_again_at_its_next_verb(connect: Face) -> None:
    answering = replies({"Ask": 1})
    with ScriptedServer(answering, answering) as server, connect(server.path) as client:
        assert client.call("actor", "Ask") == 1
        client.close()
        assert client.call("actor", "Ask") == 1
