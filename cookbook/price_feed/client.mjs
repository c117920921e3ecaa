// The price feed's client: subscribes, and prints what is pushed.

import { parseArgs } from 'node:util';
import { ActonClient } from 'acton-ipc';

const { values: flags } = parseArgs({
  options: {
    socket: { type: 'string' },
    format: { type: 'string', default: 'json' },
    count: { type: 'string' },
  },
});
const client = new ActonClient(flags.socket, { format: flags.format });

try {
  const pushes = await client.subscribe(['PriceUpdate', 'TradeExecuted']);
  const count = flags.count === undefined ? Infinity : Number(flags.count);
  let [lines, missed] = [0, 0];
  for await (const { messageType, payload } of pushes) {
    if (pushes.missed > missed) {
      console.error(`missed ${pushes.missed - missed} pushes here`);
      missed = pushes.missed;
    }
    const price = payload.price.toFixed(2);
    const isTrade = messageType === 'TradeExecuted';
    console.log(isTrade ? `trade: ${payload.quantity} ${payload.symbol} at ${price}` : `${payload.symbol} ${price}`);
    lines += 1;
    if (lines >= count) {
      break;
    }
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.close();
}
