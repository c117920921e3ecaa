/**
 * The protocol on one connection, without the connection: bytes in, events out; requests in, bytes out. Knows no socket, no
 * timer and no clock.
 */

import type { Buffer } from 'node:buffer';

import { type ActonError, type Executed, ProtocolError, ServerError } from '../error.js';
import { type Answer, type PushFrame, readAnswer, readPush, readStreamItem, type Refusal } from './answer.js';
import { decode } from './decode.js';
import { cut, Ending } from './ending.js';
import type { Exchange } from './exchange.js';
import type { Format } from './format.js';
import { FrameType, frameName } from './frame.js';
import { Inbox } from './inbox.js';
import { InFlight } from './in-flight.js';
import { creditNote, type Note } from './note.js';
import { Sequences } from './sequences.js';
import { readDiscovery, responseOf } from './reply.js';

/** The id of an answer that refuses the connection. */
const REJECTED_ID = '__acton_connection_rejected__';

/** The id of an answer to what had no id that could be read. */
const UNKNOWN_ID = 'unknown';

/**
 * Bytes of stream items that wait for their consumers; then nothing is read. A server that keeps to its credit comes here
 * only with large items; one that knows no credit is held back so.
 */
const UNREAD_BYTES = 64 * 1024 * 1024;

/** What an item weighs beside its bytes. */
const ITEM_BYTES = 64;

/** Who is told what happens on a session. */
export interface SessionListener {
  /** Something waits to be {@link Session.take}n and written. */
  outgoing(): void;
  /** A push came, and before it so many of its type that should have come did not. */
  pushed(push: PushFrame, bytes: number, missing: number): void;
  /** Reading may go on: enough of what waited was taken. */
  drained(): void;
}

/** One connection's protocol. */
export class Session {
  readonly #format: Format;
  readonly #listener: SessionListener;
  readonly #inbox: Inbox;
  readonly #flight = new InFlight();
  readonly #sequences = new Sequences();
  #complaint: string | undefined;
  #unread = 0;

  /** `format` is what is written; `maxPayload`, in bytes, is the largest payload that is read. */
  constructor(format: Format, maxPayload: number, listener: SessionListener) {
    this.#format = format;
    this.#listener = listener;
    this.#inbox = new Inbox(maxPayload, this);
  }

  /** Whether something waits to be written. */
  get hasOutgoing(): boolean {
    return this.#flight.hasOutgoing;
  }

  /** Whether reading on would only fill memory. */
  get isFlooded(): boolean {
    return this.#unread >= UNREAD_BYTES;
  }

  /** Takes an exchange, to be written as soon as there is room. */
  submit(exchange: Exchange): void {
    exchange.session = this;
    this.#flight.submit(exchange);
    this.#announce();
  }

  /** Says something that is not answered. */
  note(note: Note): void {
    this.#flight.note(note);
    this.#announce();
  }

  /** Lets the server send `items` more of a stream. */
  grant(exchange: Exchange, items: number): void {
    this.note(creditNote(exchange.id, items));
  }

  /** Nobody waits for this exchange any more. Says whether it may have run. */
  abandon(exchange: Exchange): Executed {
    const executed = this.#flight.abandon(exchange);
    this.#announce();
    return executed;
  }

  /** An item that weighed so many bytes was taken. */
  consumed(bytes: number): void {
    const wasFlooded = this.isFlooded;
    this.#unread -= bytes + ITEM_BYTES;
    if (wasFlooded && !this.isFlooded) {
      this.#listener.drained();
    }
  }

  /** Bytes to write, empty if there are none; `now` is the time that deadlines are measured by. */
  take(now: number): Buffer {
    return this.#flight.take(now);
  }

  /** What was taken has left whole. */
  landed(): void {
    this.#flight.landed();
  }

  /** Of what was taken last, no byte left. */
  bounced(): void {
    this.#flight.bounced();
  }

  /** Ends what is due by now; returns when to look again, or infinity. */
  expire(now: number): number {
    const next = this.#flight.expire(now);
    this.#announce();
    return next;
  }

  /** Takes the first `length` bytes of `chunk`. Returns why the connection must end, if it must. */
  receive(chunk: Buffer, length: number): Ending | undefined {
    try {
      this.#inbox.receive(chunk, length);
    } catch (error) {
      if (error instanceof Ending) {
        return error;
      }
      throw error;
    }
    this.#announce();
    return undefined;
  }

  /** The connection is over. Everybody who waits is told; the better reason is returned. */
  end(ending: Ending): Ending {
    const better = this.#complaint === undefined || ending.refusal !== undefined ? ending : ending.after(this.#complaint);
    for (const [exchange, executed] of this.#flight.end()) {
      exchange.fail(better.error(executed));
    }
    return better;
  }

