/** One connection: a socket, and the session that understands its bytes. */

import { Buffer } from 'node:buffer';

import type { Clock } from '../clock.js';
import type { PushFrame } from '../core/answer.js';
import { Ending } from '../core/ending.js';
import type { Format } from '../core/format.js';
import { Session, type SessionListener } from '../core/session.js';
import { checkPath } from './address.js';
import type { Liveness } from './liveness.js';
import { ServerSocket } from './server-socket.js';
import { checkOwner } from './trust.js';

/** Bytes that are read at once. */
const READ_BYTES = 64 * 1024;

/** How long what is queued may take to leave once the client is closed, in milliseconds. */
const LINGER_MS = 5_000;

/** How to reach a server, and how to speak with it. */
export interface Route {
  path: string;
  format: Format;
  maxPayload: number;
  trustUid: number | undefined;
}

/** Who is told what happens on a connection. */
export interface ConnectionListener {
  /** A push came, and before it so many of its type that should have come did not. */
  pushed(push: PushFrame, bytes: number, missing: number): void;
  /** It is over. */
  over(connection: Connection, ending: Ending): void;
}

/** A connection. */
export class Connection implements SessionListener {
  readonly session: Session;
  readonly #clock: Clock;
  readonly #liveness: Liveness;
  readonly #listener: ConnectionListener;
  readonly #socket: ServerSocket;
  #isOver = false;
  #isScheduled = false;
  #isWriting = false;
  #hasHeard = false;

  private constructor(route: Route, clock: Clock, liveness: Liveness, listener: ConnectionListener) {
    this.session = new Session(route.format, route.maxPayload, this);
    this.#clock = clock;
    this.#liveness = liveness;
    this.#listener = listener;
    this.#socket = new ServerSocket({ buffer: Buffer.allocUnsafeSlow(READ_BYTES), callback: this.#read });
  }

  /** Connects. Rejects with a DisconnectedError or the system's error. */
  static async open(route: Route, clock: Clock, liveness: Liveness, listener: ConnectionListener): Promise<Connection> {
    checkPath(route.path);
    await checkOwner(route.path, route.trustUid);
    const connection = new Connection(route, clock, liveness, listener);
    await connection.#connect(route.path);
    return connection;
  }

  /** Whether the server said anything. */
  get hasHeard(): boolean {
    return this.#hasHeard;
  }

  /** Something waits to be written: what one turn of the event loop brings is written at once. */
  outgoing(): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      process.nextTick(this.#flush);
    }
  }

  /** Passes it on. */
  pushed(push: PushFrame, bytes: number, missing: number): void {
    this.#listener.pushed(push, bytes, missing);
  }

  /** Reading may go on. */
  drained(): void {
    this.#socket.resume();
  }

  /** Ends it once what is queued has left. Whoever waits for an answer is told at once. */
  async close(): Promise<void> {
    this.#flush();
    const linger = this.#clock.after(LINGER_MS, () => this.#socket.destroy());
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#finish(Ending.left(), () => this.#socket.destroySoon());
    await closed;
    linger.cancel();
  }

  async #connect(path: string): Promise<void> {
    const socket = this.#socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect({ path }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    this.#liveness.add(socket);
    socket.on('end', () => this.#end(this.session.closed()));
    socket.on('error', (error) => this.#end(Ending.closed(error.message, error)));
    socket.on('close', () => this.#end(this.session.closed()));
  }

  readonly #read = (length: number, buffer: Uint8Array): boolean => {
    if (this.#isOver) {
      return false;
    }
    this.#hasHeard = true;
    const ending = this.session.receive(buffer as Buffer, length);
    if (ending !== undefined) {
      this.#end(ending);
      return false;
    }
    return !this.session.isFlooded;
  };

  readonly #flush = (): void => {
    this.#isScheduled = false;
    const { session } = this;
    const socket = this.#socket;
    while (session.hasOutgoing && !this.#isWriting && !this.#isOver && socket.errored === null) {
      const bytes = session.take(this.#clock.now());
      if (bytes.length === 0) {
        continue;
      }
      socket.write(bytes, this.#written);
      if (socket.errored !== null) {
        session.bounced();
      } else if (socket.writableLength > 0) {
        this.#isWriting = true;
      } else {
        session.landed();
      }
    }
  };

  readonly #written = (error?: Error | null): void => {
    if (this.#isWriting && !error && this.#socket.writableLength === 0) {
      this.#isWriting = false;
      this.session.landed();
      this.#flush();
    }
  };

  #end(ending: Ending): void {
    this.#finish(ending, () => this.#socket.destroy());
  }

  #finish(ending: Ending, leave: () => void): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#liveness.delete(this.#socket);
    leave();
    this.#listener.over(this, ending);
  }
}
