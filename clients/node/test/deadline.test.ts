import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from './manual-clock.js';
import { withServer } from './with-server.js';

test('a call that nobody answers times out a quarter of a second after the server should have said so', async (t) => {
  const clock = new ManualClock();
  const { server, client } = await withServer(t, { clock });
  const call = client.call('calculator', 'AddRequest', null, { timeoutMs: 1000 });
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  assert.equal(request.response_timeout_ms, 1000);
  clock.advance(1000);
  await clock.setWithin(250);
  clock.advance(250);
  await assert.rejects(call, { name: 'ActonTimeoutError', code: 'TIMEOUT', executed: 'maybe' });
  assert.deepEqual(await peer.expect('CANCEL'), { correlation_id: request.correlation_id });
});

test('the connection goes on after a timeout, and the late answer is nobody\'s', async (t) => {
  const clock = new ManualClock();
  const { server, client } = await withServer(t, { clock, timeoutMs: 1000 });
  const late = client.call('calculator', 'AddRequest');
  const peer = await server.accept();
  const first = await peer.expect('REQUEST');
  clock.advance(1000);
  await clock.setWithin(250);
  clock.advance(250);
  await assert.rejects(late, { code: 'TIMEOUT' });
  await peer.expect('CANCEL');
  const next = client.call('calculator', 'AddRequest');
  const second = await peer.expect('REQUEST');
  peer.reply(first, 'late');
  peer.reply(second, 'in time');
  assert.equal(await next, 'in time');
  assert.equal(server.connections, 1);
});

test('a stream may take longer than its timeout, if no item does', async (t) => {
  const clock = new ManualClock();
  const { server, client } = await withServer(t, { clock, timeoutMs: 1000 });
  const stream = client.stream('countdown', 'CountdownRequest');
  let next = stream.next();
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  for (let sequence = 0; sequence < 3; sequence += 1) {
    clock.advance(900);
    peer.item(request, sequence, sequence);
    assert.deepEqual(await next, { value: sequence, done: false });
    next = stream.next();
  }
  clock.advance(1000);
  await clock.setWithin(250);
  clock.advance(250);
  await assert.rejects(next, { code: 'TIMEOUT' });
});

test('zero, and more than the most, mean the most', async (t) => {
  const { server, client } = await withServer(t);
  const calls = [client.call('a', 'M', null, { timeoutMs: 0 }), client.call('a', 'M', null, { timeoutMs: 1e9 })];
  const peer = await server.accept();
  for (const _ of calls) {
    const request = await peer.expect('REQUEST');
    assert.ok(request.response_timeout_ms > 290_000 && request.response_timeout_ms <= 300_000);
    peer.reply(request, null);
  }
  await Promise.all(calls);
});

test('a timeout that is no time is refused', async (t) => {
  const { client } = await withServer(t);
  for (const timeoutMs of [-1, NaN]) {
    await assert.rejects(client.call('a', 'M', null, { timeoutMs }), RangeError);
  }
});
