/** One subscription: what it wants, and how it goes on after its connection ended. */

import { backoff } from '../backoff.js';
import type { PushFrame } from '../core/answer.js';
import type { Ending } from '../core/ending.js';
import { NamesMessage } from '../core/message.js';
import { unsubscribeNote } from '../core/note.js';
import { AbortError, type ActonError, ActonTimeoutError, DisconnectedError } from '../error.js';
import type { Push } from '../push.js';
import { Backlog } from './backlog.js';
import type { Manner } from './call.js';
import type { Link } from './link.js';
import { ask } from './single-call.js';
import { Takers } from './takers.js';

/** How long it is tried to go on after a connection ended, in milliseconds. */
const RESUME_MS = 30_000;

/** A subscription, as the link keeps it. */
export class Feed {
  /** Pushes it did not get: lost on the way, or dropped here. */
  missed = 0;
  /** Connections that ended in its middle. */
  gaps = 0;
  readonly #link: Link;
  readonly #manner: Manner;
  readonly #names: readonly string[];
  readonly #patterns: readonly string[];
  readonly #backlog = new Backlog();
  readonly #takers: Takers<Push>;
  readonly #gone = new AbortController();
  /** Confirmed on the connection there is. */
  #isLive = false;
  /** The connection was lost, and that is not counted yet. */
  #isBroken = false;
  /** Connections lost since the last push. */
  #losses = 0;

  constructor(link: Link, names: readonly string[], manner: Manner) {
    this.#link = link;
    this.#manner = manner;
    this.#patterns = names.filter((name) => name.endsWith('*'));
    this.#names = names.filter((name) => !name.endsWith('*'));
    this.#takers = new Takers(link.liveness);
  }

  /** Subscribes. Rejects if the server refuses, or says nothing in time; it is gone then. */
  async open(): Promise<void> {
    const { signal } = this.#manner;
    if (signal?.aborted) {
      throw new AbortError(signal.reason, 'no');
    }
    signal?.addEventListener('abort', this);
    // Listening before asking, so that no push falls between.
    this.#link.feeds.add(this);
    try {
      await this.#confirm({ ...this.#manner, signal: this.#gone.signal }, false);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The next push. */
  next(): Promise<IteratorResult<Push, undefined>> {
    const first = this.#backlog.shift();
    return first === undefined ? this.#takers.take() : Promise.resolve({ value: first, done: false });
  }

  /** A push came on the connection. */
  pushed(frame: PushFrame, bytes: number, missing: number): void {
    if (!this.#wants(frame.message_type)) {
      return;
    }
    this.#mend();
    this.missed += missing;
    this.#losses = 0;
    const push: Push = {
      messageType: frame.message_type,
      payload: frame.payload,
      sourceActor: frame.source_actor ?? null,
      timestampMs: frame.timestamp_ms,
      sequence: frame.sequence ?? null,
    };
    if (!this.#takers.give(push)) {
      this.missed += this.#backlog.push(push, bytes);
    }
  }

  /** The connection ended. */
  lost(ending: Ending): void {
    if (!this.#isLive) {
      return;
    }
    this.#isLive = false;
    if (this.#manner.retry) {
      void this.#resume(ending);
    } else {
      this.#end(ending.error('maybe'));
    }
  }

  /** Nobody wants any more: unsubscribes from what no other subscription of the client wants. */
  close(): void {
    this.#backlog.clear();
    this.#end();
  }

  /** The caller's signal was aborted. */
  handleEvent(): void {
    this.#backlog.clear();
    this.#end(new AbortError(this.#manner.signal?.reason, 'maybe'));
  }

  #wants(messageType: string): boolean {
    const isMeant = (pattern: string): boolean => messageType.startsWith(pattern.slice(0, -1));
    return this.#names.includes(messageType) || this.#patterns.some(isMeant);
  }

  /** Asks for everything, until all of it is confirmed on one connection, and that is still there. */
  async #confirm(manner: Manner, background: boolean): Promise<void> {
    const { format } = this.#link.route;
    const asked = [new NamesMessage(format, this.#names, false), new NamesMessage(format, this.#patterns, true)];
    const wanted = asked.filter(({ isEmpty }) => !isEmpty);
    for (;;) {
      const answers = wanted.map((message) => ask(this.#link, 'names', message, manner, background));
      const connections = await Promise.all(answers.map((answer) => answer.then(() => this.#link.connection)));
      if (connections.every((connection) => connection !== 0 && connection === this.#link.connection)) {
        this.#isLive = true;
        this.#mend();
        return;
      }
      // The connection ended behind the answer. What was broadcast since then is lost.
      this.#isBroken = true;
    }
  }

  async #resume(ending: Ending): Promise<void> {
    const { clock } = this.#link;
    const until = clock.now() + RESUME_MS;
    let error: unknown = ending.error('maybe');
    while (!this.#takers.isOver && clock.now() < until) {
      this.#isBroken = true;
      await this.#rest();
      try {
        const manner = { retry: true, timeoutMs: Math.max(1, until - clock.now()), signal: this.#gone.signal };
        await this.#confirm(manner, true);
        return;
      } catch (reason) {
        error = reason;
        if (!(reason instanceof DisconnectedError || reason instanceof ActonTimeoutError)) {
          break;
        }
      }
    }
    this.#end(isTime(error) ? interrupted(error) : (error as ActonError));
  }

  /** It goes on. The first push may come before word of that does, and whoever takes it shall see the gap before it. */
  #mend(): void {
    this.gaps += this.#isBroken ? 1 : 0;
    this.#isBroken = false;
  }

  /** Waits before the next try, the longer the more often nothing but the connection came. */
  #rest(): Promise<void> {
    this.#losses += 1;
    if (this.#losses === 1) {
      return Promise.resolve();
    }
    const wait = backoff(this.#losses - 2, this.#link.clock.random);
    return new Promise((resolve) => void this.#link.after(wait, resolve));
  }

  #end(error?: ActonError): void {
    if (this.#takers.isOver) {
      return;
    }
    this.#manner.signal?.removeEventListener('abort', this);
    this.#takers.end(error);
    this.#gone.abort(this.#manner.signal?.reason);
    this.#link.feeds.delete(this);
    const others = [...this.#link.feeds];
    const names = this.#names.filter((name) => !others.some((feed) => feed.#names.includes(name)));
    const patterns = this.#patterns.filter((pattern) => !others.some((feed) => feed.#patterns.includes(pattern)));
    // An empty list would mean all of them.
    if (names.length > 0) {
      this.#link.note(unsubscribeNote(this.#link.route.format, names, false));
    }
    if (patterns.length > 0) {
      this.#link.note(unsubscribeNote(this.#link.route.format, patterns, true));
    }
  }
}

function isTime(error: unknown): error is ActonError {
  return error instanceof ActonTimeoutError || error instanceof DisconnectedError;
}

function interrupted(cause: ActonError): DisconnectedError {
  const sentence = `the subscription could not go on within ${RESUME_MS} ms of trying: ${cause.message}`;
  return new DisconnectedError(sentence, { executed: 'maybe', cause });
}
