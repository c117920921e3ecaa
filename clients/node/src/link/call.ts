/** One thing asked of the server, asked again where that can do no harm. */

import { pauseAfter } from '../backoff.js';
import { type Awaits, Exchange } from '../core/exchange.js';
import type { Message } from '../core/message.js';
import { AbortError, type ActonError, DisconnectedError } from '../error.js';
import type { Link } from './link.js';

/** How something is asked. */
export interface Manner {
  timeoutMs: number;
  retry: boolean;
  signal: AbortSignal | undefined;
}

/** A call, from its beginning until its last answer is given to the caller. */
export abstract class Call extends Exchange {
  /** Whether it is asked again. */
  readonly retries: boolean;
  protected readonly link: Link;
  readonly #signal: AbortSignal | undefined;
  #failures = 0;

  constructor(link: Link, awaits: Awaits, message: Message, { timeoutMs, retry, signal }: Manner) {
    super(awaits, message, link.clock.now() + timeoutMs, timeoutMs);
    this.link = link;
    this.retries = retry;
    this.#signal = signal;
  }

  /** Asks. */
  start(): void {
    if (this.#signal?.aborted) {
      this.rejected(new AbortError(this.#signal.reason, 'no'));
      return;
    }
    this.#signal?.addEventListener('abort', this);
    this.link.submit(this);
  }

  override succeed(value: unknown): void {
    this.#signal?.removeEventListener('abort', this);
    this.resolved(value);
  }

  override fail(error: ActonError): void {
    const wait = this.#waitAfter(error);
    if (wait === undefined || this.link.clock.now() + wait >= this.deadline) {
      this.#signal?.removeEventListener('abort', this);
      this.rejected(error);
      return;
    }
    this.#failures += 1;
    if (wait === 0) {
      this.link.submit(this);
    } else {
      this.link.submitLater(this, wait);
    }
  }

  /** The signal was aborted. */
  handleEvent(): void {
    this.stop((executed) => this.rejected(new AbortError(this.#signal?.reason, executed)));
  }

  /** Lets go of it, wherever it is; `then` is told whether it may have run. */
  protected stop(then: (executed: 'no' | 'maybe') => void): void {
    this.#signal?.removeEventListener('abort', this);
    then(this.link.abandon(this) === 'no' ? 'no' : 'maybe');
  }

  /** Whether it may be asked anew, as far as it itself is concerned. */
  protected get isRepeatable(): boolean {
    return true;
  }

  /** The answer. */
  protected abstract resolved(value: unknown): void;

  /** There is none. */
  protected abstract rejected(error: ActonError): void;

  #waitAfter(error: ActonError): number | undefined {
    // Even without retries a connection that turns out to be dead is made anew, once: nothing was asked on it.
    const mayAsk = this.retries || (this.#failures === 0 && error instanceof DisconnectedError);
    return mayAsk && this.isRepeatable ? pauseAfter(error, this.#failures, this.link.clock.random) : undefined;
  }
}
