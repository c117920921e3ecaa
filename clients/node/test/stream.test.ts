import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FrameType } from '../src/core/frame.js';
import { ProtocolError } from '../src/index.js';
import { withServer } from './with-server.js';

test('a stream gives its items in order and ends', async (t) => {
  const { server, client } = await withServer(t);
  const stream = client.stream<number>('countdown', 'CountdownRequest', { from: 2 });
  const first = stream.next();
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  assert.equal(request.expects_stream, true);
  assert.equal(request.stream_credit, 256);
  peer.item(request, 0, 2);
  peer.item(request, 1, 1);
  peer.final(request, 2);
  assert.deepEqual(await first, { value: 2, done: false });
  const others = [];
  for await (const item of stream) {
    others.push(item);
  }
  assert.deepEqual(others, [1]);
});

test('leaving the loop cancels the stream at the server', async (t) => {
  const { server, client } = await withServer(t);
  const left = (async () => {
    for await (const item of client.stream('countdown', 'CountdownRequest')) {
      return item;
    }
    return undefined;
  })();
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  peer.item(request, 0, 'first');
  assert.equal(await left, 'first');
  assert.deepEqual(await peer.expect('CANCEL'), { correlation_id: request.correlation_id });
});

test('a stream that is disposed of is cancelled', async (t) => {
  const { server, client } = await withServer(t);
  const stream = client.stream('countdown', 'CountdownRequest');
  const next = stream.next();
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  await stream[Symbol.asyncDispose]();
  assert.deepEqual(await peer.expect('CANCEL'), { correlation_id: request.correlation_id });
  assert.deepEqual(await next, { value: undefined, done: true });
});

test('credit is given back in halves, as items are taken', async (t) => {
  const { server, client } = await withServer(t);
  const stream = client.stream('countdown', 'CountdownRequest');
  const first = stream.next();
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  for (let sequence = 0; sequence < 256; sequence += 1) {
    peer.item(request, sequence, sequence);
  }
  await first;
  for (let taken = 1; taken < 127; taken += 1) {
    await stream.next();
  }
  const pong = client.ping();
  // Were credit given before half of it is taken, it would come before this.
  peer.write(FrameType.heartbeat, await peer.expect('HEARTBEAT'));
  await pong;
  await stream.next();
  assert.deepEqual(await peer.expect('CREDIT'), { correlation_id: request.correlation_id, items: 128 });
});

test('an item out of order ends its stream with an error, and cancels it', async (t) => {
  const { server, client } = await withServer(t);
  const stream = client.stream('countdown', 'CountdownRequest');
  const next = stream.next();
  const peer = await server.accept();
  const request = await peer.expect('REQUEST');
  peer.item(request, 1, 'second');
  await assert.rejects(next, (error) => error instanceof ProtocolError && error.code === 'PROTOCOL_ERROR');
  assert.deepEqual(await peer.expect('CANCEL'), { correlation_id: request.correlation_id });
});

test('a stream ends with its connection, after the items that came', async (t) => {
  const { server, client } = await withServer(t);
  const stream = client.stream('countdown', 'CountdownRequest');
  const first = stream.next();
  const peer = await server.accept();
  peer.item(await peer.expect('REQUEST'), 0, 'first');
  assert.deepEqual(await first, { value: 'first', done: false });
  const second = stream.next();
  peer.close();
  await assert.rejects(second, { name: 'DisconnectedError', code: 'IO_ERROR', executed: 'maybe' });
  assert.deepEqual(await stream.next(), { value: undefined, done: true });
  assert.equal(server.connections, 1);
});
