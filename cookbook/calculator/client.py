"""The calculator's client: two answers, and one error on purpose."""

import argparse
import sys

from acton_ipc import ActonClient, ActonError


def main(client: ActonClient) -> None:
    health = client.call("calculator", "HealthCheck", None)
    print(f"health: {health['status']}")

    result = client.call("calculator", "AddRequest", {"a": 5, "b": 3})
    print(f"5 + 3 = {result['sum']}")

    try:
        client.call("calculator", "AddRequest", {"a": 2147483647, "b": 1})
    except ActonError as error:
        print(f"{error.code}: {error} (executed: {error.executed})")


flags = argparse.ArgumentParser(description="Calls the calculator three times and prints what it says")
flags.add_argument("--socket", metavar="PATH", help="the server's socket")
flags.add_argument("--format", choices=["json", "msgpack"], default="json", help="how messages become bytes")
given = flags.parse_args()
try:
    with ActonClient(given.socket, wire_format=given.format) as client:
        main(client)
except ActonError as error:
    sys.exit(str(error))
