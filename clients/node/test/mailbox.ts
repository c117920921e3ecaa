/** What came and was not taken, or who waits for it. */

/** A queue whose readers wait. */
export class Mailbox<T> {
  readonly #items: T[] = [];
  readonly #readers: ((item: T) => void)[] = [];

  /** Adds one. */
  give(item: T): void {
    const reader = this.#readers.shift();
    if (reader === undefined) {
      this.#items.push(item);
    } else {
      reader(item);
    }
  }

  /** The next one. */
  take(): Promise<T> {
    return this.#items.length > 0
      ? Promise.resolve(this.#items.shift() as T)
      : new Promise((resolve) => this.#readers.push(resolve));
  }
}
