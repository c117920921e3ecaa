"""Where time and chance come from, so that tests need neither."""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Slept = TypeVar("Slept", None, Awaitable[None])


@dataclass(frozen=True, slots=True)
class Clock(Generic[Slept]):
    """`sleep`: pauses for so many seconds. `now`: seconds that never go back. `jitter`: a random number in [0, 1)."""

    sleep: Callable[[float], Slept]
    now: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
