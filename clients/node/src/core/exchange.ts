/** Something asked of the server, until its last answer: what it says, what it waits for, and who is told. */

import type { ActonError } from '../error.js';
import type { Message } from './message.js';
import type { Session } from './session.js';

/**
 * What an exchange waits for: a reply's payload, a whole response whatever it says, word that a message was delivered,
 * items, or the answer to a subscription, a discovery or a heartbeat.
 */
export type Awaits = 'reply' | 'response' | 'delivery' | 'items' | 'names' | 'discovery' | 'echo';

/**
 * Where it is: `idle` with nobody, `queued` until there is room, `outgoing` until it is written, then `written`, and in the
 * end `over`.
 */
export type Stage = 'idle' | 'queued' | 'outgoing' | 'written' | 'over';

/** One exchange. A session tells it what becomes of it; it is `over`, or with nobody again, before it is told. */
export abstract class Exchange {
  /** What it waits for. */
  readonly awaits: Awaits;
  /** What it says. */
  readonly message: Message;
  /** The session it is with. */
  session: Session | undefined;
  /** The correlation id on that session. */
  id = '';
  stage: Stage = 'idle';
  /** When the next answer must be there, in milliseconds on the caller's clock. */
  deadline: number;
  /** How long that is from its beginning, for sentences. */
  readonly timeoutMs: number;
  /** The number that the next item must have. */
  sequence = 0;

  constructor(awaits: Awaits, message: Message, deadline: number, timeoutMs: number) {
    this.awaits = awaits;
    this.message = message;
    this.deadline = deadline;
    this.timeoutMs = timeoutMs;
  }

  /** Whether there is something to cancel at the server once nobody waits. */
  get isCancellable(): boolean {
    return this.awaits === 'reply' || this.awaits === 'response' || this.awaits === 'items';
  }

  /** The answer; for items, that no more will come. */
  abstract succeed(value: unknown): void;

  /** There is no answer, or no further item. */
  abstract fail(error: ActonError): void;

  /** An item, and the bytes of its frame: give them back to {@link Session.consumed} once it is taken. */
  item(_value: unknown, _bytes: number): void {}
}
