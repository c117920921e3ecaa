"""Ways to keep a client busy for some seconds, and to count what it completed. Needs the standard library alone."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Final

Busy = Callable[[float], tuple[int, float]]
"""Keeps the client busy for so many seconds; returns the calls completed, and the time it took."""

IN_FLIGHT: Final = 64
"""Calls on the way when they are pipelined."""


def repeated(step: Callable[[], object], calls: int = 1) -> Busy:
    """One step after another, each of them so many calls."""

    def busy(seconds: float) -> tuple[int, float]:
        start = perf_counter()
        return _repeat(step, start + seconds) * calls, perf_counter() - start

    return busy


def in_threads(call: Callable[[], object], threads: int) -> Busy:
    """So many threads, each with one call at a time."""

    def busy(seconds: float) -> tuple[int, float]:
        with ThreadPoolExecutor(threads) as pool:
            start = perf_counter()
            counts = pool.map(lambda due: _repeat(call, due), [start + seconds] * threads)
            return sum(counts), perf_counter() - start

    return busy


def in_tasks(runner: asyncio.Runner, step: Callable[[], Awaitable[object]], tasks: int, calls: int = 1) -> Busy:
    """So many tasks, each with one step at a time, which is so many calls."""

    async def repeat(due: float) -> int:
        steps = 0
        while perf_counter() < due:
            await step()
            steps += 1
        return steps

    async def all_of_them(seconds: float) -> tuple[int, float]:
        start = perf_counter()
        steps = await asyncio.gather(*(repeat(start + seconds) for _ in range(tasks)))
        return sum(steps) * calls, perf_counter() - start

    return lambda seconds: runner.run(all_of_them(seconds))


def check(answer: object, right: object) -> None:
    """The first answer must be right before anything counts."""
    if answer != right:
        raise ValueError(f"the server answered {answer!r} where {right!r} is right")


def _repeat(step: Callable[[], object], due: float) -> int:
    steps = 0
    while perf_counter() < due:
        step()
        steps += 1
    return steps
