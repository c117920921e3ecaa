"""Performs cases of the lists that every client performs, with either face, and prints what each step came to."""

import argparse
import asyncio
import json
import sys
import threading
from pathlib import Path
from typing import Any

import performance_asyncio
import performance_blocking
from acton_ipc import ActonClient, AsyncActonClient

LISTS = Path(__file__).resolve().parents[2] / "cases"


def spelled_out(value: Any) -> Any:
    """What a list abbreviates: `{"repeat": "x", "times": 3}` stands for `"xxx"`."""
    if isinstance(value, list):
        return [spelled_out(element) for element in value]
    if isinstance(value, dict):
        if value.keys() == {"repeat", "times"}:
            return value["repeat"] * value["times"]
        return {name: spelled_out(element) for name, element in value.items()}
    return value


def cases_in(lists: list[Path]) -> dict[str, dict[str, Any]]:
    """Every case by its name."""
    return {case["name"]: case for listed in lists for case in json.loads(listed.read_text("utf-8"))}


def show(said: Any) -> None:
    """One line of JSON: keys sorted, no spaces, ASCII."""
    print(json.dumps(said, sort_keys=True, separators=(",", ":")), flush=True)


async def perform_asyncio(socket: str, wire_format: str, steps: list[Any]) -> None:
    async with AsyncActonClient(socket, wire_format=wire_format) as client:
        for step in steps:
            for said in await performance_asyncio.perform(client, step):
                show(said)


def perform_blocking(socket: str, wire_format: str, steps: list[Any]) -> None:
    with ActonClient(socket, wire_format=wire_format) as client:
        for step in steps:
            for said in performance_blocking.perform(client, step):
                show(said)


def main() -> None:
    flags = argparse.ArgumentParser(
        description=__doc__,
        epilog="Each line of stdin has the path of a server's socket, a tab and the name of a case, which ends with an empty line.",
    )
    flags.add_argument("--face", choices=["blocking", "asyncio"], default="blocking", help="which client performs it")
    flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
    lists = [LISTS / "good.json", LISTS / "bad.json"]
    flags.add_argument("--list", metavar="FILE", nargs="+", type=Path, default=lists, help="where cases are listed")
    given = flags.parse_args()
    cases = cases_in(given.list)
    for line in sys.stdin:
        socket, name = line.rstrip("\n").split("\t")
        if name not in cases:
            raise SystemExit(f'no list has a case called "{name}": see {", ".join(map(str, given.list))}')
        steps = spelled_out(cases[name]["does"])
        if given.face == "blocking":
            perform_blocking(socket, given.format, steps)
        else:
            asyncio.run(perform_asyncio(socket, given.format, steps))
        # Neither client has threads of its own, and one that is left would keep its program from ending.
        assert threading.active_count() == 1, threading.enumerate()
        print(flush=True)


if __name__ == "__main__":
    main()
