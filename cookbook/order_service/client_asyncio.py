"""The shop's client: buys until nothing is left, and asks who noticed."""

import argparse
import asyncio
import sys

from acton_ipc import ActonError, AsyncActonClient


async def main(given: argparse.Namespace) -> None:
    async with AsyncActonClient(given.socket, wire_format=given.format) as client:
        async with await client.subscribe("OrderPlaced") as events:
            stock = await client.call("inventory", "StockRequest", {"product": "widget"})
            print(f"widget: {stock['in_stock']} in stock")

            for key in ["first", "first", None, None, None]:
                try:
                    order = {"product": "widget", "idempotency_key": key}
                    confirmed = await client.call("order_service", "PlaceOrder", order)
                    print(f"confirmed {confirmed['order_id']}")
                except ActonError as error:
                    print(f"{error.code}: {error}")
            try:
                await client.call("order_service", "PlaceOrder", {"product": "unicorn"})
            except ActonError as error:
                print(f"{error.code}: {error}")

            for _ in range(3):
                placed = (await anext(events)).payload
                print(f"event: {placed['order_id']} for a {placed['product']}, {placed['left']} left")

        second = await client.call("order_service", "GetOrder", {"order_id": "order-2"})
        print(f"{second['order_id']} is a {second['product']}")
        stock = await client.call("inventory", "Restock", {"product": "widget", "quantity": 2})
        print(f"widget: {stock['in_stock']} in stock again")
        stats = await client.call("monitor", "StatsRequest", None)
        print(f"{stats['orders']} orders, {stats['errors']} errors")


flags = argparse.ArgumentParser(description="Orders until the shelf is empty, and prints what the shop says of it")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
try:
    asyncio.run(main(flags.parse_args()))
except ActonError as error:
    sys.exit(str(error))
