"""Why a connection is over, and what that says to whoever waited for it."""

from acton_ipc.core import answer
from acton_ipc.core.answer import Body
from acton_ipc.errors import ActonError, DisconnectedError, Executed, ProtocolError


class End(Exception):
    """Nothing more comes: the connection ended for a reason outside the protocol."""

    is_passing = True
    """Whether another connection may fare better."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.complaint = ""
        """What the server had said of no request in particular."""

    def error(self, executed: Executed) -> ActonError:
        """What it means to a request of which the client knows only so much. Each waiter gets an error of its own."""
        error = DisconnectedError(f"the connection ended: {self.reason}{self.complaint}", executed=executed)
        error.is_passing = self.is_passing
        return error

    def explain(self, complaint: str | None) -> None:
        """Tells what the server had said before."""
        if complaint is not None:
            self.complaint = f", after it had said: {complaint}"


class Left(End):
    """The caller closed the client."""

    is_passing = False

    def __init__(self) -> None:
        super().__init__("the client was closed")


class Broken(End):
    """The server broke the protocol, so nothing after it can be believed."""

    def error(self, executed: Executed) -> ActonError:
        error = super().error(executed)
        error.__cause__ = ProtocolError(f"the server broke the protocol: {self.reason}", executed=executed)
        return error


class Refused(End):
    """The server let nobody in, and looked at nothing that was sent."""

    def __init__(self, body: Body) -> None:
        super().__init__(answer.sentence(body) or "the server refused the connection")
        self._body = body

    def error(self, executed: Executed) -> ActonError:
        return answer.refusal(self._body, "no")
