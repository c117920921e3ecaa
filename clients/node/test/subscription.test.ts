import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withServer } from './with-server.js';

test('a subscription gives broadcasts, with all that is known of them', async (t) => {
  const { server, client } = await withServer(t);
  const subscribed = client.subscribe('PriceUpdate');
  const peer = await server.accept();
  const request = await peer.expect('SUBSCRIBE');
  assert.deepEqual(request.message_types, ['PriceUpdate']);
  peer.confirm(request);
  peer.push('PriceUpdate', { price: 1 }, 0);
  const { value } = await (await subscribed).next();
  assert.deepEqual(value, { messageType: 'PriceUpdate', payload: { price: 1 }, sourceActor: null, timestampMs: 1, sequence: 0 });
});

test('names and patterns are subscribed to together', async (t) => {
  const { server, client } = await withServer(t);
  const subscribed = client.subscribe(['Trade', 'Price*']);
  const peer = await server.accept();
  const requests = [await peer.read(), await peer.read()];
  assert.deepEqual(requests.map((frame) => frame?.type).sort(), ['SUBSCRIBE', 'SUBSCRIBE_PATTERNS']);
  for (const frame of requests) {
    peer.confirm(frame?.body);
  }
  const subscription = await subscribed;
  peer.push('Other', 0, 0);
  peer.push('PriceUpdate', 1, 0);
  peer.push('Trade', 2, 0);
  assert.equal((await subscription.next()).value?.payload, 1);
  assert.equal((await subscription.next()).value?.payload, 2);
});

test('a gap in the numbers is counted as missed', async (t) => {
  const { server, client } = await withServer(t);
  const subscribed = client.subscribe('PriceUpdate');
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  const subscription = await subscribed;
  peer.push('PriceUpdate', 'first', 0);
  peer.push('PriceUpdate', 'fifth', 4);
  await subscription.next();
  await subscription.next();
  assert.equal(subscription.missed, 3);
  assert.equal(subscription.gaps, 0);
});

test('of more than is held the oldest are dropped and counted', async (t) => {
  const { server, client } = await withServer(t);
  const subscribed = client.subscribe('PriceUpdate');
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  const subscription = await subscribed;
  for (let sequence = 0; sequence < 1026; sequence += 1) {
    peer.push('PriceUpdate', sequence, sequence);
  }
  const call = client.call('calculator', 'AddRequest');
  peer.reply(await peer.expect('REQUEST'), null);
  await call;
  assert.equal((await subscription.next()).value?.payload, 2);
  assert.equal(subscription.missed, 2);
});

test('a lost connection is a gap, and the subscription goes on', async (t) => {
  const { server, client } = await withServer(t);
  const subscribed = client.subscribe('PriceUpdate');
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  const subscription = await subscribed;
  const next = subscription.next();
  peer.close();
  const another = await server.accept();
  another.confirm(await another.expect('SUBSCRIBE'));
  another.push('PriceUpdate', 'after', 0);
  assert.equal((await next).value?.payload, 'after');
  assert.equal(subscription.gaps, 1);
  assert.equal(subscription.missed, 0);
});

test('leaving the loop unsubscribes', async (t) => {
  const { server, client } = await withServer(t);
  const subscribed = client.subscribe('PriceUpdate');
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  peer.push('PriceUpdate', 1, 0);
  for await (const { payload } of await subscribed) {
    assert.equal(payload, 1);
    break;
  }
  assert.deepEqual((await peer.expect('UNSUBSCRIBE')).message_types, ['PriceUpdate']);
});

test('what another subscription wants is not unsubscribed from', async (t) => {
  const { server, client } = await withServer(t);
  const both = Promise.all([client.subscribe(['A', 'B']), client.subscribe('A')]);
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  peer.confirm(await peer.expect('SUBSCRIBE'));
  const [first] = await both;
  await first[Symbol.asyncDispose]();
  assert.deepEqual((await peer.expect('UNSUBSCRIBE')).message_types, ['B']);
});

test('a refusal when it comes back ends the subscription with it', async (t) => {
  const { server, client } = await withServer(t);
  const subscribed = client.subscribe('PriceUpdate');
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  const next = (await subscribed).next();
  peer.close();
  const another = await server.accept();
  another.refuse(await another.expect('SUBSCRIBE'), 'ACCESS_DENIED');
  await assert.rejects(next, { code: 'ACCESS_DENIED' });
});

test('a subscription names at least one message type', async (t) => {
  const { client } = await withServer(t);
  await assert.rejects(client.subscribe([]), TypeError);
});
