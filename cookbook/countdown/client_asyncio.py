"""The countdown's client: one stream to its end, one that is left half way, and a call on the same connection."""

import argparse
import asyncio
import sys

from acton_ipc import ActonError, AsyncActonClient


async def main(given: argparse.Namespace) -> None:
    async with AsyncActonClient(given.socket, wire_format=given.format) as client:
        async for tick in client.stream("countdown", "CountdownRequest", {"from": 5, "delay_ms": 0}):
            print(tick["value"])
        print("lift-off")

        async with client.stream("countdown", "CountdownRequest", {"from": 1_000_000, "delay_ms": 1}) as ticks:
            for _ in range(3):
                tick = await anext(ticks)
                print(tick["value"])
        print("aborted: the server stops counting")

        health = await client.call("countdown", "HealthCheck", None)
        print(f"health: {health['status']}")


flags = argparse.ArgumentParser(description="Counts down from 5, leaves a second countdown half way, and prints both")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
try:
    asyncio.run(main(flags.parse_args()))
except ActonError as error:
    sys.exit(str(error))
