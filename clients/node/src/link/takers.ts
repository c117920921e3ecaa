/** Who waits for the next item of an iterator, and its end. */

import { Queue } from '../core/queue.js';
import type { ActonError } from '../error.js';
import type { Liveness } from './liveness.js';

interface Taker<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: ActonError): void;
}

/** The consumers of an iterator. While one waits the process stays alive. */
export class Takers<T> {
  readonly #liveness: Liveness;
  readonly #waiting = new Queue<Taker<T>>();
  #isOver = false;
  #error: ActonError | undefined;

  constructor(liveness: Liveness) {
    this.#liveness = liveness;
  }

  /** Whether nothing more will be given. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether somebody waits. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Waits for what is given next. An error is what the first who comes after the end takes; then it is done. */
  take(): Promise<IteratorResult<T, undefined>> {
    if (this.#isOver) {
      const error = this.#error;
      this.#error = undefined;
      return error === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error);
    }
    this.#liveness.begin();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Gives to whoever waits longest; false if nobody does. */
  give(value: T): boolean {
    const taker = this.#waiting.shift();
    if (taker === undefined) {
      return false;
    }
    this.#liveness.end();
    taker.resolve({ value, done: false });
    return true;
  }

  /** Nothing more will be given, because of the error if there is one. The first end counts. */
  end(error?: ActonError): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#error = error;
    for (const taker of this.#waiting.drain()) {
      this.#liveness.end();
      const reason = this.#error;
      this.#error = undefined;
      if (reason === undefined) {
        taker.resolve({ value: undefined, done: true });
      } else {
        taker.reject(reason);
      }
    }
  }
}
