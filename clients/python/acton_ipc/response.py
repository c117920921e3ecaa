"""What `send` returns: the whole answer, be it a reply or an error."""

from typing import Any, NotRequired, TypedDict

from acton_ipc.core.exchange import Exchange
from acton_ipc.errors import Executed, ServerError


class Response(TypedDict):
    """The answer to a request.

    `success`: whether there is a reply rather than an error. `payload`: the reply. `error`: the server's sentence.
    `error_code`: the stable code; decide by it. `executed`: whether the handler ran. `retry_after`: the seconds after
    which another try has a chance; only there if the server said so.
    """

    success: bool
    payload: Any
    error: str | None
    error_code: str | None
    executed: Executed
    retry_after: NotRequired[float]


def response_of(exchange: Exchange) -> Response:
    """What the server answered. Raises the exchange's error if it did not answer at all."""
    error = exchange.error
    payload = exchange.reply
    if error is None:
        return Response(success=True, payload=payload, error=None, error_code=None, executed="yes")
    if not isinstance(error, ServerError):
        raise error
    response = Response(
        success=False, payload=payload, error=str(error), error_code=error.code, executed=error.executed
    )
    if error.retry_after is not None:
        response["retry_after"] = error.retry_after
    return response
