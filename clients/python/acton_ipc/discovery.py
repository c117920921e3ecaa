"""What a server has to call, as `discover` returns it."""

from typing import Any, NamedTuple

from acton_ipc.core import answer
from acton_ipc.core.answer import Body
from acton_ipc.core.codec import Unreadable
from acton_ipc.errors import ProtocolError


class ActorInfo(NamedTuple):
    """One exposed actor. `name`: what to call it by. `ern`: its address in full, stable while it lives."""

    name: str
    ern: str


class Discovery(NamedTuple):
    """What a server exposes: its actors and the names of its message types, both sorted, and the newest version of the
    protocol that it speaks.
    """

    actors: list[ActorInfo]
    message_types: list[str]
    protocol_version: int


def discovery_of(body: Body) -> Discovery:
    """What the answer says. Raises `ProtocolError` if that cannot be read."""
    try:
        actors = [answer.named(actor, ActorInfo._fields) for actor in _list(body, "actors")]
        version = answer.named(body.get("protocol_version") or {}, ("current", "min_supported", "max_supported"))
        return Discovery(
            [ActorInfo(answer.text(actor, "name"), answer.text(actor, "ern")) for actor in actors],
            [name for name in _list(body, "message_types") if isinstance(name, str)],
            answer.number(version, "max_supported") if version else 0,
        )
    except Unreadable as error:
        raise ProtocolError(f"the server broke the protocol: {error}") from error


def _list(body: Body, field: str) -> list[Any]:
    value = body.get(field)
    if value is None:
        return []
    return value if isinstance(value, list) else answer.missing(field, "a list")
