import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FrameType } from '../src/core/frame.js';
import { ManualClock } from './manual-clock.js';
import { withServer } from './with-server.js';

test('a busy actor is asked again, after the time that the server named', async (t) => {
  const clock = new ManualClock();
  const { server, client } = await withServer(t, { clock });
  const call = client.call('calculator', 'AddRequest', { a: 1 });
  const peer = await server.accept();
  peer.refuse(await peer.expect('REQUEST'), 'TARGET_BUSY', { retry_after_ms: 500 });
  await clock.setWithin(500);
  assert.equal(clock.timers[0], 500);
  clock.advance(500);
  const again = await peer.expect('REQUEST');
  assert.deepEqual(again.payload, { a: 1 });
  peer.reply(again, 'done');
  assert.equal(await call, 'done');
});

for (const [code, executed] of [
  ['TARGET_BUSY', 'maybe'],
  ['SHUTTING_DOWN', 'maybe'],
  ['HANDLER_ERROR', 'yes'],
  ['ACTOR_NOT_FOUND', 'no'],
  ['ACCESS_DENIED', 'no'],
  ['QUOTA_EXCEEDED', 'no'],
]) {
  test(`${code} with executed ${executed} is not asked again`, async (t) => {
    const { server, client } = await withServer(t);
    const call = client.call('calculator', 'AddRequest');
    const peer = await server.accept();
    peer.refuse(await peer.expect('REQUEST'), code ?? '', { executed });
    await assert.rejects(call, { code, executed });
  });
}

test('an error that does not say whether the handler ran counts as perhaps', async (t) => {
  const { server, client } = await withServer(t);
  const call = client.call('calculator', 'AddRequest');
  const peer = await server.accept();
  peer.refuse(await peer.expect('REQUEST'), 'TARGET_BUSY', { executed: undefined });
  await assert.rejects(call, { code: 'TARGET_BUSY', executed: 'maybe' });
});

test('nothing is asked again where retries are off', async (t) => {
  const { server, client } = await withServer(t, { retry: false });
  const call = client.call('calculator', 'AddRequest');
  const peer = await server.accept();
  peer.refuse(await peer.expect('REQUEST'), 'TARGET_BUSY');
  await assert.rejects(call, { code: 'TARGET_BUSY' });
});

test('what was sent when the connection ended is not sent again', async (t) => {
  const { server, client } = await withServer(t);
  const call = client.call('calculator', 'AddRequest');
  const peer = await server.accept();
  await peer.expect('REQUEST');
  peer.close();
  await assert.rejects(call, { name: 'DisconnectedError', code: 'IO_ERROR', executed: 'maybe' });
  assert.equal(server.connections, 1);
});

test('a refused connection is tried again inside the timeout', async (t) => {
  const clock = new ManualClock();
  const { server, client } = await withServer(t, { clock });
  const call = client.call('calculator', 'AddRequest');
  const peer = await server.accept();
  const error = 'ConnectionLimitReached: Server refused the connection: 1 is the limit';
  peer.write(FrameType.error, { correlation_id: '__acton_connection_rejected__', success: false, error, error_code: 'CONNECTION_LIMIT_REACHED' });
  peer.close();
  await clock.setWithin(2000);
  clock.advance(2000);
  const another = await server.accept();
  another.reply(await another.expect('REQUEST'), 'in');
  assert.equal(await call, 'in');
});
