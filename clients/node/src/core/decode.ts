/** The payload of a frame as a value, in whichever format its header names. */

import type { Buffer } from 'node:buffer';

import { Ending } from './ending.js';
import { JSON_BYTE } from './format.js';
import { decodeJson } from './json.js';
import { decodeMsgpack } from './msgpack.js';

/** The value between `start` and `end`. Throws an {@link Ending} if there is none. */
export function decode(format: number, buffer: Buffer, start: number, end: number): unknown {
  try {
    return format === JSON_BYTE ? decodeJson(buffer, start, end) : decodeMsgpack(buffer, start, end);
  } catch (cause) {
    throw notParsed(cause instanceof Error ? cause.message : String(cause));
  }
}

/** The end of a connection whose frame holds something else than its type says. */
export function notParsed(reason: string): Ending {
  return Ending.broken(`the server sent a frame that does not parse: ${reason}`);
}
