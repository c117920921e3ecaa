/** MessagePack, by the package msgpackr, which is there only if its user wants the format. */

import type { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';

import type { Packr } from 'msgpackr';

import { EncodeError } from '../error.js';
import { sayable } from './sayable.js';

let packer: Packr | undefined;

/** The packer. Throws an {@link EncodeError} if the package is not installed. */
export function msgpack(): Packr {
  return (packer ??= load());
}

/** The bytes of a value. Throws an {@link EncodeError} if it cannot be sent. */
export function encodeMsgpack(value: unknown): Uint8Array {
  return msgpack().pack(sayable(value));
}

/**
 * The value between `start` and `end`. Throws what is wrong with it. msgpackr takes no memory for what is announced and not
 * there, and keeps nothing from one value to the next.
 */
export function decodeMsgpack(buffer: Buffer, start: number, end: number): unknown {
  return msgpack().unpack(buffer.subarray(start, end));
}

/** Not imported: who uses JSON neither needs the package nor waits until it is loaded. */
function load(): Packr {
  let library: typeof import('msgpackr');
  try {
    library = createRequire(import.meta.url)('msgpackr');
  } catch (cause) {
    const sentence = 'the format msgpack needs the package msgpackr: run npm install msgpackr, or use the format json';
    throw new EncodeError(sentence, undefined, cause);
  }
  return new library.Packr({
    // Maps with string keys, of which every reader knows the length; records are msgpackr's own.
    useRecords: false,
    variableMapSize: true,
    // A bigint only where a number would lose digits; the package's types lack this word of its documentation.
    int64AsType: 'auto' as 'bigint',
    // The bytes that are read lie in a buffer that is used again.
    copyBuffers: true,
  });
}
