"""The shop's client: buys until nothing is left, and asks who noticed."""

import argparse
import sys
from itertools import islice

from acton_ipc import ActonClient, ActonError


def main(client: ActonClient) -> None:
    with client.subscribe("OrderPlaced") as events:
        stock = client.call("inventory", "StockRequest", {"product": "widget"})
        print(f"widget: {stock['in_stock']} in stock")

        for key in ["first", "first", None, None, None]:
            try:
                confirmed = client.call("order_service", "PlaceOrder", {"product": "widget", "idempotency_key": key})
                print(f"confirmed {confirmed['order_id']}")
            except ActonError as error:
                print(f"{error.code}: {error}")
        try:
            client.call("order_service", "PlaceOrder", {"product": "unicorn"})
        except ActonError as error:
            print(f"{error.code}: {error}")

        for event in islice(events, 3):
            placed = event.payload
            print(f"event: {placed['order_id']} for a {placed['product']}, {placed['left']} left")

    second = client.call("order_service", "GetOrder", {"order_id": "order-2"})
    print(f"{second['order_id']} is a {second['product']}")
    stock = client.call("inventory", "Restock", {"product": "widget", "quantity": 2})
    print(f"widget: {stock['in_stock']} in stock again")
    stats = client.call("monitor", "StatsRequest", None)
    print(f"{stats['orders']} orders, {stats['errors']} errors")


flags = argparse.ArgumentParser(description="Orders until the shelf is empty, and prints what the shop says of it")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
given = flags.parse_args()
try:
    with ActonClient(given.socket, wire_format=given.format) as client:
        main(client)
except ActonError as error:
    sys.exit(str(error))
