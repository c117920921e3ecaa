/**
 * Keeps a server busy with one of Node's clients and counts its calls: `node calls.mjs CLIENT SOCKET WORK`.
 *
 * Needs Node 20 and what package-lock.json names, `acton-ipc` from clients/node among it. A client's packages are
 * loaded only if it is the one asked for.
 *
 * Makes one call, checks its answer and prints `ready`. Then each line `run SECONDS` on stdin keeps the server busy for
 * so long and is answered with `COUNT SECONDS`: the calls completed, and the time it took. Ends with stdin.
 */

import { createInterface } from 'node:readline';

/** Where each CLIENT is; a module's `connect(path, pipelined)` resolves to `{ busy, close }`. */
const MODULES = {
  raw: './node/raw.mjs',
  ours: './node/ours.mjs',
  redis: './node/ioredis.mjs',
  grpc: './node/grpc-js.mjs',
};

const WORKS = ['one-at-a-time', 'pipelined'];

const [client, path, work, ...more] = process.argv.slice(2);
if (!Object.hasOwn(MODULES, client ?? '') || !WORKS.includes(work) || more.length > 0) {
  const known = `CLIENT is one of ${Object.keys(MODULES).join(', ')}; WORK is ${WORKS.join(' or ')}`;
  console.error(`usage: calls.mjs CLIENT SOCKET WORK, where ${known}`);
  process.exit(2);
}

try {
  await serve();
} catch (error) {
  // One line, however many the library wrote; and at once, whatever is still open.
  console.error(`${client}: ${String(error).replaceAll(/\s+/g, ' ')}`);
  process.exit(1);
}

/** Obeys stdin until it ends. */
async function serve() {
  const { connect } = await import(MODULES[client]);
  const { busy, close } = await connect(path, work === 'pipelined');
  console.log('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const [order, seconds, ...rest] = line.trim().split(/\s+/);
    if (order !== 'run' || !(Number(seconds) >= 0) || rest.length > 0) {
      throw new Error(`the line ${JSON.stringify(line)} is not \`run SECONDS\``);
    }
    const [count, took] = await busy(Number(seconds));
    console.log(`${count} ${took.toFixed(6)}`);
  }
  await close();
}
