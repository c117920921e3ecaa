"""The calculator's client: two answers, and one error on purpose."""

import argparse
import asyncio
import sys

from acton_ipc import ActonError, AsyncActonClient


async def main(given: argparse.Namespace) -> None:
    async with AsyncActonClient(given.socket, wire_format=given.format) as client:
        health = await client.call("calculator", "HealthCheck", None)
        print(f"health: {health['status']}")

        result = await client.call("calculator", "AddRequest", {"a": 5, "b": 3})
        print(f"5 + 3 = {result['sum']}")

        try:
            await client.call("calculator", "AddRequest", {"a": 2147483647, "b": 1})
        except ActonError as error:
            print(f"{error.code}: {error} (executed: {error.executed})")


flags = argparse.ArgumentParser(description="Calls the calculator three times and prints what it says")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
try:
    asyncio.run(main(flags.parse_args()))
except ActonError as error:
    sys.exit(str(error))
