/** A server that does what a test tells it to, on a socket of its own. */

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FrameType } from '../src/core/frame.js';
import { type Frame, frame, frames } from './frames.js';
import { Mailbox } from './mailbox.js';

/** One connection to it. */
export class Peer {
  readonly #socket: Socket;
  readonly #frames = new Mailbox<Frame | undefined>();

  constructor(socket: Socket) {
    this.#socket = socket;
    const inbox = frames((frame) => this.#frames.give(frame));
    socket.on('data', (chunk) => inbox.receive(chunk, chunk.length));
    socket.on('error', () => {});
    socket.on('close', () => this.#frames.give(undefined));
  }

  /** The next frame; undefined once the client has gone. */
  read(): Promise<Frame | undefined> {
    return this.#frames.take();
  }

  /** The body of the next frame, which has this type. */
  async expect(type: string): Promise<any> {
    const frame = await this.read();
    if (frame?.type !== type) {
      throw new Error(`${type} was expected, and ${frame?.type ?? 'the end'} came`);
    }
    return frame.body;
  }

  /** Writes a frame in JSON. */
  write(type: FrameType, body: object): void {
    this.#socket.write(frame(type, body));
  }

  /** Answers a request with its reply. */
  reply(request: { correlation_id: string }, payload: unknown): void {
    this.write(FrameType.response, { correlation_id: request.correlation_id, success: true, payload });
  }

  /** Answers a request with an error. */
  refuse(request: { correlation_id: string }, error_code: string, more: object = {}): void {
    const { correlation_id } = request;
    this.write(FrameType.error, { correlation_id, success: false, error: 'Test: no', error_code, executed: 'no', ...more });
  }

  /** Sends an item of a stream. */
  item(request: { correlation_id: string }, sequence: number, payload: unknown): void {
    this.write(FrameType.stream, { correlation_id: request.correlation_id, sequence, is_final: false, payload });
  }

  /** Ends a stream. */
  final(request: { correlation_id: string }, sequence: number): void {
    this.write(FrameType.stream, { correlation_id: request.correlation_id, sequence, is_final: true });
  }

  /** Confirms a subscription. */
  confirm(request: { correlation_id: string; message_types: string[] }): void {
    const { correlation_id, message_types } = request;
    this.write(FrameType.response, { correlation_id, success: true, subscribed_types: message_types });
  }

  /** Sends a broadcast. */
  push(message_type: string, payload: unknown, sequence: number): void {
    this.write(FrameType.push, { notification_id: `n-${sequence}`, message_type, payload, timestamp_ms: 1, sequence });
  }

  /** Closes it, once all has left. */
  close(): void {
    this.#socket.end();
  }

  /** Cuts it. */
  destroy(): void {
    this.#socket.destroy();
  }
}

/** A listening socket, in a directory of its own. */
export class ScriptedServer {
  readonly path: string;
  /** How many connections were made to it. */
  connections = 0;
  readonly #server: Server;
  readonly #directory: string;
  readonly #peers = new Mailbox<Peer>();
  readonly #sockets = new Set<Socket>();

  private constructor(directory: string) {
    this.#directory = directory;
    this.path = join(directory, 'server.sock');
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#peers.give(new Peer(socket));
    });
  }

  /** Listens. */
  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer(await mkdtemp(join(tmpdir(), 'acton-ipc-')));
    await new Promise<void>((resolve) => server.#server.listen(server.path, resolve));
    return server;
  }

  /** The next connection. */
  accept(): Promise<Peer> {
    return this.#peers.take();
  }

  /** Stops listening, cuts every connection, and leaves nothing behind. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
    await rm(this.#directory, { recursive: true });
  }
}
