"""What `send` and `receive` promise."""

import pytest
from acton_ipc import DisconnectedError
from faces import Face
from scripted_server import Conversation, ScriptedServer, replies


def test_send_returns_a_response_with_all_its_fields_and_leaves_it_for_receive(connect: Face) -> None:
    with ScriptedServer(replies({"Add": {"sum": 8}})) as server, connect(server.path) as client:
        sent = client.send("calculator", "Add", {"a": 5, "b": 3})
        received = client.receive()
    assert sent == received
    assert sent == {"success": True, "payload": {"sum": 8}, "error": None, "error_code": None, "executed": "yes"}


def test_send_raises_no_error_of_the_servers_and_tries_nothing_again(connect: Face) -> None:
    def script(line: Conversation) -> None:
        line.refuse(line.read(), "TARGET_BUSY", retry_after_ms=1)
        assert line.wait() == b""

    with ScriptedServer(script) as server, connect(server.path) as client:
        response = client.send("actor", "Ask")
    assert (response["success"], response["error_code"], response["executed"]) == (False, "TARGET_BUSY", "no")
    assert response["error"] == "TARGET_BUSY: so it is"
    assert response["retry_after"] == 0.001


def test_send_raises_if_there_is_no_answer_at_all(connect: Face) -> None:
    with ScriptedServer(Conversation.read) as server, connect(server.path) as client:
        with pytest.raises(DisconnectedError) as raised:
            client.send("actor", "Ask")
    assert raised.value.executed == "maybe"


def test_receive_gives_the_oldest_response_first_and_keeps_64(connect: Face) -> None:
    def script(line: Conversation) -> None:
        for number in range(65):
            line.reply(line.read(), number)
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        for _ in range(65):
            client.send("actor", "Ask")
        assert [client.receive()["payload"] for _ in range(64)] == list(range(1, 65))
        with pytest.raises(LookupError, match="no response"):
            client.receive()
