/**
 * `ActonClient`. Needs `acton-ipc`.
 *
 * 64 in flight are 64 loops on one client.
 */

import { ActonClient } from 'acton-ipc';

import { check, IN_FLIGHT, repeated } from './busy.mjs';
import { A, B, SUM } from './calculator.mjs';

/** A client whose first answer was right. */
export async function connect(path, pipelined) {
  // Not tried again: an error shall end the row.
  const client = new ActonClient(path, { retry: false });
  const call = () => client.call('calculator', 'AddRequest', { a: A, b: B });
  check((await call()).sum, SUM);
  return { busy: repeated(call, pipelined ? IN_FLIGHT : 1), close: () => client.close() };
}
