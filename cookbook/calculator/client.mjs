// The calculator's client: two answers, and one error on purpose.

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
  const { status } = await client.call('calculator', 'HealthCheck', null);
  console.log(`health: ${status}`);

  const { sum } = await client.call('calculator', 'AddRequest', { a: 5, b: 3 });
  console.log(`5 + 3 = ${sum}`);

  try {
    await client.call('calculator', 'AddRequest', { a: 2147483647, b: 1 });
  } catch (error) {
    console.log(`${error.code}: ${error.message} (executed: ${error.executed})`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.close();
}
