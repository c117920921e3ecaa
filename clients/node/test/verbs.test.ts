import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FrameType } from '../src/core/frame.js';
import { ActonError, EncodeError, ServerError } from '../src/index.js';
import { ManualClock } from './manual-clock.js';
import { withServer } from './with-server.js';

test('a call resolves to the payload of its reply', async (t) => {
  const { server, client } = await withServer(t, { clock: new ManualClock() });
  const sum = client.call('calculator', 'AddRequest', { a: 5, b: 3 });
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  const { correlation_id, ...said } = request;
  assert.deepEqual(said, { target: 'calculator', message_type: 'AddRequest', payload: { a: 5, b: 3 }, expects_reply: true });
  peer.reply(request, { sum: 8 });
  assert.deepEqual(await sum, { sum: 8 });
});

test('a call rejects with what the server says', async (t) => {
  const { server, client } = await withServer(t);
  const call = client.call('nobody', 'AddRequest');
  const peer = await server.accept();
  peer.refuse(await peer.expect('REQUEST'), 'ACTOR_NOT_FOUND');
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ServerError && error instanceof ActonError);
    const { code, executed, message, retryAfterMs } = error;
    assert.deepEqual({ code, executed, message, retryAfterMs }, { code: 'ACTOR_NOT_FOUND', executed: 'no', message: 'Test: no', retryAfterMs: undefined });
    return true;
  });
});

test('a response has all its fields, whatever the server says', async (t) => {
  const { server, client } = await withServer(t);
  const well = client.send('calculator', 'AddRequest');
  const peer = await server.accept();
  peer.reply(await peer.expect('REQUEST'), 8);
  assert.deepEqual(await well, { success: true, payload: 8, error: null, error_code: null, executed: 'yes' });
  const ill = client.send('calculator', 'AddRequest');
  peer.refuse(await peer.expect('REQUEST'), 'TARGET_BUSY', { retry_after_ms: 20 });
  assert.deepEqual(await ill, { success: false, payload: null, error: 'Test: no', error_code: 'TARGET_BUSY', executed: 'no', retry_after_ms: 20 });
});

test('a post resolves once it is delivered, and expects no reply', async (t) => {
  const { server, client } = await withServer(t);
  const post = client.post('kv_store', 'SetValue', { key: 'a' });
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  assert.equal(request.expects_reply, undefined);
  peer.reply(request, { status: 'delivered' });
  assert.equal(await post, undefined);
});

test('discover names actors and message types', async (t) => {
  const { server, client } = await withServer(t);
  const found = client.discover();
  const peer = await server.accept();
  const { correlation_id } = await peer.expect('DISCOVER');
  const actors = [{ name: 'calculator', ern: 'ern:calculator' }];
  peer.write(FrameType.response, { correlation_id, success: true, protocol_version: { max_supported: 2 }, actors, message_types: ['AddRequest'] });
  assert.deepEqual(await found, { actors, messageTypes: ['AddRequest'], protocolVersion: 2 });
});

test('ping waits for its own echo', async (t) => {
  const { server, client } = await withServer(t);
  const pong = client.ping();
  const peer = await server.accept();
  peer.write(FrameType.heartbeat, await peer.expect('HEARTBEAT'));
  assert.equal(await pong, undefined);
});

test('headers of the call go before those of the client', async (t) => {
  const { server, client } = await withServer(t, { headers: { user: 'ours', trace: '1' } });
  const call = client.call('calculator', 'AddRequest', null, { headers: { user: 'mine' } });
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  assert.deepEqual(request.headers, { user: 'mine', trace: '1' });
  peer.reply(request, null);
  await call;
});

test('calls share a connection and take their own answers, in whatever order', async (t) => {
  const { server, client } = await withServer(t);
  const calls = [1, 2, 3].map((number) => client.call('echo', 'Echo', number));
  const peer = await server.accept();
  const requests = [await peer.expect('REQUEST'), await peer.expect('REQUEST'), await peer.expect('REQUEST')];
  for (const request of requests.reverse()) {
    peer.reply(request, request.payload);
  }
  assert.deepEqual(await Promise.all(calls), [1, 2, 3]);
  assert.equal(server.connections, 1);
});

test('what cannot be encoded is refused and nothing is sent', async (t) => {
  const { server, client } = await withServer(t);
  const circle: { self?: unknown } = {};
  circle.self = circle;
  for (const payload of [circle, 1n, () => 1]) {
    await assert.rejects(client.call('echo', 'Echo', payload), (error) => error instanceof EncodeError && error.executed === 'no');
  }
  const tooLarge = 'x'.repeat(16 * 1024 * 1024);
  await assert.rejects(client.call('echo', 'Echo', tooLarge), { code: 'PAYLOAD_TOO_LARGE', executed: 'no' });
  assert.equal(server.connections, 0);
});
