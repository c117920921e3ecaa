/** A subscription, as its consumer holds it. */

import { asyncDispose } from './async-dispose.js';
import type { Feed } from './link/feed.js';
import type { Push } from './push.js';

/**
 * Broadcasts as they arrive; made by {@link ActonClient.subscribe}.
 *
 * Up to 1,024 pushes and 16 MiB are held for a loop that is slow; then the oldest are dropped and counted as
 * {@link missed}. When the connection ends it is made again in the background, and everything is subscribed to anew; that
 * counts as one of {@link gaps}, since nobody can know what was broadcast meanwhile. If it cannot be made within 30 s of
 * trying, the iterator throws a {@link DisconnectedError}. Leaving the loop unsubscribes.
 */
export class Subscription<T = unknown> implements AsyncIterableIterator<Push<T>> {
  readonly #feed: Feed;

  /** @internal */
  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** Pushes that are known to be lost: the server dropped them because the connection was slow, or this buffer did. */
  get missed(): number {
    return this.#feed.missed;
  }

  /** How often the connection ended and was made anew; what was broadcast in between is lost and in no count. */
  get gaps(): number {
    return this.#feed.gaps;
  }

  /** The next push. */
  next(): Promise<IteratorResult<Push<T>, undefined>> {
    return this.#feed.next() as Promise<IteratorResult<Push<T>, undefined>>;
  }

  /** Unsubscribes from what no other subscription of the client wants. What was not taken is dropped. */
  return(): Promise<IteratorResult<Push<T>, undefined>> {
    this.#feed.close();
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
