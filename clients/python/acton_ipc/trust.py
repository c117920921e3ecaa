"""Whose server is handed a request: our own user's, root's, and those the caller names."""

import os
import socket
import struct
import sys
from typing import Final

from acton_ipc.errors import barred

_ROOT: Final = 0
_LINUX_CREDENTIALS: Final = struct.Struct("3i")
"""pid, uid, gid."""
_BSD_LEVEL: Final = 0
_BSD_PEERCRED: Final = 1
_BSD_CREDENTIALS: Final = struct.Struct("IIh16I")
"""Version, uid, number of groups, groups."""


def trusted_uids(trust_uid: int | None) -> frozenset[int]:
    """The users whose servers are believed. Raises `DisconnectedError` if `$ACTON_TRUST_UID` is no uid."""
    trusted = {os.geteuid(), _ROOT}
    if trust_uid is not None:
        trusted.add(trust_uid)
    named = os.environ.get("ACTON_TRUST_UID")
    if named:
        if not (named.isascii() and named.isdigit()):
            raise barred("ACTON_TRUST_UID does not hold a user's number: set it to a uid such as 1000, or unset it")
        trusted.add(int(named))
    return frozenset(trusted)


def server_uid(sock: socket.socket) -> int:
    """The user who runs the server, as the kernel knows him."""
    if sys.platform == "linux":
        credentials = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _LINUX_CREDENTIALS.size)
        return int(_LINUX_CREDENTIALS.unpack(credentials)[1])
    credentials = sock.getsockopt(_BSD_LEVEL, _BSD_PEERCRED, _BSD_CREDENTIALS.size)
    return int(_BSD_CREDENTIALS.unpack(credentials)[1])
