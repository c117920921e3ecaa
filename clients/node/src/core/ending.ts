/** Why a connection is over, and what that says to whoever waited for it. */

import { Buffer } from 'node:buffer';

import { type ActonError, DisconnectedError, type Executed, ProtocolError, ServerError } from '../error.js';

/** Bytes of a server's text that are kept; the protocol allows no more. */
const MAX_TEXT_BYTES = 1024;

/** Thrown by what finds out that nothing after it can be believed. */
export class Ending extends Error {
  /** The server let nobody in, and looked at nothing that was sent. */
  readonly refusal: { code: string; text: string } | undefined;
  readonly #isPassing: boolean;

  /** Whether it was this side that ended it. */
  get isOurs(): boolean {
    return !this.#isPassing;
  }

  private constructor(reason: string, isPassing: boolean, cause?: unknown, refusal?: { code: string; text: string }) {
    super(reason, cause === undefined ? undefined : { cause });
    this.refusal = refusal;
    this.#isPassing = isPassing;
  }

  /** The connection ended for a reason outside the protocol. */
  static closed(reason: string, cause?: unknown): Ending {
    return new Ending(reason, true, cause);
  }

  /** The caller closed the client: nothing is tried again. */
  static left(): Ending {
    return new Ending('the client was closed', false);
  }

  /** The server broke the protocol. */
  static broken(reason: string): Ending {
    return new Ending(reason, true, new ProtocolError(reason));
  }

  /** The server refused the connection. */
  static refused(code: string, text: string): Ending {
    return new Ending(text, true, undefined, { code: cut(code), text: cut(text) });
  }

  /** The same, after something the server had said of no request in particular. */
  after(complaint: string): Ending {
    return new Ending(`${this.message}, after it had said: ${cut(complaint)}`, this.#isPassing, this.cause, this.refusal);
  }

  /** What it means to a request of which the client knows only so much. */
  error(executed: Executed): ActonError {
    if (this.refusal !== undefined) {
      return new ServerError(this.refusal.code, this.refusal.text, { executed: 'no' });
    }
    const details = { executed, cause: this.cause, isPassing: this.#isPassing };
    return new DisconnectedError(`the connection ended: ${this.message}`, details);
  }
}

/** A text of the server's, no longer than the protocol allows. */
export function cut(text: string): string {
  if (Buffer.byteLength(text) <= MAX_TEXT_BYTES) {
    return text;
  }
  const bytes = Buffer.from(text.slice(0, MAX_TEXT_BYTES));
  let end = Math.min(bytes.length, MAX_TEXT_BYTES);
  // A character that the cut would halve is left out whole: its later bytes all begin with the bits 10.
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) {
    end -= 1;
  }
  return bytes.toString('utf8', 0, end);
}
