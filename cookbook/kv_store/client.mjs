// The store's client: keeps, finds, swaps, lists and forgets.

import { parseArgs } from 'node:util';
import { ActonClient } from 'acton-ipc';

const { values: flags } = parseArgs({
  options: {
    socket: { type: 'string' },
    format: { type: 'string', default: 'json' },
  },
});
const client = new ActonClient(flags.socket, { format: flags.format });

try {
  for (const [key, value] of [['name', 'Alice'], ['scores', [3, 1, 2]], ['nothing', null]]) {
    const { replaced } = await client.call('kv_store', 'SetValue', { key, value });
    console.log(`set ${key}: ${replaced ? 'replaced' : 'new'}`);
  }
  for (const key of ['name', 'scores', 'nothing', 'missing']) {
    const { value, found } = await client.call('kv_store', 'GetValue', { key });
    console.log(`get ${key}: ${found ? JSON.stringify(value) : 'not there'}`);
  }
  for (const expected of ['Bob', 'Alice']) {
    const swap = { key: 'name', expected, value: 'Carol' };
    const { swapped, value } = await client.call('kv_store', 'CompareAndSet', swap);
    console.log(`${expected} to Carol: ${swapped ? 'swapped' : 'left alone'}, it is ${JSON.stringify(value)}`);
  }

  for await (const { id, name } of client.stream('kv_store', 'ListRequest', { page_size: 2 })) {
    console.log(`key ${id}: ${name}`);
  }

  for (const key of ['name', 'scores', 'nothing', 'nothing']) {
    const { existed } = await client.call('kv_store', 'DeleteValue', { key });
    console.log(`delete ${key}: ${existed ? 'gone' : 'was not there'}`);
  }

  try {
    await client.call('kv_store', 'SetValue', { key: '', value: 1 });
  } catch (error) {
    console.log(`${error.code}: ${error.message}`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.close();
}
