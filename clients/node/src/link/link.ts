/**
 * The way to a server, whatever becomes of single connections: connects when something is asked, waits between failures,
 * and hands what waits to the connection.
 */

import { backoff } from '../backoff.js';
import type { Clock, Timer } from '../clock.js';
import type { PushFrame } from '../core/answer.js';
import { Ending } from '../core/ending.js';
import type { Exchange } from '../core/exchange.js';
import type { Note } from '../core/note.js';
import { DisconnectedError, type Executed } from '../error.js';
import { Alarm } from './alarm.js';
import type { Call } from './call.js';
import { Connection, type ConnectionListener, type Route } from './connection.js';
import type { Feed } from './feed.js';
import { Liveness } from './liveness.js';
import { unreachable } from './unreachable.js';

/** The way to one server. */
export class Link implements ConnectionListener {
  readonly route: Route;
  readonly clock: Clock;
  /** What is awaited of this server. */
  readonly liveness = new Liveness();
  /** The subscriptions. */
  readonly feeds = new Set<Feed>();
  readonly #alarm: Alarm;
  #connection: Connection | undefined;
  #connections = 0;
  #waiting: Call[] = [];
  readonly #resting = new Map<Call, Timer>();
  #isDialing = false;
  #rest: Timer | undefined;
  /** Failures in a row to get a word out of a server. */
  #failures = 0;
  #lastFailure: DisconnectedError | undefined;

  constructor(route: Route, clock: Clock) {
    this.route = route;
    this.clock = clock;
    this.#alarm = new Alarm(clock, (now) => this.#expire(now));
  }

  /** The number of the connection there is, or 0. */
  get connection(): number {
    return this.#connection === undefined ? 0 : this.#connections;
  }

  /** Asks; connects first if need be. */
  submit(call: Call): void {
    this.expect(call);
    if (this.#connection !== undefined) {
      this.#connection.session.submit(call);
    } else {
      call.stage = 'idle';
      this.#waiting.push(call);
      this.#dialInTime(call.retries);
    }
  }

  /** Asks after so many milliseconds. */
  submitLater(call: Call, milliseconds: number): void {
    const timer = this.after(milliseconds, () => {
      this.#resting.delete(call);
      this.submit(call);
    });
    this.#resting.set(call, timer);
  }

  /** There will be a deadline to look at. */
  expect(exchange: Exchange): void {
    this.#alarm.by(exchange.deadline);
  }

  /** Nobody waits for this any more. Says whether it may have run. */
  abandon(call: Call): Executed {
    if (call.session !== undefined) {
      return call.session.abandon(call);
    }
    call.stage = 'over';
    this.#resting.get(call)?.cancel();
    this.#resting.delete(call);
    this.#waiting = this.#waiting.filter((waiting) => waiting !== call);
    return 'no';
  }

  /** Says something that is not answered, if there is a connection to say it on. */
  note(note: Note): void {
    this.#connection?.session.note(note);
  }

  /** Waits, without keeping the process alive for longer than something is awaited. */
  after(milliseconds: number, callback: () => void): Timer {
    const timer = this.clock.after(milliseconds, () => {
      this.liveness.delete(timer);
      callback();
    });
    this.liveness.add(timer);
    return { ...timer, cancel: () => (this.liveness.delete(timer), timer.cancel()) };
  }

  /** Ends the connection; what waits is told so. */
  async close(): Promise<void> {
    this.#rest?.cancel();
    this.#rest = undefined;
    this.#failures = 0;
    for (const feed of [...this.feeds]) {
      feed.close();
    }
    const closing = this.#connection?.close();
    for (const call of [...this.#waiting, ...this.#resting.keys()]) {
      this.abandon(call);
      call.fail(Ending.left().error('no'));
    }
    await closing;
  }

  /** Gives a push to the subscriptions that want it. */
  pushed(push: PushFrame, bytes: number, missing: number): void {
    for (const feed of this.feeds) {
      feed.pushed(push, bytes, missing);
    }
  }

  /** A connection is over. */
  over(connection: Connection, ending: Ending): void {
    this.#connection = undefined;
    if (connection.hasHeard) {
      this.#failures = 0;
    } else if (!ending.isOurs) {
      this.#failures += 1;
    }
    const better = connection.session.end(ending);
    for (const feed of this.feeds) {
      feed.lost(better);
    }
  }

  /** Connects: at once, or after a wait if that failed before and the caller is patient. */
  #dialInTime(isPatient: boolean): void {
    if (this.#isDialing || (this.#rest !== undefined && isPatient)) {
      return;
    }
    this.#rest?.cancel();
    this.#rest = undefined;
    if (this.#failures === 0 || !isPatient) {
      void this.#dial();
      return;
    }
    const wait = backoff(this.#failures - 1, this.clock.random);
    this.#rest = this.after(wait, () => {
      this.#rest = undefined;
      void this.#dial();
    });
  }

  async #dial(): Promise<void> {
    this.#isDialing = true;
    let connection: Connection;
    try {
      connection = await Connection.open(this.route, this.clock, this.liveness, this);
    } catch (error) {
      this.#isDialing = false;
      this.#failures += 1;
      this.#lastFailure = unreachable(this.route.path, error, this.#connections > 0);
      for (const call of this.#waiting.splice(0)) {
        call.fail(this.#lastFailure);
      }
      return;
    }
    this.#isDialing = false;
    this.#connection = connection;
    this.#connections += 1;
    this.#lastFailure = undefined;
    if (this.#waiting.length === 0) {
      void connection.close();
      return;
    }
    for (const call of this.#waiting.splice(0)) {
      connection.session.submit(call);
    }
  }

  #expire(now: number): number {
    const due = this.#waiting.filter(({ deadline }) => deadline <= now);
    this.#waiting = this.#waiting.filter(({ deadline }) => deadline > now);
    for (const call of due) {
      const reason = this.#lastFailure?.message ?? `the server at ${this.route.path} did not accept one`;
      const sentence = `no connection was made within ${call.timeoutMs} ms: ${reason}`;
      call.fail(new DisconnectedError(sentence, { executed: 'no', cause: this.#lastFailure, isPassing: false }));
    }
    const next = this.#waiting.reduce((first, { deadline }) => Math.min(first, deadline), Infinity);
    return Math.min(next, this.#connection?.session.expire(now) ?? Infinity);
  }
}
