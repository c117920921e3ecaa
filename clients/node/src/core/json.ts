/** JSON as the platform writes and reads it. */

import { type Buffer, isUtf8 } from 'node:buffer';

import { EncodeError } from '../error.js';

/** What a decoder puts where bytes are no text. */
const REPLACEMENT = '\ufffd';

/** The JSON of a value; `undefined` is null. */
export function encodeJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value ?? null);
  } catch (cause) {
    const hint = 'send plain objects and lists without cycles, and 64-bit integers in the format msgpack';
    throw new EncodeError(`the message cannot be written as JSON: ${sentence(cause)}; ${hint}`, undefined, cause);
  }
  if (text === undefined) {
    throw new EncodeError(`the message is a ${typeof value}, which JSON cannot say; send a value`);
  }
  return text;
}

/** The value between `start` and `end`. Throws what is wrong with it. */
export function decodeJson(buffer: Buffer, start: number, end: number): unknown {
  return JSON.parse(decodeText(buffer, start, end));
}

/** The text between `start` and `end`. Throws if it is not UTF-8. */
export function decodeText(buffer: Buffer, start: number, end: number): string {
  const text = buffer.toString('utf8', start, end);
  if (text.includes(REPLACEMENT) && !isUtf8(buffer.subarray(start, end))) {
    throw new Error('a text is not UTF-8');
  }
  return text;
}

function sentence(cause: unknown): string {
  const [line] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return line ?? '';
}
