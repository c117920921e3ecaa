import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { withServer } from './with-server.js';

const INDEX = fileURLToPath(new URL('../src/index.js', import.meta.url));

/** Runs a script whose `client` is one of the server at this path. */
function script(path: string, text: string): ChildProcess {
  const whole = `import { ActonClient } from ${JSON.stringify(INDEX)};\nconst client = new ActonClient(${JSON.stringify(path)});\n${text}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', whole], { stdio: ['ignore', 'inherit', 'inherit'] });
}

test('a script ends by itself once nothing is awaited, connected as it is', async (t) => {
  const { server } = await withServer(t);
  const child = script(server.path, "if ((await client.call('a', 'M', null)) !== 7) process.exitCode = 3;");
  const peer = await server.accept();
  peer.reply(await peer.expect('REQUEST'), 7);
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('a script that holds a subscription nobody takes from ends', async (t) => {
  const { server } = await withServer(t);
  const child = script(server.path, "await client.subscribe('PriceUpdate');");
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('a script waits for what it awaits', async (t) => {
  const { server } = await withServer(t);
  const child = script(server.path, "for await (const push of await client.subscribe('PriceUpdate')) process.exit(push.payload);");
  const peer = await server.accept();
  peer.confirm(await peer.expect('SUBSCRIBE'));
  peer.push('PriceUpdate', 5, 0);
  assert.deepEqual(await once(child, 'exit'), [5, null]);
});
