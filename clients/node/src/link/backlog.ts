/** Pushes that wait for a consumer who is slow; of too many the oldest go. */

import { Queue } from '../core/queue.js';
import type { Push } from '../push.js';

/** Pushes held at most. */
const MOST_PUSHES = 1_024;

/** Bytes of pushes held at most, the newest excepted. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What waits of one subscription. */
export class Backlog {
  readonly #held = new Queue<{ push: Push; bytes: number }>();
  #bytes = 0;

  /** Adds one; returns how many were dropped for it. */
  push(push: Push, bytes: number): number {
    let dropped = 0;
    while (this.#held.size >= MOST_PUSHES || (this.#held.size > 0 && this.#bytes + bytes > MOST_BYTES)) {
      this.shift();
      dropped += 1;
    }
    this.#bytes += bytes;
    this.#held.push({ push, bytes });
    return dropped;
  }

  /** Takes the oldest. */
  shift(): Push | undefined {
    const oldest = this.#held.shift();
    this.#bytes -= oldest?.bytes ?? 0;
    return oldest?.push;
  }

  /** Drops all. */
  clear(): void {
    this.#held.drain();
    this.#bytes = 0;
  }
}
