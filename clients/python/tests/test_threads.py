"""Threads share one client, and none is given what another asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from acton_ipc import ActonClient, ActonTimeoutError
from acton_ipc.core import frame
from scripted_server import LONGEST, Conversation, ScriptedServer

THREADS = 8
CALLS = 200


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
