import asyncio

from acton_ipc import AsyncActonClient


async def main() -> None:
    async with AsyncActonClient() as client:
        print((await client.call("calculator", "AddRequest", {"a": 5, "b": 3}))["sum"])
        async for tick in client.stream("countdown", "CountdownRequest", {"from": 3, "delay_ms": 0}):
            print(tick["value"])
        async with await client.subscribe("PriceUpdate") as pushes:
            print((await anext(pushes)).payload)


asyncio.run(main())
