/** Where time and chance come from. */

/** A timer that was set. */
export interface Timer {
  /** It shall not go off any more. */
  cancel(): void;
  /** It keeps the process alive. */
  ref(): void;
  /** It does not keep the process alive. */
  unref(): void;
}

/** Time and chance, as a client needs them. Tests give their own. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls back once, after so many milliseconds. The timer keeps the process alive. */
  after(milliseconds: number, callback: () => void): Timer;
  /** A number from 0 up to, and not including, 1. */
  random(): number;
}

/** The system's clock, which changes of the date do not move. */
export const systemClock: Clock = {
  now: () => performance.now(),
  random: () => Math.random(),
  after: (milliseconds, callback) => {
    const timeout = setTimeout(callback, milliseconds);
    return {
      cancel: () => clearTimeout(timeout),
      ref: () => void timeout.ref(),
      unref: () => void timeout.unref(),
    };
  },
};
