/** Bytes as they arrive, cut into frames. What lies whole in a chunk is not copied. */

import { Buffer } from 'node:buffer';

import { Ending } from './ending.js';
import { JSON_BYTE, MSGPACK_BYTE } from './format.js';
import { FrameType, HEADER_BYTES } from './frame.js';

/** Version 1 has no format byte, JSON alone, and no types above HEARTBEAT. */
const VERSION_1_HEADER_BYTES = 6;

/** The first bytes a frame begun is kept in; they grow with what arrives, not with what was announced. */
const FIRST_BYTES = 4 * 1024;

/** Takes each frame; the payload is valid only during the call. */
export interface FrameTaker {
  frame(type: number, format: number, buffer: Buffer, start: number, end: number): void;
}

/** Cuts frames out of what arrives. */
export class Inbox {
  readonly #maxPayload: number;
  readonly #taker: FrameTaker;
  #begun = Buffer.alloc(0);
  #held = 0;

  /** `maxPayload` in bytes: a frame that announces more is refused before its bytes come. */
  constructor(maxPayload: number, taker: FrameTaker) {
    this.#maxPayload = maxPayload;
    this.#taker = taker;
  }

  /** Whether a frame has begun and not ended. */
  get isInFrame(): boolean {
    return this.#held > 0;
  }

  /** Takes the first `length` bytes of `chunk`. Throws an {@link Ending} at bytes that are no frame. */
  receive(chunk: Buffer, length: number): void {
    let at = this.#held > 0 ? this.#complete(chunk, length) : 0;
    while (at < length) {
      const size = this.#measure(chunk, at, length - at);
      if (size === 0 || size > length - at) {
        this.#hold(chunk, at, length, size);
        return;
      }
      this.#give(chunk, at, size);
      at += size;
    }
  }

  /** Adds to the frame that has begun; returns how much of `chunk` belonged to it. */
  #complete(chunk: Buffer, length: number): number {
    let at = 0;
    for (;;) {
      const size = this.#measure(this.#begun, 0, this.#held);
      if (size > 0 && size === this.#held) {
        this.#held = 0;
        this.#give(this.#begun, 0, size);
        this.#begun = Buffer.alloc(0);
        return at;
      }
      if (at === length) {
        return at;
      }
      const missing = (size > 0 ? size : this.#held + 1) - this.#held;
      const end = Math.min(length, at + missing);
      this.#hold(chunk, at, end, size);
      at = end;
    }
  }

  #hold(chunk: Buffer, start: number, end: number, size: number): void {
    const needed = this.#held + end - start;
    if (needed > this.#begun.length) {
      const doubled = Math.max(needed, 2 * this.#begun.length, FIRST_BYTES);
      const larger = Buffer.allocUnsafe(size > 0 ? Math.min(doubled, Math.max(size, needed)) : doubled);
      this.#begun.copy(larger, 0, 0, this.#held);
      this.#begun = larger;
    }
    chunk.copy(this.#begun, this.#held, start, end);
    this.#held = needed;
  }

  #give(buffer: Buffer, at: number, size: number): void {
    const first = buffer[at + 4] === 1;
    const start = at + (first ? VERSION_1_HEADER_BYTES : HEADER_BYTES);
    this.#taker.frame(buffer[at + 5] ?? 0, first ? JSON_BYTE : (buffer[at + 6] ?? 0), buffer, start, at + size);
  }

  /** Bytes of the frame at `at`, its header included; 0 while the header is not there. */
  #measure(buffer: Buffer, at: number, have: number): number {
    if (have < 4) {
      return 0;
    }
    const length = buffer.readUInt32BE(at);
    if (length > this.#maxPayload) {
      throw noFrames(`a frame announces ${length} bytes and the limit is ${this.#maxPayload}`);
    }
    const [version, type, format] = [buffer[at + 4] ?? 0, buffer[at + 5] ?? 0, buffer[at + 6] ?? 0];
    if (have > 4 && version !== 1 && version !== 2) {
      throw noFrames(`there is no version ${version}`);
    }
    if (have > 5 && (type === 0 || type > (version === 1 ? FrameType.heartbeat : FrameType.credit))) {
      throw noFrames(`version ${version} has no frame type ${type}`);
    }
    if (version === 1 && have >= VERSION_1_HEADER_BYTES) {
      return VERSION_1_HEADER_BYTES + length;
    }
    if (have < HEADER_BYTES) {
      return 0;
    }
    if (format !== JSON_BYTE && format !== MSGPACK_BYTE) {
      throw noFrames(`there is no format ${format}`);
    }
    return HEADER_BYTES + length;
  }
}

function noFrames(reason: string): Ending {
  return Ending.broken(`the server's bytes are no frames: ${reason}`);
}
