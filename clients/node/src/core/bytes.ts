/** A buffer that grows as it is written. */

import { Buffer } from 'node:buffer';

/** Bytes of the first buffer. */
const FIRST_BYTES = 64 * 1024;

/** Bytes written one behind another. What was {@link take}n is not written over. */
export class Bytes {
  /** Everything before {@link end} is written; write behind it after {@link reserve}. */
  buffer = Buffer.alloc(0);
  /** Where the next byte goes. */
  end = 0;
  #start = 0;

  /** Bytes written and not taken. */
  get length(): number {
    return this.end - this.#start;
  }

  /** Makes room for `bytes` more; returns where they go. */
  reserve(bytes: number): number {
    if (this.end + bytes > this.buffer.length) {
      const written = this.length;
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, written + bytes, 2 * written));
      this.buffer.copy(larger, 0, this.#start, this.end);
      this.buffer = larger;
      this.#start = 0;
      this.end = written;
    }
    return this.end;
  }

  /** Hands out what is written. */
  take(): Buffer {
    const taken = this.buffer.subarray(this.#start, this.end);
    this.#start = this.end;
    return taken;
  }

  /** Everything taken has served its purpose, so that its room may be used again. */
  reuse(): void {
    if (this.length > 0) {
      return;
    }
    if (this.buffer.length > FIRST_BYTES) {
      this.buffer = Buffer.alloc(0);
    }
    this.#start = 0;
    this.end = 0;
  }
}
