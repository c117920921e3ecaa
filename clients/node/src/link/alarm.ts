/** One timer for the earliest of many deadlines. */

import type { Clock, Timer } from '../clock.js';

/** Looks for what is due when something may be. */
export class Alarm {
  readonly #clock: Clock;
  readonly #expire: (now: number) => number;
  #timer: Timer | undefined;
  #at = Infinity;

  /** `expire` ends what is due and returns when to look again, or infinity. */
  constructor(clock: Clock, expire: (now: number) => number) {
    this.#clock = clock;
    this.#expire = expire;
  }

  /** There is a deadline then. */
  by(deadline: number): void {
    if (deadline >= this.#at) {
      return;
    }
    this.#timer?.cancel();
    this.#at = deadline;
    this.#timer = this.#clock.after(Math.max(0, Math.ceil(deadline - this.#clock.now())), () => {
      this.#at = Infinity;
      // What came in time is read first, even if the process was stopped meanwhile.
      setImmediate(() => this.by(this.#expire(this.#clock.now())));
    });
    this.#timer.unref();
  }
}
