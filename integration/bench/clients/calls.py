"""Keeps a server busy with one of Python's clients and counts its calls: `python calls.py CLIENT SOCKET WORK`.

Needs Python 3.11, what requirements.txt names, and `acton_ipc` from clients/python. A client's packages are loaded
only if it is the one asked for.

Makes one call, checks its answer and prints `ready`. Then each line `run SECONDS` on stdin keeps the server busy for
so long and is answered with `COUNT SECONDS`: the calls completed, and the time it took. Ends with stdin.
"""

import sys
from importlib import import_module
from typing import Final

MODULES: Final = {
    "raw": "python.raw",
    "ours": "python.ours",
    "ours-asyncio": "python.ours_asyncio",
    "redis": "python.redis_py",
    "redis-pool": "python.redis_py_pool",
    "redis-asyncio": "python.redis_py_asyncio",
    "zmq": "python.pyzmq",
    "grpc": "python.grpcio",
    "grpc-asyncio": "python.grpcio_asyncio",
}
"""Where each CLIENT is; a module's `connected(path, pipelined)` gives a `python.busy.Busy`."""

WORKS: Final = ("one-at-a-time", "pipelined")


def main(arguments: list[str]) -> int:
    """Does what the arguments and stdin say; returns the exit code."""
    match arguments:
        case [client, path, work] if client in MODULES and work in WORKS:
            try:
                serve(client, path, work)
            except Exception as error:
                # One line, however many the library wrote.
                print(f"{client}: {type(error).__name__}: {' '.join(str(error).split())}", file=sys.stderr)
                return 1
            return 0
        case _:
            known = f"CLIENT is one of {', '.join(MODULES)}; WORK is {' or '.join(WORKS)}"
            print(f"usage: calls.py CLIENT SOCKET WORK, where {known}", file=sys.stderr)
            return 2


def serve(client: str, path: str, work: str) -> None:
    """Obeys stdin until it ends."""
    with import_module(MODULES[client]).connected(path, work == "pipelined") as busy:
        print("ready", flush=True)
        for line in sys.stdin:
            match line.split():
                case ["run", seconds]:
                    count, took = busy(float(seconds))
                    print(count, f"{took:.6f}", flush=True)
                case _:
                    raise ValueError(f"the line {line.strip()!r} is not `run SECONDS`")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
