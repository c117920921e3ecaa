"""The countdown's client: one stream to its end, one that is left half way, and a call on the same connection."""

import argparse
import sys
from itertools import islice

from acton_ipc import ActonClient, ActonError


def main(client: ActonClient) -> None:
    for tick in client.stream("countdown", "CountdownRequest", {"from": 5, "delay_ms": 0}):
        print(tick["value"])
    print("lift-off")

    with client.stream("countdown", "CountdownRequest", {"from": 1_000_000, "delay_ms": 1}) as ticks:
        for tick in islice(ticks, 3):
            print(tick["value"])
    print("aborted: the server stops counting")

    health = client.call("countdown", "HealthCheck", None)
    print(f"health: {health['status']}")


flags = argparse.ArgumentParser(description="Counts down from 5, leaves a second countdown half way, and prints both")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
given = flags.parse_args()
try:
    with ActonClient(given.socket, wire_format=given.format) as client:
        main(client)
except ActonError as error:
    sys.exit(str(error))
