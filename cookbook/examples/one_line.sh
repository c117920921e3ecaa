python3 -c 'from acton_ipc import ActonClient; print(ActonClient().call("calculator", "AddRequest", {"a": 5, "b": 3}))'
