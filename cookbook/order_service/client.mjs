// The shop's client: buys until nothing is left, and asks who noticed.

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
  const events = await client.subscribe('OrderPlaced');
  const stock = await client.call('inventory', 'StockRequest', { product: 'widget' });
  console.log(`widget: ${stock.in_stock} in stock`);

  const place = async (product, idempotency_key) => {
    try {
      const { order_id } = await client.call('order_service', 'PlaceOrder', { product, idempotency_key });
      console.log(`confirmed ${order_id}`);
    } catch (error) {
      console.log(`${error.code}: ${error.message}`);
    }
  };
  for (const key of ['first', 'first', null, null, null]) {
    await place('widget', key);
  }
  await place('unicorn', null);

  let placed = 0;
  for await (const { payload } of events) {
    console.log(`event: ${payload.order_id} for a ${payload.product}, ${payload.left} left`);
    placed += 1;
    if (placed === 3) {
      break;
    }
  }

  const second = await client.call('order_service', 'GetOrder', { order_id: 'order-2' });
  console.log(`${second.order_id} is a ${second.product}`);
  const { in_stock } = await client.call('inventory', 'Restock', { product: 'widget', quantity: 2 });
  console.log(`widget: ${in_stock} in stock again`);
  const { orders, errors } = await client.call('monitor', 'StatsRequest', null);
  console.log(`${orders} orders, ${errors} errors`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.close();
}
