"""What the asyncio client promises of tasks and event loops."""

import asyncio
import gc
import selectors

import pytest
from acton_ipc import ActonError, AsyncActonClient, AsyncSubscription
from acton_ipc.core import frame
from scripted_server import Conversation, ScriptedServer, replies


def test_many_tasks_share_one_connection_and_each_gets_its_own_answer() -> None:
    def script(line: Conversation) -> None:
        asked = [line.read() for _ in range(500)]
        for one in reversed(asked):
            line.reply(one, one["payload"])
        line.wait()

    async def calls(path: str) -> list[int]:
        async with AsyncActonClient(path) as client:
            answers: list[int] = await asyncio.gather(*(client.call("actor", "Ask", number) for number in range(500)))
            return answers

    with ScriptedServer(script) as server:
        assert asyncio.run(calls(server.path)) == list(range(500))


def test_more_requests_than_a_server_takes_at_once_wait_for_room() -> None:
    def script(line: Conversation) -> None:
        asked = [line.read() for _ in range(1_000)]
        for one in asked:
            line.reply(one, None)
        for _ in range(200):
            line.reply(line.read(), None)
        line.wait()

    async def calls(path: str) -> None:
        async with AsyncActonClient(path) as client:
            await asyncio.gather(*(client.call("actor", "Ask") for _ in range(1_200)))

    with ScriptedServer(script) as server:
        asyncio.run(calls(server.path))


def test_cancelling_a_task_cancels_its_request_at_the_server() -> None:
    async def cancel(path: str) -> None:
        async with AsyncActonClient(path) as client:
            asking = asyncio.create_task(client.call("actor", "Ask"))
            assert await client.call("actor", "Other") == "well"
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert await client.call("actor", "Other") == "well"

    def script(line: Conversation) -> None:
        other, asked = line.read(), line.read()
        line.reply(other, "well")
        assert line.read(frame.CANCEL) == {"correlation_id": asked["correlation_id"]}
        line.reply(line.read(), "well")
        line.wait()

    with ScriptedServer(script) as server:
        asyncio.run(cancel(server.path))


def test_a_task_that_alone_waits_goes_on_in_the_turn_of_the_loop_that_brings_its_answer() -> None:
    class Selector(selectors.DefaultSelector):
        turns = 0

        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            self.turns += 1
            return super().select(timeout)

    async def calls(path: str) -> int:
        async with AsyncActonClient(path) as client:
            await client.call("actor", "Ask")
            before = selector.turns
            for _ in range(100):
                assert await client.call("actor", "Ask") == "well"
            return selector.turns - before

    selector = Selector()
    with (
        ScriptedServer(replies({"Ask": "well"})) as server,
        asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner,
    ):
        assert runner.run(calls(server.path)) < 110


@pytest.mark.parametrize("task_type", [asyncio.tasks._CTask, asyncio.tasks._PyTask])  # type: ignore[attr-defined]
def test_a_task_that_is_cancelled_while_it_waits_learns_why(task_type: type) -> None:
    async def cancel(path: str) -> None:
        async with AsyncActonClient(path) as client:
            await client.call("actor", "Ask")
            asking = asyncio.create_task(client.call("actor", "Silent"))
            await asyncio.sleep(0)
            assert asking.cancel("enough")
            with pytest.raises(asyncio.CancelledError, match="enough"):
                await asking
            async with asyncio.timeout(60):
                assert await client.call("actor", "Ask") == "well"

    def script(line: Conversation) -> None:
        line.reply(line.read(), "well")
        asked = line.read()
        assert line.read(frame.CANCEL) == {"correlation_id": asked["correlation_id"]}
        line.reply(line.read(), "well")
        line.wait()

    with ScriptedServer(script) as server, asyncio.Runner() as runner:
        runner.get_loop().set_task_factory(lambda loop, coroutine, **named: task_type(coroutine, loop=loop, **named))
        runner.run(cancel(server.path))


def test_a_client_goes_on_in_another_event_loop_once_the_first_is_closed() -> None:
    answering = replies({"Ask": "well"})
    with ScriptedServer(answering, answering) as server:
        client = AsyncActonClient(server.path)
        assert asyncio.run(client.call("actor", "Ask")) == "well"
        assert asyncio.run(client.call("actor", "Ask")) == "well"
        asyncio.run(client.close())


def test_a_subscription_goes_on_in_another_event_loop_and_shows_the_gap() -> None:
    def script(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        line.push("News", "well", 0)
        line.wait()

    with ScriptedServer(script, script) as server, asyncio.Runner() as second:
        client = AsyncActonClient(server.path)
        with asyncio.Runner() as first:
            news = first.run(client.subscribe("News"))
            assert first.run(taken(news)) == ("well", 0)
        assert second.run(taken(news)) == ("well", 1)
        second.run(client.close())


async def taken(news: AsyncSubscription) -> tuple[str, int]:
    """The next push, and the gaps before it."""
    return (await anext(news)).payload, news.gaps


def test_a_client_that_is_dropped_closes_its_connection() -> None:
    async def ask(path: str) -> str:
        answer: str = await AsyncActonClient(path).call("actor", "Ask")
        gc.collect()
        return answer

    def script(line: Conversation) -> None:
        line.reply(line.read(), "well")
        assert line.wait() == b""

    with ScriptedServer(script) as server:
        assert asyncio.run(ask(server.path)) == "well"


def test_an_item_is_not_lost_when_the_task_that_waits_for_it_is_cancelled() -> None:
    def script(line: Conversation) -> None:
        asked = line.read()
        line.item(asked, 0, "first")
        other = line.read()
        line.item(asked, 1, "second")
        line.finish(asked, 2)
        line.reply(other, None)
        line.wait()

    async def items(path: str) -> list[str]:
        async with AsyncActonClient(path) as client, client.stream("actor", "Ask") as stream:
            first = await anext(stream)
            waiting = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await client.call("actor", "Other")
            return [first, *[item async for item in stream]]

    with ScriptedServer(script) as server:
        assert asyncio.run(items(server.path)) == ["first", "second"]


def test_a_stream_cancelled_before_its_first_item_never_looks_as_if_all_had_come() -> None:
    def script(line: Conversation) -> None:
        line.read()
        line.read(frame.CANCEL)
        line.wait()

    async def items(path: str) -> None:
        async with AsyncActonClient(path) as client, client.stream("actor", "Ask") as stream:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(anext(stream), 0.01)
            with pytest.raises(ActonError, match="was cancelled"):
                await anext(stream)

    with ScriptedServer(script) as server:
        asyncio.run(items(server.path))


def test_two_tasks_cannot_wait_for_one_subscription() -> None:
    def script(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        line.wait()

    async def twice(path: str) -> None:
        async with AsyncActonClient(path) as client, await client.subscribe("News") as news:
            first = asyncio.ensure_future(anext(news))
            await asyncio.sleep(0)
            with pytest.raises(RuntimeError, match="another task waits"):
                await anext(news)
            await news.close()
            with pytest.raises(StopAsyncIteration):
                await first

    with ScriptedServer(script) as server:
        asyncio.run(twice(server.path))
