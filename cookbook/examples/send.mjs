// Answers taken as they are, errors too: `send`, as the first clients had it.
import { ActonClient } from 'acton-ipc';

const client = new ActonClient();
let response = await client.send('calculator', 'AddRequest', { a: 5, b: 3 });
console.log(response.payload.sum);

await client.send('kv_store', 'SetValue', { key: 'name', value: 'Alice' });
response = await client.send('kv_store', 'GetValue', { key: 'name' });
console.log(response.payload.value);

response = await client.send('abacus', 'AddRequest', { a: 5, b: 3 });
if (!response.success && response.error.includes('ActorNotFound')) {
  console.log('nobody is called abacus');
}
