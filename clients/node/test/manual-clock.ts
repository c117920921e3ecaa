/** Time that passes only when a test says so. */

import type { Clock, Timer } from '../src/clock.js';

interface Waiting {
  at: number;
  callback: () => void;
}

/** A clock for a client. Chance always gives the same. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #waiting = new Set<Waiting>();
  #watchers: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.5;
  }

  after(milliseconds: number, callback: () => void): Timer {
    const waiting = { at: this.#now + milliseconds, callback };
    this.#waiting.add(waiting);
    for (const watcher of this.#watchers.splice(0)) {
      watcher();
    }
    return { cancel: () => this.#waiting.delete(waiting), ref: () => {}, unref: () => {} };
  }

  /** The milliseconds until each timer that is set, the nearest first. */
  get timers(): number[] {
    return [...this.#waiting].map(({ at }) => at - this.#now).sort((one, other) => one - other);
  }

  /** Waits until a timer is set that goes off within so many milliseconds. */
  async setWithin(milliseconds: number): Promise<void> {
    while (!this.timers.some((left) => left <= milliseconds)) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  /** Lets time pass. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const waiting of [...this.#waiting]) {
      if (waiting.at <= this.#now && this.#waiting.delete(waiting)) {
        waiting.callback();
      }
    }
  }
}
