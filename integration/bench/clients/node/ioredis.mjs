/**
 * ioredis. Needs ioredis, and a Redis server.
 *
 * GET of a short key whose value is as long as our reply. 64 in flight are 64 loops on one client.
 */

import { Redis } from 'ioredis';

import { check, IN_FLIGHT, repeated } from './busy.mjs';
import { HEADER, REPLY } from './sizes.mjs';

const KEY = 'key:000000000001';
const VALUE = 'v'.repeat(HEADER + REPLY);

/** A client that has set the key and has read it back. */
export async function connect(path, pipelined) {
  // A server that is not there shall be an error, not a wait.
  const redis = new Redis({ path, retryStrategy: null });
  await new Promise((resolve, reject) => redis.once('ready', resolve).on('error', reject));
  await redis.set(KEY, VALUE);
  const call = () => redis.get(KEY);
  check(await call(), VALUE);
  return { busy: repeated(call, pipelined ? IN_FLIGHT : 1), close: () => redis.quit() };
}
