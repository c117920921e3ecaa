"""Connecting: to whom, and what it means if that fails. It never waits: a server's queue has room or it has none."""

import errno
import socket

from acton_ipc.errors import DisconnectedError, barred
from acton_ipc.socket_path import check_path
from acton_ipc.trust import server_uid, trusted_uids


def dial(path: str, trust_uid: int | None, had_been_connected: bool) -> socket.socket:
    """A connected socket that does not block, once its server's user is known to be trusted.

    Raises `DisconnectedError`: `is_passing` says whether a later try may succeed. Where nobody listens, that depends
    on whether somebody `had_been_connected`: only a server that was there may come back.
    """
    check_path(path)
    trusted = trusted_uids(trust_uid)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.connect(path)
        uid = server_uid(sock)
        if uid not in trusted:
            raise barred(
                f"the server at {path} is run by the user with uid {uid}, whom we do not trust, and was sent nothing: "
                f"choose another socket path, or set ACTON_TRUST_UID={uid} if that user is meant"
            )
    except OSError as error:
        sock.close()
        raise _unreachable(path, error, had_been_connected) from error
    except BaseException:
        sock.close()
        raise
    return sock


def _unreachable(path: str, cause: OSError, had_been_connected: bool) -> DisconnectedError:
    if cause.errno in (errno.ENOENT, errno.ECONNREFUSED):
        error = DisconnectedError(
            f"no server is listening at {path}: start one, for example `cargo run --bin cookbook -- --socket {path}`, "
            "or name its socket with ACTON_SOCKET",
            executed="no",
        )
        error.is_passing = had_been_connected
        return error
    if cause.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
        sentence = f"the server at {path} has too many callers waiting to be let in: try again later"
        return DisconnectedError(sentence, executed="no")
    return barred(f"cannot connect to {path}: {cause}; check that this user may open the socket")
