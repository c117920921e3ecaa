"""Steps of a case performed with the asyncio client, and what they come to."""

import asyncio
from typing import Any

from acton_ipc import ActonError, AsyncActonClient
from steps import Line, Step, discovered, error_of, options, response_of


async def perform(client: AsyncActonClient, step: Step) -> list[Line]:
    """The lines of a step: its own, after those of the steps within it."""
    lines: list[Line] = []
    try:
        lines.append(await _said(client, step, lines))
    except ActonError as error:
        lines.append({"error": error_of(error)})
    return lines


async def _said(client: AsyncActonClient, step: Step, lines: list[Line]) -> Line:
    match step:
        case {"call": message}:
            return {"value": await client.call(*message, **options(step))}
        case {"send": message}:
            return {"response": response_of(await client.send(*message, **options(step)))}
        case {"post": message}:
            await client.post(*message, **options(step))
            return {"posted": True}
        case {"stream": _}:
            return await _items(client, step)
        case {"subscribe": _}:
            return await _pushes(client, step, lines)
        case {"discover": True}:
            return discovered(await client.discover())
        case {"ping": True}:
            await client.ping()
            return {"pong": True}
        case {"together": steps}:
            together = await asyncio.gather(*(perform(client, inner) for inner in steps))
            return {"together": [inner[-1] for inner in together]}
        case {"close": True}:
            await client.close()
            return {"closed": True}
    raise ValueError(f"no runner knows the step {step}")


async def _items(client: AsyncActonClient, step: Step) -> Line:
    take = step.get("take")
    items: list[Any] = []
    async with client.stream(*step["stream"], **options(step)) as stream:
        try:
            while take is None or len(items) < take:
                items.append(await anext(stream))
        except StopAsyncIteration:
            return {"items": items, "end": "end"}
        except ActonError as error:
            return {"items": items, "error": error_of(error)}
    return {"items": items, "end": "left"}


async def _pushes(client: AsyncActonClient, step: Step, lines: list[Line]) -> Line:
    pushes: list[Any] = []
    async with await client.subscribe(*step["subscribe"]) as subscription:
        for inner in step.get("while", []):
            lines += await perform(client, inner)
        try:
            while len(pushes) < step["take"]:
                push = await anext(subscription)
                pushes.append([push.message_type, push.payload])
        except StopAsyncIteration:
            return {"pushes": pushes, "error": None}
        except ActonError as error:
            return {"pushes": pushes, "error": error_of(error)}
        return {"pushes": pushes, "missed": subscription.missed, "gaps": subscription.gaps}
