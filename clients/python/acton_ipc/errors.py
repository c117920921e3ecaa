"""What a verb may raise: one tree. Each error says whether the handler ran, which is what a retry depends on."""

from typing import Final, Literal

Executed = Literal["no", "maybe", "yes"]
"""Whether the handler of a request ran."""

UNKNOWN_CODE: Final = "UNKNOWN"
"""The code of an error whose server named none."""


class ActonError(Exception):
    """Why there is no reply.

    `code`: the stable code, a string such as `TARGET_BUSY`. Decide by it.
    `executed`: whether the handler ran: `"no"`, `"maybe"` or `"yes"`.
    `retry_after`: the seconds after which another try has a chance, if the server said so.
    """

    code: str = UNKNOWN_CODE
    executed: Executed = "maybe"
    retry_after: float | None = None

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        executed: Executed | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        if executed is not None:
            self.executed = executed
        if retry_after is not None:
            self.retry_after = retry_after


class ServerError(ActonError):
    """The server answered with an error. `code` is the server's, its sentence is the message."""


class ActonTimeoutError(ActonError):
    """No answer came in time. The server was told to stop, if there was something to stop."""

    code = "TIMEOUT"


class DisconnectedError(ActonError):
    """The connection ended before the answer came, or could not be made.

    `is_passing`: whether connecting again may help, as far as the client can tell.
    """

    code = "IO_ERROR"
    is_passing: bool = True


def barred(sentence: str) -> DisconnectedError:
    """No connection was made, and no further try will make one."""
    error = DisconnectedError(sentence, executed="no")
    error.is_passing = False
    return error


class ProtocolError(ActonError):
    """The server broke the protocol: what it sent cannot be an answer."""

    code = "PROTOCOL_ERROR"


class EncodeError(ActonError):
    """The message cannot be encoded or is too large. Nothing was sent."""

    code = "SERIALIZATION_ERROR"
    executed = "no"
