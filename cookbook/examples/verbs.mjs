import { ActonClient } from 'acton-ipc';

const client = new ActonClient();

// A request and its reply.
const { sum } = await client.call('calculator', 'AddRequest', { a: 5, b: 3 });
console.log(sum); // 8

// Delivered to the actor's mailbox; no reply is wanted.
await client.post('kv_store', 'SetValue', { key: 'name', value: 'Alice' });

// Many replies. Leaving the loop cancels the request.
for await (const { value } of client.stream('countdown', 'CountdownRequest', { from: 10, delay_ms: 0 })) {
  console.log(value);
  if (value === 8) break;
}

// Broadcasts, by name or by a pattern that ends in a star. Leaving the loop unsubscribes.
const prices = await client.subscribe(['PriceUpdate', 'Trade*']);
for await (const { messageType, payload } of prices) {
  console.log(messageType, payload, prices.missed, prices.gaps);
  break;
}
