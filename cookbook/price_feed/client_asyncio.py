"""The price feed's client: subscribes, and prints what is pushed."""

import argparse
import asyncio
import sys

from acton_ipc import ActonError, AsyncActonClient


async def main(given: argparse.Namespace) -> None:
    async with AsyncActonClient(given.socket, wire_format=given.format) as client:
        lines = missed = 0
        async with await client.subscribe("PriceUpdate", "TradeExecuted") as pushes:
            while given.count is None or lines < given.count:
                push = await anext(pushes)
                if pushes.missed > missed:
                    print(f"missed {pushes.missed - missed} pushes here", file=sys.stderr)
                    missed = pushes.missed
                news = push.payload
                if push.message_type == "TradeExecuted":
                    print(f"trade: {news['quantity']} {news['symbol']} at {news['price']:.2f}", flush=True)
                else:
                    print(f"{news['symbol']} {news['price']:.2f}", flush=True)
                lines += 1


flags = argparse.ArgumentParser(description="Prints every price and every trade the price feed broadcasts")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
flags.add_argument("--count", type=int, metavar="N", help="end after so many lines; default: go on until stopped")
try:
    asyncio.run(main(flags.parse_args()))
except ActonError as error:
    sys.exit(str(error))
