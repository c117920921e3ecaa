"""The store's client: keeps, finds, swaps, lists and forgets."""

import argparse
import asyncio
import json
import sys
from typing import Any

from acton_ipc import ActonError, AsyncActonClient


def shown(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


async def main(given: argparse.Namespace) -> None:
    async with AsyncActonClient(given.socket, wire_format=given.format) as client:
        for key, value in [("name", "Alice"), ("scores", [3, 1, 2]), ("nothing", None)]:
            stored = await client.call("kv_store", "SetValue", {"key": key, "value": value})
            print(f"set {key}: {'replaced' if stored['replaced'] else 'new'}")
        for key in ["name", "scores", "nothing", "missing"]:
            kept = await client.call("kv_store", "GetValue", {"key": key})
            print(f"get {key}: {shown(kept['value']) if kept['found'] else 'not there'}")
        for expected in ["Bob", "Alice"]:
            swap = {"key": "name", "expected": expected, "value": "Carol"}
            now = await client.call("kv_store", "CompareAndSet", swap)
            outcome = "swapped" if now["swapped"] else "left alone"
            print(f"{expected} to Carol: {outcome}, it is {shown(now['value'])}")

        async for item in client.stream("kv_store", "ListRequest", {"page_size": 2}):
            print(f"key {item['id']}: {item['name']}")

        for key in ["name", "scores", "nothing", "nothing"]:
            deleted = await client.call("kv_store", "DeleteValue", {"key": key})
            print(f"delete {key}: {'gone' if deleted['existed'] else 'was not there'}")

        try:
            await client.call("kv_store", "SetValue", {"key": "", "value": 1})
        except ActonError as error:
            print(f"{error.code}: {error}")


flags = argparse.ArgumentParser(description="Keeps a few values, finds them again, and forgets them")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
try:
    asyncio.run(main(flags.parse_args()))
except ActonError as error:
    sys.exit(str(error))
