/** When to try again, and what not to try again at all. */

import { type ActonError, DisconnectedError } from './error.js';

/** The longest first wait, in milliseconds. */
const BASE_MS = 50;

/** The longest wait, in milliseconds. */
const MOST_MS = 2_000;

/** Codes of the server's that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set([
  'TARGET_BUSY',
  'RATE_LIMITED',
  'SHUTTING_DOWN',
  'CONNECTION_LIMIT_REACHED',
]);

/** How long to wait after the failure with this number, from 0, in milliseconds: a random part of a doubling time. */
export function backoff(failure: number, random: () => number): number {
  return random() * Math.min(MOST_MS, BASE_MS * 2 ** failure);
}

/**
 * How long to wait before asking again after this error, in milliseconds; `undefined`: asking again could do harm, or cannot
 * help.
 */
export function pauseAfter(error: ActonError, failure: number, random: () => number): number | undefined {
  if (error.executed !== 'no') {
    return undefined;
  }
  if (error instanceof DisconnectedError) {
    // The link waits by itself before it connects.
    return error.isPassing ? 0 : undefined;
  }
  return PASSING.has(error.code) ? Math.max(error.retryAfterMs ?? 0, backoff(failure, random)) : undefined;
}
