/** Frames one behind another, for one write. */

import { Buffer } from 'node:buffer';

import { Bytes } from './bytes.js';
import { type Format, JSON_BYTE, MSGPACK_BYTE } from './format.js';
import { type FrameType, HEADER_BYTES, writeHeader } from './frame.js';
import { encodeJson } from './json.js';
import { encodeMsgpack } from './msgpack.js';

/** The most bytes that UTF-8 takes for one of a string's units. */
const MOST_BYTES_A_UNIT = 3;

/** For a string longer than this, in units, its bytes are counted before room is made for them. */
const COUNTED = 4 * 1024;

/** Where frames are written to. */
export class Outbox {
  readonly #bytes = new Bytes();

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Writes a frame in JSON, of a text that is JSON already. */
  json(type: FrameType, text: string): void {
    const bytes = this.#bytes;
    const most = text.length > COUNTED ? Buffer.byteLength(text) : MOST_BYTES_A_UNIT * text.length;
    const at = bytes.reserve(HEADER_BYTES + most);
    const length = bytes.buffer.write(text, at + HEADER_BYTES);
    writeHeader(bytes.buffer, at, length, type, JSON_BYTE);
    bytes.end = at + HEADER_BYTES + length;
  }

  /** Writes a frame in MessagePack, of parts that are MessagePack once they are one behind another. */
  msgpack(type: FrameType, ...parts: readonly Uint8Array[]): void {
    const bytes = this.#bytes;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    let at = bytes.reserve(HEADER_BYTES + length);
    writeHeader(bytes.buffer, at, length, type, MSGPACK_BYTE);
    at += HEADER_BYTES;
    for (const part of parts) {
      bytes.buffer.set(part, at);
      at += part.length;
    }
    bytes.end = at;
  }

  /** Writes a frame of one of the protocol's own structs; its keys in the order given. */
  struct(type: FrameType, format: Format, fields: object): void {
    if (format === 'json') {
      this.json(type, encodeJson(fields));
    } else {
      this.msgpack(type, encodeMsgpack(fields));
    }
  }

  /** Hands out what was written. */
  take(): Buffer {
    return this.#bytes.take();
  }

  /** Nobody reads any more what was taken. */
  reuse(): void {
    this.#bytes.reuse();
  }
}
