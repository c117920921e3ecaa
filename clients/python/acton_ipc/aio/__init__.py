"""The asyncio face: `client` has the verbs, `stream` and `subscription` what two of them return, `line` the socket."""
