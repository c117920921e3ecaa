"""Where the server's socket is: the rule all clients share."""

import os
import socket
import sys
from typing import Final

from acton_ipc.errors import barred

MAX_PATH: Final = 103 if sys.platform == "darwin" else 107
"""The longest path of a socket, in bytes."""

LAST_RESORT: Final = "/tmp/acton.sock"
"""The path where neither variable says another."""


def default_socket_path() -> str:
    """`$ACTON_SOCKET`, else `$XDG_RUNTIME_DIR/acton/ipc.sock`, else `/tmp/acton.sock`. Empty counts as unset."""
    named = os.environ.get("ACTON_SOCKET")
    if named:
        return named
    directory = os.environ.get("XDG_RUNTIME_DIR")
    return os.path.join(directory, "acton", "ipc.sock") if directory else LAST_RESORT


def check_path(path: str) -> None:
    """Raises `DisconnectedError` if the system knows no socket path this long, or no such sockets at all."""
    if not hasattr(socket, "AF_UNIX"):
        raise barred(f"Python has no Unix sockets on {sys.platform}: use Linux, macOS, or WSL")
    length = len(os.fsencode(path))
    if length > MAX_PATH:
        raise barred(f"the socket path {path} has {length} bytes and may have {MAX_PATH}: choose a shorter one")
