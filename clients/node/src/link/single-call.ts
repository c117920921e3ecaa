/** A call with one answer, as a promise. */

import type { Awaits } from '../core/exchange.js';
import type { Message } from '../core/message.js';
import { responseOfError } from '../core/reply.js';
import { type ActonError, ServerError } from '../error.js';
import { Call, type Manner } from './call.js';
import type { Link } from './link.js';

/** Asks and waits. While it waits the process stays alive, unless this is in the `background`. */
export function ask<T>(link: Link, awaits: Awaits, message: Message, manner: Manner, background = false): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    new SingleCall(link, awaits, message, manner, background, resolve as (value: unknown) => void, reject).start();
  });
}

class SingleCall extends Call {
  readonly #background: boolean;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: ActonError) => void;

  constructor(
    link: Link,
    awaits: Awaits,
    message: Message,
    manner: Manner,
    background: boolean,
    resolve: (value: unknown) => void,
    reject: (error: ActonError) => void,
  ) {
    super(link, awaits, message, manner);
    this.#background = background;
    this.#resolve = resolve;
    this.#reject = reject;
    if (!background) {
      link.liveness.begin();
    }
  }

  protected override resolved(value: unknown): void {
    this.#settle();
    this.#resolve(value);
  }

  protected override rejected(error: ActonError): void {
    this.#settle();
    if (this.awaits === 'response' && error instanceof ServerError) {
      this.#resolve(responseOfError(error));
    } else {
      this.#reject(error);
    }
  }

  #settle(): void {
    if (!this.#background) {
      this.link.liveness.end();
    }
  }
}
