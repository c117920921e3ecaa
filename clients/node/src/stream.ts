/** A stream of replies, as its consumer holds it. */

import { asyncDispose } from './async-dispose.js';
import type { ItemCall } from './link/item-call.js';

/**
 * The items of one request, in the order they were sent; made by {@link ActonClient.stream}.
 *
 * The request is sent when the first item is asked for. The server sends at most 256 items ahead of what is taken, so a slow
 * loop delays nothing else of its client. The timeout runs while an item is waited for, and only then. Leaving the loop, by
 * `break` or an exception, cancels the request at the server; so does dropping the stream.
 *
 * An error comes after the items that arrived before it, and is the last thing. A stream never goes on after its connection
 * ended: it ends with a {@link DisconnectedError}.
 */
export class ActonStream<T = unknown> implements AsyncIterableIterator<T> {
  readonly #call: ItemCall;

  /** @internal */
  constructor(call: ItemCall) {
    this.#call = call;
    forgotten.register(this, call, this);
  }

  /** The next item. */
  next(): Promise<IteratorResult<T, undefined>> {
    return this.#call.next() as Promise<IteratorResult<T, undefined>>;
  }

  /** Ends it: nothing more is taken, and the server is told. */
  return(): Promise<IteratorResult<T, undefined>> {
    forgotten.unregister(this);
    this.#call.leave();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** As {@link return}. */
  async [asyncDispose](): Promise<void> {
    await this.return();
  }
}

/** A stream that its owner dropped in the middle would hold its request at the server. */
const forgotten = new FinalizationRegistry<ItemCall>((call) => call.leave());
