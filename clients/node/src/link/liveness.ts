/** Whether the process must stay alive for us: while something is awaited, and only then. */

/** What can keep the process alive. */
export interface Holder {
  ref(): void;
  unref(): void;
}

/** Counts what is awaited, and tells sockets and timers. */
export class Liveness {
  readonly #holders = new Set<Holder>();
  #awaited = 0;

  /** Something is awaited. */
  begin(): void {
    this.#awaited += 1;
    if (this.#awaited === 1) {
      for (const holder of this.#holders) {
        holder.ref();
      }
    }
  }

  /** It is not awaited any more. */
  end(): void {
    this.#awaited -= 1;
    if (this.#awaited === 0) {
      for (const holder of this.#holders) {
        holder.unref();
      }
    }
  }

  /** From here on this keeps the process alive, as long as something is awaited. */
  add(holder: Holder): void {
    this.#holders.add(holder);
    if (this.#awaited === 0) {
      holder.unref();
    }
  }

  /** It is gone. */
  delete(holder: Holder): void {
    this.#holders.delete(holder);
  }
}
