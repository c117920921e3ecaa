import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AbortError } from '../src/index.js';
import { withServer } from './with-server.js';

test('an abort rejects the call and cancels it at the server', async (t) => {
  const { server, client } = await withServer(t);
  const controller = new AbortController();
  const call = client.call('calculator', 'AddRequest', null, { signal: controller.signal });
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  controller.abort('enough');
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof AbortError);
    const { name, code, executed, cause } = error;
    assert.deepEqual({ name, code, executed, cause }, { name: 'AbortError', code: 'ABORT_ERR', executed: 'maybe', cause: 'enough' });
    return true;
  });
  assert.deepEqual(await peer.expect('CANCEL'), { correlation_id: request.correlation_id });
});

test('what was aborted before is not sent', async (t) => {
  const { server, client } = await withServer(t);
  const signal = AbortSignal.abort();
  await assert.rejects(client.call('a', 'M', null, { signal }), { name: 'AbortError', executed: 'no' });
  await assert.rejects(client.subscribe('M', { signal }), { name: 'AbortError', executed: 'no' });
  await assert.rejects(client.stream('a', 'M', null, { signal }).next(), { name: 'AbortError', executed: 'no' });
  assert.equal(server.connections, 0);
});

test('an abort ends a stream and cancels it', async (t) => {
  const { server, client } = await withServer(t);
  const controller = new AbortController();
  const next = client.stream('a', 'M', null, { signal: controller.signal }).next();
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  controller.abort();
  await assert.rejects(next, { name: 'AbortError', executed: 'maybe' });
  assert.deepEqual(await peer.expect('CANCEL'), { correlation_id: request.correlation_id });
});

test('an abort ends a subscription and unsubscribes', async (t) => {
  const { server, client } = await withServer(t);
  const controller = new AbortController();
  const subscribed = client.subscribe('PriceUpdate', { signal: controller.signal });
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  const next = (await subscribed).next();
  controller.abort();
  await assert.rejects(next, { name: 'AbortError' });
  await peer.expect('UNSUBSCRIBE');
});
