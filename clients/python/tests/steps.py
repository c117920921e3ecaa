"""What a step of a case may say beside its message, and the lines that both faces print alike."""

from typing import Any

from acton_ipc import ActonError, Discovery, Response

Step = dict[str, Any]
Line = dict[str, Any]

_MILLISECONDS = 1_000


def options(step: Step) -> dict[str, Any]:
    """The step's own options, as verbs take them."""
    given: dict[str, Any] = {name: step[name] for name in ("headers", "retry") if name in step}
    if "timeout_ms" in step:
        given["timeout"] = step["timeout_ms"] / _MILLISECONDS
    return given


def error_of(error: ActonError) -> Line:
    """What of an error is the same in every language."""
    return {"code": error.code, "executed": error.executed}


def response_of(response: Response) -> Line:
    """What of a response is the same in every language."""
    return {
        "success": response["success"],
        "payload": response["payload"],
        "error_code": response["error_code"],
        "executed": response["executed"],
    }


def discovered(found: Discovery) -> Line:
    """What there is to call, by name."""
    return {"actors": sorted(actor.name for actor in found.actors), "types": sorted(found.message_types)}
