/**
 * Who waits, found by the number that is the correlation id: a slot each, used again.
 *
 * Not a Map: under a steady coming and going V8 replaces a Map's table again and again, and each old table keeps the next
 * one alive until the next full collection, and with it whoever was in it.
 */

import type { Exchange } from './exchange.js';

/** Exchanges that have an id, at least one a slot. An id is the slot's number, and thousands for how often it was used. */
export class Slots {
  readonly #size: number;
  readonly #slots: (Exchange | undefined)[] = [];
  readonly #uses: number[] = [];
  readonly #free: number[] = [];

  /** `size` exchanges at once at most; the ids count in steps of it. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Gives it an id that no other of this connection ever had. */
  add(exchange: Exchange): void {
    const slot = this.#free.pop() ?? this.#slots.length;
    const uses = this.#uses[slot] ?? 0;
    this.#slots[slot] = exchange;
    this.#uses[slot] = uses + 1;
    exchange.id = String(uses * this.#size + slot);
  }

  /** Who waits under this id. */
  get(id: string): Exchange | undefined {
    const exchange = this.#slots[Number(id) % this.#size];
    return exchange?.id === id ? exchange : undefined;
  }

  /** It does not wait any more. */
  remove(exchange: Exchange): void {
    const slot = Number(exchange.id) % this.#size;
    this.#slots[slot] = undefined;
    this.#free.push(slot);
  }

  /** Everybody who waits. */
  all(): Exchange[] {
    return this.#slots.filter((exchange) => exchange !== undefined);
  }
}
