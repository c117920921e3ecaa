/** A call with many answers: items wait here until they are taken. */

import type { Message } from '../core/message.js';
import { Queue } from '../core/queue.js';
import type { Session } from '../core/session.js';
import type { ActonError } from '../error.js';
import { Call, type Manner } from './call.js';
import type { Link } from './link.js';
import { Takers } from './takers.js';

/** Items that a server may send ahead of what is taken. */
export const STREAM_CREDIT = 256;

/** Credit is given back in halves. */
const HALF_CREDIT = STREAM_CREDIT / 2;

/** The items of one request. */
export class ItemCall extends Call {
  readonly #items = new Queue<{ value: unknown; bytes: number }>();
  readonly #takers: Takers<unknown>;
  readonly #hasCredit: boolean;
  /** Where the items came from, which counts how much of them waits here. */
  #source: Session | undefined;
  #isStarted = false;
  #hasItems = false;
  #taken = 0;

  constructor(link: Link, message: Message, manner: Manner, hasCredit: boolean) {
    super(link, 'items', message, manner);
    this.#takers = new Takers(link.liveness);
    this.#hasCredit = hasCredit;
  }

  /** The next item. The request is sent with the first; each wait has its own deadline. */
  next(): Promise<IteratorResult<unknown, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#consume(item.bytes);
      return Promise.resolve({ value: item.value, done: false });
    }
    const taken = this.#takers.take();
    if (!this.#takers.isOver) {
      this.deadline = this.link.clock.now() + this.timeoutMs;
      if (this.#isStarted) {
        this.link.expect(this);
      } else {
        this.#isStarted = true;
        this.start();
      }
    }
    return taken;
  }

  /** Nobody wants any more; the server is told. */
  leave(): void {
    this.stop(() => this.#end(undefined));
  }

  override item(value: unknown, bytes: number): void {
    this.#source = this.session;
    this.#hasItems = true;
    if (this.#takers.give(value)) {
      this.#consume(bytes);
    } else {
      this.#items.push({ value, bytes });
    }
    if (!this.#takers.isWaiting) {
      this.deadline = Infinity;
    }
  }

  protected override get isRepeatable(): boolean {
    return !this.#hasItems;
  }

  protected override resolved(): void {
    this.#takers.end();
  }

  protected override rejected(error: ActonError): void {
    this.#takers.end(error);
  }

  override handleEvent(): void {
    super.handleEvent();
    this.#end(undefined);
  }

  /** Ends it and lets go of what was not taken. */
  #end(error: ActonError | undefined): void {
    this.#takers.end(error);
    for (const { bytes } of this.#items.drain()) {
      this.#source?.consumed(bytes);
    }
  }

  #consume(bytes: number): void {
    this.#source?.consumed(bytes);
    this.#taken += 1;
    if (this.#taken === HALF_CREDIT) {
      this.#taken = 0;
      if (this.#hasCredit) {
        this.session?.grant(this, HALF_CREDIT);
      }
    }
  }
}