  /** Why a connection ended on which nothing more comes. */
  closed(): Ending {
    return Ending.closed(this.#inbox.isInFrame ? 'the server closed it in the middle of a frame' : 'the server closed it');
  }

  /** @internal A frame, from the inbox. */
  frame(type: number, format: number, buffer: Buffer, start: number, end: number): void {
    switch (type) {
      case FrameType.response:
      case FrameType.error:
        return this.#answer(readAnswer(decode(format, buffer, start, end)), type === FrameType.error);
      case FrameType.stream:
        return this.#item(decode(format, buffer, start, end), end - start);
      case FrameType.push:
        return this.#push(readPush(decode(format, buffer, start, end)), end - start);
      case FrameType.heartbeat:
        return this.#echo(buffer.toString('latin1', start, end));
      default:
        throw Ending.broken(`the server sent a ${frameName(type)} frame, which only clients send`);
    }
  }

  #answer(answer: Answer, isError: boolean): void {
    const exchange = this.#flight.get(answer.correlation_id);
    if (exchange === undefined) {
      return this.#stranger(answer);
    }
    const failed = isError || !answer.success;
    switch (exchange.awaits) {
      case 'response':
        return this.#finish(exchange, responseOf(answer, failed));
      case 'names':
      case 'discovery':
        if (failed) {
          return this.#fail(exchange, refused({ ...answer, executed: 'no' }));
        }
        return this.#finish(exchange, exchange.awaits === 'names' ? undefined : readDiscovery(answer.fields));
      default:
        if (failed) {
          return this.#fail(exchange, refused(answer));
        }
    }
    if (exchange.awaits === 'items' || exchange.awaits === 'echo') {
      return this.#disbelieve(exchange, 'a reply came where none was asked for');
    }
    this.#finish(exchange, exchange.awaits === 'reply' ? (answer.payload ?? null) : undefined);
  }

  /** An answer to nobody in particular. */
  #stranger(answer: Answer): void {
    const code = answer.error_code ?? 'UNKNOWN';
    const text = answer.error ?? 'the server refused the connection';
    const isUnreadable = code === 'UNSUPPORTED_FORMAT' && this.#format === 'msgpack';
    if (answer.correlation_id === REJECTED_ID || (answer.correlation_id === UNKNOWN_ID && isUnreadable)) {
      throw Ending.refused(code, text);
    }
    if (answer.correlation_id === UNKNOWN_ID && answer.error) {
      this.#complaint = answer.error;
    }
  }

  #item(value: unknown, bytes: number): void {
    const item = readStreamItem(value);
    const exchange = this.#flight.get(item.correlation_id);
    if (exchange === undefined) {
      return;
    }
    if (exchange.awaits !== 'items') {
      return this.#disbelieve(exchange, 'a stream came where none was asked for');
    }
    if (item.sequence !== exchange.sequence) {
      const reason = `item ${item.sequence} of the stream came where item ${exchange.sequence} was due`;
      return this.#disbelieve(exchange, reason);
    }
    exchange.sequence += 1;
    if ((item.error ?? item.error_code) != null) {
      return this.#fail(exchange, refused(item));
    }
    if (item.hasPayload) {
      this.#unread += bytes + ITEM_BYTES;
      exchange.item(item.payload, bytes);
    }
    if (item.is_final) {
      this.#finish(exchange, undefined);
    }
  }

  #push(push: PushFrame, bytes: number): void {
    const missing = push.sequence === undefined ? 0 : this.#sequences.missing(push.message_type, push.sequence);
    this.#listener.pushed(push, bytes, missing);
  }

  #echo(id: string): void {
    const exchange = this.#flight.get(id);
    if (exchange?.awaits === 'echo') {
      this.#finish(exchange, undefined);
    }
  }

  #finish(exchange: Exchange, value: unknown): void {
    this.#flight.release(exchange);
    exchange.succeed(value);
  }

  #fail(exchange: Exchange, error: ActonError): void {
    this.#flight.release(exchange);
    exchange.fail(error);
  }

  /** Ends one exchange for what the server said of it, and lets the others be. */
  #disbelieve(exchange: Exchange, reason: string): void {
    this.#flight.abandon(exchange);
    exchange.fail(new ProtocolError(reason));
  }

  #announce(): void {
    if (this.#flight.hasOutgoing) {
      this.#listener.outgoing();
    }
  }
}

/** The server's error. One that does not say whether the handler ran leaves it open. */
function refused(refusal: Refusal): ServerError {
  const code = cut(refusal.error_code ?? 'UNKNOWN');
  const details = { executed: refusal.executed ?? 'maybe', retryAfterMs: refusal.retry_after_ms };
  return new ServerError(code, cut(refusal.error ?? 'the server gave no reason'), details);
}
