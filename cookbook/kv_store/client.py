"""The store's client: keeps, finds, swaps, lists and forgets."""

import argparse
import json
import sys
from typing import Any

from acton_ipc import ActonClient, ActonError


def shown(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def main(client: ActonClient) -> None:
    for key, value in [("name", "Alice"), ("scores", [3, 1, 2]), ("nothing", None)]:
        stored = client.call("kv_store", "SetValue", {"key": key, "value": value})
        print(f"set {key}: {'replaced' if stored['replaced'] else 'new'}")
    for key in ["name", "scores", "nothing", "missing"]:
        kept = client.call("kv_store", "GetValue", {"key": key})
        print(f"get {key}: {shown(kept['value']) if kept['found'] else 'not there'}")
    for expected in ["Bob", "Alice"]:
        swap = {"key": "name", "expected": expected, "value": "Carol"}
        now = client.call("kv_store", "CompareAndSet", swap)
        outcome = "swapped" if now["swapped"] else "left alone"
        print(f"{expected} to Carol: {outcome}, it is {shown(now['value'])}")

    for item in client.stream("kv_store", "ListRequest", {"page_size": 2}):
        print(f"key {item['id']}: {item['name']}")

    for key in ["name", "scores", "nothing", "nothing"]:
        deleted = client.call("kv_store", "DeleteValue", {"key": key})
        print(f"delete {key}: {'gone' if deleted['existed'] else 'was not there'}")

    try:
        client.call("kv_store", "SetValue", {"key": "", "value": 1})
    except ActonError as error:
        print(f"{error.code}: {error}")


flags = argparse.ArgumentParser(description="Keeps a few values, finds them again, and forgets them")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
given = flags.parse_args()
try:
    with ActonClient(given.socket, wire_format=given.format) as client:
        main(client)
except ActonError as error:
    sys.exit(str(error))
