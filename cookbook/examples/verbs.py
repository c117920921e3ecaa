from acton_ipc import ActonClient

with ActonClient() as client:  # or ActonClient("/run/acton/ipc.sock")
    # A request and its reply.
    print(client.call("calculator", "AddRequest", {"a": 5, "b": 3})["sum"])

    # Delivered to the actor's mailbox; no reply is wanted.
    client.post("kv_store", "SetValue", {"key": "name", "value": "Alice"})

    # Many replies. Leaving the loop cancels the request.
    for tick in client.stream("countdown", "CountdownRequest", {"from": 3, "delay_ms": 0}):
        print(tick["value"])

    # Broadcasts, by name or by a pattern that ends in a star.
    with client.subscribe("PriceUpdate", "Trade*") as pushes:
        push = next(pushes)
        print(push.message_type, push.payload, pushes.missed, pushes.gaps)

    # What there is to call.
    print(client.discover().message_types)
