"""Both faces under one: the verbs of the blocking client, so that a promise is written down once and held by both."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar, cast

from acton_ipc import ActonClient, AsyncActonClient, AsyncStream, AsyncSubscription, Discovery, Push, Response

Result = TypeVar("Result")


class Items(Iterator[Any], Protocol):
    """A stream of either face."""

    def close(self) -> None: ...


class Pushes(Iterator[Push], Protocol):
    """A subscription of either face."""

    @property
    def missed(self) -> int: ...

    @property
    def gaps(self) -> int: ...

    def close(self) -> None: ...


class Client(Protocol):
    """A client of either face."""

    def call(self, target: str, message_type: str, payload: Any = None, **options: Any) -> Any: ...
    def send(self, target: str, message_type: str, payload: Any = None, **options: Any) -> Response: ...
    def post(self, target: str, message_type: str, payload: Any = None, **options: Any) -> None: ...
    def stream(self, target: str, message_type: str, payload: Any = None, **options: Any) -> Items: ...
    def subscribe(self, *names: str) -> Pushes: ...
    def receive(self) -> Response: ...
    def discover(self) -> Discovery: ...
    def ping(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


Face = Callable[..., Client]


class Driven:
    """The asyncio client, its loop turned only while a verb waits."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        self._runner = asyncio.Runner()
        self._client = AsyncActonClient(*arguments, **settings)

    def call(self, target: str, message_type: str, payload: Any = None, **options: Any) -> Any:
        return self._run(self._client.call(target, message_type, payload, **options))

    def send(self, target: str, message_type: str, payload: Any = None, **options: Any) -> Response:
        return self._run(self._client.send(target, message_type, payload, **options))

    def post(self, target: str, message_type: str, payload: Any = None, **options: Any) -> None:
        self._run(self._client.post(target, message_type, payload, **options))

    def stream(self, target: str, message_type: str, payload: Any = None, **options: Any) -> Items:
        return DrivenIterator(self._run, self._client.stream(target, message_type, payload, **options))

    def subscribe(self, *names: str) -> Pushes:
        return DrivenIterator(self._run, self._run(self._client.subscribe(*names)))

    def receive(self) -> Response:
        return self._client.receive()

    def discover(self) -> Discovery:
        return self._run(self._client.discover())

    def ping(self) -> None:
        self._run(self._client.ping())

    def close(self) -> None:
        self._run(self._client.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._runner.close()

    def _run(self, verb: Awaitable[Result]) -> Result:
        async def waited() -> Result:
            return await verb

        return self._runner.run(waited())


class DrivenIterator(Iterator[Any]):
    """A stream or subscription of the asyncio client."""

    def __init__(self, run: Callable[[Awaitable[Any]], Any], driven: AsyncStream | AsyncSubscription) -> None:
        self._run = run
        self._driven = driven

    def __next__(self) -> Any:
        try:
            return self._run(anext(self._driven))
        except StopAsyncIteration:
            raise StopIteration from None

    @property
    def missed(self) -> int:
        assert isinstance(self._driven, AsyncSubscription)
        return self._driven.missed

    @property
    def gaps(self) -> int:
        assert isinstance(self._driven, AsyncSubscription)
        return self._driven.gaps

    def close(self) -> None:
        self._run(self._driven.close())


FACES: list[Face] = [cast(Face, ActonClient), Driven]
