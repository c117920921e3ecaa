/** The numbers of a connection's pushes: a gap in them is a loss. */

/** Message types whose numbers are followed; a server that names more is not believed about gaps. */
const MOST_TYPES = 4096;

/** Counts what is missing. Lives as long as the connection, as the server's counters do. */
export class Sequences {
  readonly #due = new Map<string, number>();

  /** How many pushes of this type are missing before the one with this number; the server counts from 0. */
  missing(messageType: string, sequence: number): number {
    const due = this.#due.get(messageType);
    if (due === undefined && this.#due.size === MOST_TYPES) {
      return 0;
    }
    this.#due.set(messageType, Math.max(due ?? 0, sequence + 1));
    return Math.max(0, sequence - (due ?? 0));
  }
}
