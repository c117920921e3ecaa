"""Answers taken as they are, errors too: `send` and `receive`, as the first clients had them."""

from acton_ipc import ActonClient

client = ActonClient()
client.send("calculator", "AddRequest", {"a": 5, "b": 3})
response = client.receive()
print(response["payload"]["sum"])

client.send("kv_store", "SetValue", {"key": "name", "value": "Alice"})
client.send("kv_store", "GetValue", {"key": "name"})
stored = client.receive()
found = client.receive()
print(found["payload"]["value"])

response = client.send("abacus", "AddRequest", {"a": 5, "b": 3})
if not response["success"] and "ActorNotFound" in (response["error"] or ""):
    print("nobody is called abacus")
