/** What a caller may set: for a client, and for a call. */

import type { Clock } from './clock.js';
import type { Format } from './core/format.js';
import { EncodeError } from './error.js';

/** The longest wait for an answer, in milliseconds; 0 means it too. */
export const MAX_TIMEOUT_MS = 300_000;

/** Names and values that handlers see beside the message. */
export type Headers = Readonly<Record<string, string>>;

/** Settings of a client. */
export interface ClientOptions {
  /** How messages become bytes. Default `'json'`. */
  format?: Format | undefined;
  /**
   * How long a verb may take, in milliseconds, waiting for its turn and for a connection included; for a stream, how long
   * one item may take. Default 30,000; at most 300,000, which is also what 0 means.
   */
  timeoutMs?: number | undefined;
  /** Headers of every request. Default none. */
  headers?: Headers | undefined;
  /** Whether the client asks again by itself where that is safe and can help, inside the timeout. Default true. */
  retry?: boolean | undefined;
  /** The largest payload of a frame that is taken from the server, in bytes; a larger one ends the connection. Default 16 MiB. */
  maxPayload?: number | undefined;
  /** A user, by number, whose servers are trusted beside our own, root's and those of `$ACTON_TRUST_UID`. */
  trustUid?: number | undefined;
  /** Where time and chance come from; for tests. Default: the system. */
  clock?: Clock | undefined;
}

/** Settings of one call; what is left out is the client's. */
export interface CallOptions {
  /** How long it may take, in milliseconds; see {@link ClientOptions.timeoutMs}. */
  timeoutMs?: number | undefined;
  /** Aborted, it rejects the call with an {@link AbortError} and cancels it at the server. */
  signal?: AbortSignal | undefined;
  /** Headers beside the client's; of two with one name, this one. */
  headers?: Headers | undefined;
  /** Whether to ask again. */
  retry?: boolean | undefined;
}

/** A timeout as it is kept. Throws a RangeError at what is no time. */
export function timeoutOf(milliseconds: number): number {
  if (!(milliseconds >= 0)) {
    throw new RangeError(`timeoutMs is ${milliseconds}; give it milliseconds, or 0 for the longest`);
  }
  return milliseconds === 0 ? MAX_TIMEOUT_MS : Math.min(milliseconds, MAX_TIMEOUT_MS);
}

/** Both sets of headers in one; `undefined` if there are none. Throws an {@link EncodeError} at a value that is no string. */
export function joinHeaders(ours: Headers | undefined, more: Headers | undefined): Headers | undefined {
  if (more === undefined) {
    return ours;
  }
  const joined = { ...ours, ...more };
  for (const [name, value] of Object.entries(joined)) {
    if (typeof value !== 'string') {
      throw new EncodeError(`the header ${name} is a ${typeof value}; headers are strings`);
    }
  }
  return Object.keys(joined).length === 0 ? undefined : joined;
}
