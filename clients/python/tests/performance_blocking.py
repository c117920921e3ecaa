"""Steps of a case performed with the blocking client, and what they come to."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from acton_ipc import ActonClient, ActonError
from steps import Line, Step, discovered, error_of, options, response_of


def perform(client: ActonClient, step: Step) -> list[Line]:
    """The lines of a step: its own, after those of the steps within it."""
    lines: list[Line] = []
    try:
        lines.append(_said(client, step, lines))
    except ActonError as error:
        lines.append({"error": error_of(error)})
    return lines


def _said(client: ActonClient, step: Step, lines: list[Line]) -> Line:
    match step:
        case {"call": message}:
            return {"value": client.call(*message, **options(step))}
        case {"send": message}:
            return {"response": response_of(client.send(*message, **options(step)))}
        case {"post": message}:
            client.post(*message, **options(step))
            return {"posted": True}
        case {"stream": _}:
            return _items(client, step)
        case {"subscribe": _}:
            return _pushes(client, step, lines)
        case {"discover": True}:
            return discovered(client.discover())
        case {"ping": True}:
            client.ping()
            return {"pong": True}
        case {"together": steps}:
            return {"together": _together(client, steps)}
        case {"close": True}:
            client.close()
            return {"closed": True}
    raise ValueError(f"no runner knows the step {step}")


def _together(client: ActonClient, steps: list[Step]) -> list[Line]:
    with ThreadPoolExecutor(len(steps)) as threads:
        return [lines[-1] for lines in threads.map(lambda step: perform(client, step), steps)]


def _items(client: ActonClient, step: Step) -> Line:
    take = step.get("take")
    items: list[Any] = []
    with client.stream(*step["stream"], **options(step)) as stream:
        try:
            while take is None or len(items) < take:
                items.append(next(stream))
        except StopIteration:
            return {"items": items, "end": "end"}
        except ActonError as error:
            return {"items": items, "error": error_of(error)}
    return {"items": items, "end": "left"}


def _pushes(client: ActonClient, step: Step, lines: list[Line]) -> Line:
    pushes: list[Any] = []
    with client.subscribe(*step["subscribe"]) as subscription:
        for inner in step.get("while", []):
            lines += perform(client, inner)
        try:
            while len(pushes) < step["take"]:
                push = next(subscription)
                pushes.append([push.message_type, push.payload])
        except StopIteration:
            return {"pushes": pushes, "error": None}
        except ActonError as error:
            return {"pushes": pushes, "error": error_of(error)}
        return {"pushes": pushes, "missed": subscription.missed, "gaps": subscription.gaps}
