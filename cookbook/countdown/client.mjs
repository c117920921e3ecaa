// The countdown's client: one stream to its end, one that is left half way, and a call on the same connection.

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
  for await (const { value } of client.stream('countdown', 'CountdownRequest', { from: 5, delay_ms: 0 })) {
    console.log(value);
  }
  console.log('lift-off');

  let ticks = 0;
  for await (const { value } of client.stream('countdown', 'CountdownRequest', { from: 1_000_000, delay_ms: 1 })) {
    console.log(value);
    ticks += 1;
    if (ticks === 3) {
      break;
    }
  }
  console.log('aborted: the server stops counting');

  const { status } = await client.call('countdown', 'HealthCheck', null);
  console.log(`health: ${status}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.close();
}
