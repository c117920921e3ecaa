"""Threads share one client, and none is given what another asked for."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from acton_ipc import ActonClient, ActonTimeoutError, DisconnectedError
from acton_ipc.core import frame
from scripted_server import LONGEST, Conversation, ScriptedServer

THREADS = 8
CALLS = 200


def until_at_the_socket(client: ActonClient, threads: int) -> None:
    """Waits until so many threads wait at the client's socket, one of them to read."""
    given_up = time.monotonic() + LONGEST
    while (line := client._board._line) is None or not line.is_read or line.users != threads:
        assert time.monotonic() < given_up


def test_eight_threads_on_one_client_each_get_their_own_answers_on_one_connection() -> None:
    def script(line: Conversation) -> None:
        for _ in range(THREADS * CALLS):
            asked = line.read()
            line.reply(asked, asked["payload"])
        line.wait()

    with ScriptedServer(script) as server, ActonClient(server.path) as client, ThreadPoolExecutor(THREADS) as threads:

        def calls(thread: int) -> list[int]:
            return [client.call("actor", "Ask", thread * CALLS + number) for number in range(CALLS)]

        answers = list(threads.map(calls, range(THREADS)))
    assert answers == [list(range(thread * CALLS, (thread + 1) * CALLS)) for thread in range(THREADS)]


def test_answers_in_another_order_reach_those_who_asked() -> None:
    def script(line: Conversation) -> None:
        asked = [line.read() for _ in range(THREADS)]
        for one in reversed(asked):
            line.reply(one, one["payload"])
        line.wait()

    with ScriptedServer(script) as server, ActonClient(server.path) as client, ThreadPoolExecutor(THREADS) as threads:
        assert list(threads.map(lambda number: client.call("actor", "Ask", number), range(THREADS))) == list(
            range(THREADS)
        )


def test_a_thread_that_waits_for_a_push_reads_for_a_thread_that_calls() -> None:
    pushed: list[object] = []

    def script(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        line.reply(line.read(), "well")
        line.push("News", "last", 0)
        line.wait()

    with ScriptedServer(script) as server, ActonClient(server.path) as client:
        news = client.subscribe("News")
        waiting = threading.Thread(target=lambda: pushed.append(next(news).payload))
        waiting.start()
        assert client.call("actor", "Ask") == "well"
        waiting.join()
    assert pushed == ["last"]


def test_a_push_can_be_waited_for_with_a_bound_and_the_subscription_goes_on() -> None:
    def script(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        line.reply(line.read(), None)
        line.push("News", "late", 0)
        line.wait()

    with ScriptedServer(script) as server, ActonClient(server.path) as client:
        with client.subscribe("News") as news:
            with pytest.raises(ActonTimeoutError, match="goes on"):
                news.wait(timeout=0.01)
            client.post("actor", "Tell")
            assert news.wait(timeout=LONGEST).payload == "late"
        with pytest.raises(EOFError):
            news.wait(timeout=LONGEST)


def test_a_thread_that_sends_much_reads_on_when_the_one_that_read_has_its_answer() -> None:
    is_filled = threading.Event()

    def script(line: Conversation) -> None:
        first = line.read()
        is_filled.wait(LONGEST)
        line.reply(first, "first")
        # More than the sockets hold: it leaves only if somebody reads.
        for number in range(40):
            line.push("News", "x" * 100_000, number)
        line.reply(line.read(), "second")
        line.wait()

    with ScriptedServer(script) as server, ActonClient(server.path) as client, ThreadPoolExecutor(2) as threads:
        reading = threads.submit(client.call, "actor", "Ask")
        until_at_the_socket(client, 1)
        sending = threads.submit(client.call, "actor", "Ask", "y" * 3_000_000)
        until_at_the_socket(client, 2)
        is_filled.set()
        assert (reading.result(), sending.result()) == ("first", "second")


def test_a_thread_that_sends_is_told_of_the_end_by_an_error_of_the_client() -> None:
    is_filled = threading.Event()

    def script(line: Conversation) -> None:
        line.read()
        is_filled.wait(LONGEST)

    def failure(payload: str) -> str:
        with pytest.raises(DisconnectedError) as failed:
            client.call("actor", "Ask", payload, timeout=LONGEST)
        return failed.value.executed

    with ScriptedServer(script) as server, ActonClient(server.path, retry=False) as client:
        with ThreadPoolExecutor(2) as threads:
            reading = threads.submit(failure, "")
            until_at_the_socket(client, 1)
            sending = threads.submit(failure, "y" * 3_000_000)
            until_at_the_socket(client, 2)
            is_filled.set()
            assert (reading.result(), sending.result()) == ("maybe", "maybe")


def test_closing_a_client_wakes_every_thread_that_waits() -> None:
    asked = threading.Barrier(2)

    def script(line: Conversation) -> None:
        line.read()
        line.read()
        asked.wait()
        line.wait()

    def failure() -> str:
        try:
            client.call("actor", "Ask")
        except Exception as error:
            return str(error)
        return "none"

    with ScriptedServer(script) as server, ActonClient(server.path) as client, ThreadPoolExecutor(2) as threads:
        failures = [threads.submit(failure) for _ in range(2)]
        asked.wait()
        client.close()
        assert ["the client was closed" in failed.result() for failed in failures] == [True, True]
