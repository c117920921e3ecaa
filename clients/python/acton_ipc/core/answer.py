"""What the server sends, read: the fields a client relies on are checked, everything else is taken as it is."""

from typing import Any, Final, NoReturn

from acton_ipc.core.codec import Unreadable
from acton_ipc.errors import UNKNOWN_CODE, Executed, ServerError
from acton_ipc.limits import MAX_ERROR_TEXT

Body = dict[str, Any]
"""What a frame of the server's holds."""

REJECTED_ID: Final = "__acton_connection_rejected__"
"""The id of the one answer that refuses a connection."""

UNKNOWN_ID: Final = "unknown"
"""The id of an answer to something whose own id could not be read."""

_EXECUTED: Final[dict[Any, Executed]] = {"no": "no", "maybe": "maybe", "yes": "yes"}


def named(body: Any, fields: tuple[str, ...]) -> Body:
    """A struct as a map of its fields; MessagePack may hold them by position."""
    if isinstance(body, dict):
        return body
    if isinstance(body, list):
        return dict(zip(fields, body, strict=False))
    raise Unreadable(f"a map was expected where a {type(body).__name__} came")


def text(body: Body, field: str) -> str:
    """A field that must be a string."""
    value = body.get(field)
    return value if isinstance(value, str) else missing(field, "a string")


def flag(body: Body, field: str) -> bool:
    """A field that must be true or false."""
    value = body.get(field)
    return value if isinstance(value, bool) else missing(field, "true or false")


def number(body: Body, field: str) -> int:
    """A field that must be a whole number, not below 0."""
    value = body.get(field)
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if whole else missing(field, "a whole number")  # type: ignore[return-value]


def missing(field: str, expected: str) -> NoReturn:
    """A field is not what it must be."""
    raise Unreadable(f"the field `{field}` must be {expected}")


def sentence(body: Body) -> str | None:
    """What an answer says to people, no longer than the protocol allows."""
    error = body.get("error")
    return error[:MAX_ERROR_TEXT] if isinstance(error, str) else None


def code(body: Body) -> str:
    """What an answer says to programs."""
    error_code = body.get("error_code")
    return error_code[:MAX_ERROR_TEXT] if isinstance(error_code, str) else UNKNOWN_CODE


def executed(body: Body) -> Executed:
    """Whether the handler ran; a server that does not say leaves it open."""
    told = body.get("executed")
    return _EXECUTED.get(told, "maybe") if isinstance(told, str) else "maybe"


def retry_after(body: Body) -> float | None:
    """The seconds after which another try has a chance, if the server says so."""
    milliseconds = body.get("retry_after_ms")
    whole = isinstance(milliseconds, int) and not isinstance(milliseconds, bool)
    return max(0, milliseconds) / 1000 if whole else None  # type: ignore[type-var, operator]


def refusal(body: Body, ran: Executed | None = None) -> ServerError:
    """The error that an answer is. `ran` overrules what it says of the handler."""
    return ServerError(
        sentence(body) or "the server gave no reason",
        code=code(body),
        executed=ran or executed(body),
        retry_after=retry_after(body),
    )
