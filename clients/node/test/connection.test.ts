import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { FrameType } from '../src/core/frame.js';
import { ActonClient, DisconnectedError } from '../src/index.js';
import { defaultSocketPath } from '../src/link/address.js';
import { trustedUid } from '../src/link/trust.js';
import { withServer } from './with-server.js';

test('a server that closes an idle connection is heard of by nobody', async (t) => {
  const { server, client } = await withServer(t);
  const first = client.call('calculator', 'AddRequest');
  const peer = await server.accept();
  peer.reply(await peer.expect('REQUEST'), 1);
  assert.equal(await first, 1);
  peer.close();
  assert.equal(await peer.read(), undefined);
  const second = client.call('calculator', 'AddRequest');
  const another = await server.accept();
  another.reply(await another.expect('REQUEST'), 2);
  assert.equal(await second, 2);
});

test('where nobody ever listened a verb fails at once, and says how to start a server', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'acton-ipc-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'nobody.sock');
  await assert.rejects(new ActonClient(path).ping(), (error) => {
    assert.ok(error instanceof DisconnectedError);
    assert.equal(error.executed, 'no');
    assert.ok(error.message.includes(path) && error.message.includes('start one'));
    return true;
  });
});

test('a path that is too long is refused with both lengths', async () => {
  const path = `/tmp/${'x'.repeat(200)}`;
  await assert.rejects(new ActonClient(path).ping(), /has 205 bytes and may have at most 10[37]/);
});

test('a system without Unix sockets is told which have them', async (test) => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
  Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
  test.after(() => Object.defineProperty(process, 'platform', platform));
  await assert.rejects(new ActonClient('/any.sock').ping(), /no Unix sockets on Windows: use Linux/);
});

test('the path is that of ACTON_SOCKET, then of XDG_RUNTIME_DIR, and an empty one counts for nothing', () => {
  assert.equal(defaultSocketPath({ ACTON_SOCKET: '/a.sock', XDG_RUNTIME_DIR: '/run' }), '/a.sock');
  assert.equal(defaultSocketPath({ ACTON_SOCKET: '', XDG_RUNTIME_DIR: '/run' }), '/run/acton/ipc.sock');
  assert.equal(defaultSocketPath({ XDG_RUNTIME_DIR: '' }), '/tmp/acton.sock');
});

test('ACTON_TRUST_UID holds a number or is an error', () => {
  assert.equal(trustedUid({ ACTON_TRUST_UID: '1000' }), 1000);
  assert.equal(trustedUid({ ACTON_TRUST_UID: '' }), undefined);
  assert.throws(() => trustedUid({ ACTON_TRUST_UID: 'alice' }), DisconnectedError);
});

test('closing rejects what waits, and a later verb connects again', async (t) => {
  const { server, client } = await withServer(t);
  const call = client.call('calculator', 'AddRequest');
  const peer = await server.accept();
  await peer.expect('REQUEST');
  const rejected = assert.rejects(call, { name: 'DisconnectedError', message: 'the connection ended: the client was closed' });
  await client[Symbol.asyncDispose]();
  await rejected;
  const pong = client.ping();
  const another = await server.accept();
  const id = (await another.expect('HEARTBEAT')) as object;
  another.write(FrameType.heartbeat, id);
  await pong;
});

test('bytes that are no frames fail what waits, with the reason', async (t) => {
  const { server, client } = await withServer(t);
  const call = client.call('calculator', 'AddRequest');
  const peer = await server.accept();
  await peer.expect('REQUEST');
  peer.write(FrameType.subscribe, { correlation_id: '1', message_types: [] });
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof DisconnectedError && /which only clients send/.test(error.message));
    assert.equal((error.cause as Error).name, 'ProtocolError');
    return true;
  });
});
