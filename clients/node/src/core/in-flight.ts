/** Who waits for an answer on one connection, what is still to be written, and how much may be under way at once. */

import type { Buffer } from 'node:buffer';

import { ActonTimeoutError, type Executed } from '../error.js';
import type { Exchange } from './exchange.js';
import { cancelNote, type Note } from './note.js';
import { Outbox } from './outbox.js';
import { Queue } from './queue.js';
import { Slots } from './slots.js';

/** Requests in flight at once; fewer than a server takes, so that it always reads our CANCEL. */
const MOST_REQUESTS = 1000;

/** Payload bytes in flight at once; a larger request goes alone. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** The share of {@link MOST_BYTES} that the smallest request takes, so that one sum keeps both limits. */
const SHARE_BYTES = Math.floor(MOST_BYTES / MOST_REQUESTS);

/** Bytes in one write, one frame excepted. */
const WRITE_BYTES = 256 * 1024;

/** How much longer than the server we wait, in milliseconds: its own TIMEOUT says whether the handler ran. */
const GRACE_MS = 250;

/** The exchanges of one connection. */
export class InFlight {
  readonly #slots = new Slots(MOST_REQUESTS);
  readonly #queued = new Queue<Exchange>();
  readonly #outbox = new Outbox();
  #outgoing: (Exchange | Note)[] = [];
  #taken: (Exchange | Note)[] = [];
  #room = MOST_BYTES;

  /** Whether something waits to be written. */
  get hasOutgoing(): boolean {
    return this.#outgoing.length > 0;
  }

  /** Takes an exchange, to be written now or when there is room. */
  submit(exchange: Exchange): void {
    if (this.#queued.size > 0 || cost(exchange) > this.#room) {
      exchange.stage = 'queued';
      this.#queued.push(exchange);
    } else {
      this.#admit(exchange);
    }
  }

  /** Writes something that nobody answers. */
  note(note: Note): void {
    this.#outgoing.push(note);
  }

  /** Who waits under this id. */
  get(id: string): Exchange | undefined {
    return this.#slots.get(id);
  }

  /** What is to be written now, at most {@link WRITE_BYTES} and a frame. */
  take(now: number): Buffer {
    const outgoing = this.#outgoing;
    let index = 0;
    for (; index < outgoing.length && this.#outbox.length < WRITE_BYTES; index += 1) {
      const next = outgoing[index] as Exchange | Note;
      if (!('stage' in next)) {
        next.write(this.#outbox);
      } else if (next.stage === 'outgoing') {
        next.stage = 'written';
        next.message.write(this.#outbox, next.id, allowed(next, now));
      }
    }
    this.#outgoing = outgoing.splice(index);
    this.#taken = outgoing;
    return this.#outbox.take();
  }

  /** What was taken has left whole. */
  landed(): void {
    this.#outbox.reuse();
  }

  /** Of what was taken last, nothing left. */
  bounced(): void {
    for (const next of this.#taken) {
      if ('stage' in next && next.stage === 'written') {
        next.stage = 'outgoing';
      }
    }
  }

  /** Lets go of an exchange, and lets in who waited for its room; says whether it may have run. */
  release(exchange: Exchange): Executed {
    const { stage } = exchange;
    exchange.stage = 'over';
    exchange.session = undefined;
    if (stage === 'outgoing' || stage === 'written') {
      this.#slots.remove(exchange);
      this.#room += cost(exchange);
    }
    this.#admitQueued();
    return stage === 'written' ? 'maybe' : 'no';
  }

  /** Lets go of an exchange that nobody waits for any more, and cancels it at the server. */
  abandon(exchange: Exchange): Executed {
    const executed = this.release(exchange);
    if (executed === 'maybe' && exchange.isCancellable) {
      this.note(cancelNote(exchange.id));
    }
    return executed;
  }

  /** Ends what is due; returns when to look again. */
  expire(now: number): number {
    let next = Infinity;
    for (const exchange of [...this.#slots.all(), ...this.#queued.drain()]) {
      const due = exchange.deadline + (exchange.stage === 'written' ? GRACE_MS : 0);
      if (exchange.stage !== 'over' && due <= now) {
        exchange.fail(timeout(exchange, this.abandon(exchange)));
      } else if (exchange.stage !== 'over') {
        next = Math.min(next, due);
        if (exchange.stage === 'queued') {
          this.#queued.push(exchange);
        }
      }
    }
    this.#admitQueued();
    return next;
  }

  /** Lets go of everything; each with whether it may have run. */
  end(): [Exchange, Executed][] {
    this.#outgoing = [];
    const all = [...this.#slots.all(), ...this.#queued.drain()].filter(({ stage }) => stage !== 'over');
    return all.map((exchange) => [exchange, this.release(exchange)]);
  }

  #admit(exchange: Exchange): void {
    this.#slots.add(exchange);
    exchange.stage = 'outgoing';
    exchange.sequence = 0;
    this.#room -= cost(exchange);
    this.#outgoing.push(exchange);
  }

  #admitQueued(): void {
    for (let next = this.#queued.peek(); next !== undefined; next = this.#queued.peek()) {
      if (next.stage === 'queued' && cost(next) > this.#room) {
        return;
      }
      this.#queued.shift();
      if (next.stage === 'queued') {
        this.#admit(next);
      }
    }
  }
}

/** How long the server may take: until the deadline, and for items each time anew. */
function allowed({ awaits, timeoutMs, deadline }: Exchange, now: number): number {
  return Math.max(1, Math.ceil(awaits === 'items' ? timeoutMs : deadline - now));
}

/** The part of {@link MOST_BYTES} that an exchange takes. */
function cost(exchange: Exchange): number {
  return Math.min(MOST_BYTES, Math.max(SHARE_BYTES, exchange.message.bytes));
}

function timeout(exchange: Exchange, executed: Executed): ActonTimeoutError {
  const within = `within ${exchange.timeoutMs} ms`;
  return new ActonTimeoutError(
    executed === 'no'
      ? `the request was not sent: nothing that is in flight on this connection ended ${within}; send less at once, or use a second client`
      : `the server did not answer ${within}; give it a longer timeoutMs, or see what keeps its actor busy`,
    { executed },
  );
}
