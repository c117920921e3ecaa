"""What is tried again, and what never is."""

from typing import Any

import pytest
from acton_ipc import ActonError, DisconnectedError, ServerError
from acton_ipc.core.attempts import Attempts
from acton_ipc.core.backoff import Backoff
from acton_ipc.core.outage import Outage
from faces import Face
from scripted_server import Conversation, ScriptedServer

PASSING = ["TARGET_BUSY", "RATE_LIMITED", "SHUTTING_DOWN", "CONNECTION_LIMIT_REACHED"]
LASTING = [
    "ACTOR_NOT_FOUND",
    "UNKNOWN_MESSAGE_TYPE",
    "SERIALIZATION_ERROR",
    "ACCESS_DENIED",
    "QUOTA_EXCEEDED",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_FORMAT",
]


def attempts(retry: bool = True) -> Attempts:
    """Tries that have until 10 s, and half of every pause."""
    return Attempts(10.0, retry, lambda: 0.5)


def refused(code: str, **more: Any) -> ServerError:
    """A server's error."""
    return ServerError("so it is", code=code, **more)


@pytest.mark.parametrize("code", PASSING)
def test_what_did_not_run_and_passes_is_tried_again_after_a_pause(code: str) -> None:
    assert attempts().pause_after(refused(code, executed="no"), 0.0, was_old=True) == 0.025


@pytest.mark.parametrize("code", PASSING)
@pytest.mark.parametrize("executed", ["maybe", "yes"])
def test_what_may_have_run_is_never_tried_again(code: str, executed: str) -> None:
    with pytest.raises(ServerError):
        attempts().pause_after(refused(code, executed=executed), 0.0, was_old=True)


@pytest.mark.parametrize("code", LASTING)
def test_what_does_not_pass_is_never_tried_again(code: str) -> None:
    with pytest.raises(ServerError):
        attempts().pause_after(refused(code, executed="no"), 0.0, was_old=True)


def test_the_time_a_server_names_is_waited_for_and_never_past_the_callers_own() -> None:
    busy = refused("TARGET_BUSY", executed="no", retry_after=3.0)
    assert attempts().pause_after(busy, 0.0, was_old=True) == 3.0
    with pytest.raises(ServerError):
        attempts().pause_after(busy, 7.0, was_old=True)


def test_a_client_that_does_not_retry_still_gets_a_connection_in_place_of_a_dead_one() -> None:
    unsent = DisconnectedError("so it is", executed="no")
    assert attempts(retry=False).pause_after(unsent, 0.0, was_old=True) == 0.0
    with pytest.raises(DisconnectedError):
        attempts(retry=False).pause_after(unsent, 0.0, was_old=False)


def test_pauses_double_up_to_two_seconds() -> None:
    backoff = Backoff(lambda: 1.0)
    assert [backoff.pause() for _ in range(8)] == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


def test_a_subscription_tries_to_come_back_for_30_seconds() -> None:
    outage = Outage(lambda: 1.0)
    lost = DisconnectedError("so it is")
    assert outage.pause_after(lost, 100.0) == 0.0
    assert outage.pause_after(lost, 129.0) == 0.05
    with pytest.raises(DisconnectedError, match="within 30 s"):
        outage.pause_after(lost, 130.0)


def test_a_busy_actor_is_asked_again_with_the_same_message(connect: Face) -> None:
    def script(line: Conversation) -> None:
        first = line.read()
        line.refuse(first, "TARGET_BUSY", retry_after_ms=1)
        second = line.read()
        assert (first["payload"], first["headers"]) == (second["payload"], second["headers"])
        line.reply(second, "done")
        line.wait()

    with ScriptedServer(script) as server, connect(server.path, headers={"a": "b"}) as client:
        assert client.call("actor", "Ask", {"x": 1}) == "done"


def test_a_request_that_was_sent_on_a_connection_that_ended_is_not_sent_again(connect: Face) -> None:
    with ScriptedServer(Conversation.read) as server, connect(server.path) as client:
        with pytest.raises(DisconnectedError) as raised:
            client.call("actor", "Ask")
    assert raised.value.executed == "maybe"


def test_a_connection_that_idled_and_was_closed_is_made_again_and_nobody_hears_of_it(connect: Face) -> None:
    def script(line: Conversation) -> None:
        asked = line.read()
        line.turn_deaf()
        line.reply(asked, "well")

    with ScriptedServer(script, script, script) as server, connect(server.path, retry=False) as client:
        for _ in range(3):
            assert client.call("actor", "Ask") == "well"


def test_a_client_or_a_call_may_decline_to_try_again(connect: Face) -> None:
    def script(line: Conversation) -> None:
        line.refuse(line.read(), "TARGET_BUSY")
        line.wait()

    for settings, options in (({"retry": False}, {}), ({}, {"retry": False})):
        with ScriptedServer(script) as server, connect(server.path, **settings) as client:
            with pytest.raises(ActonError):
                client.call("actor", "Ask", **options)
