/** The client and its verbs. */

import { asyncDispose } from './async-dispose.js';
import { systemClock } from './clock.js';
import type { Format } from './core/format.js';
import { MOST_BYTES } from './core/in-flight.js';
import { DiscoverMessage, HeartbeatMessage } from './core/message.js';
import { msgpack } from './core/msgpack.js';
import type { ActonResponse, Discovery } from './core/reply.js';
import { DEFAULT_TIMEOUT_MS, type Envelope, MAX_PAYLOAD_BYTES, RequestMessage } from './core/request.js';
import { defaultSocketPath } from './link/address.js';
import type { Manner } from './link/call.js';
import { Feed } from './link/feed.js';
import { ItemCall, STREAM_CREDIT } from './link/item-call.js';
import { Link } from './link/link.js';
import { ask } from './link/single-call.js';
import { type CallOptions, type ClientOptions, type Headers, joinHeaders, timeoutOf } from './options.js';
import { ActonStream } from './stream.js';
import { Subscription } from './subscription.js';

/**
 * A client of one server.
 *
 * The connection is made by the first verb, shared by all, and made again when a verb needs it after it ended. Up to 1,000
 * requests and 4 MiB of what they carry are in flight at once; more wait their turn, and a larger one goes alone. While
 * nothing is awaited the client keeps no process alive, so a script needs no {@link close}.
 *
 * A verb rejects with an {@link ActonError}, whose `executed` says whether the handler ran. The client asks again by itself
 * only what was not executed and can succeed later, and only inside the timeout.
 *
 * ```js
 * import { ActonClient } from 'acton-ipc';
 *
 * const client = new ActonClient();
 * const { sum } = await client.call('calculator', 'AddRequest', { a: 5, b: 3 });
 * ```
 */
export class ActonClient {
  readonly #link: Link;
  readonly #format: Format;
  readonly #headers: Headers | undefined;
  readonly #manner: Manner;

  /**
   * Makes a client; it does not connect yet. Without a `path` the server is looked for at `$ACTON_SOCKET`, else at
   * `$XDG_RUNTIME_DIR/acton/ipc.sock`, else at `/tmp/acton.sock`. Throws a RangeError if the timeout is no time, and
   * an {@link EncodeError} if the format is `'msgpack'` and the package msgpackr is not installed.
   */
  constructor(path: string = defaultSocketPath(), options: ClientOptions = {}) {
    const { format = 'json', timeoutMs = DEFAULT_TIMEOUT_MS, maxPayload = MAX_PAYLOAD_BYTES } = options;
    const { headers, retry = true, trustUid, clock = systemClock } = options;
    if (format === 'msgpack') {
      msgpack();
    }
    this.#format = format;
    this.#headers = joinHeaders(undefined, headers);
    this.#manner = { timeoutMs: timeoutOf(timeoutMs), retry, signal: undefined };
    this.#link = new Link({ path, format, maxPayload, trustUid }, clock);
  }

  /**
   * Sends a request and waits for the answer, whatever it says: a server's error is a response with `success: false`. It
   * is asked once; rejects where no answer comes. An abort cancels it.
   */
  send<T = unknown>(target: string, messageType: string, payload?: unknown, options?: CallOptions): Promise<ActonResponse<T>> {
    return this.#request('response', { target, messageType, expectsReply: true }, payload, { ...options, retry: false });
  }

  /** Calls and waits for the reply; resolves to its payload. An abort cancels the call. */
  call<T = unknown>(target: string, messageType: string, payload?: unknown, options?: CallOptions): Promise<T> {
    return this.#request('reply', { target, messageType, expectsReply: true }, payload, options);
  }

  /**
   * Sends without a reply; resolves once the message is in the actor's mailbox. After that nothing more is heard of it. An
   * abort does not cancel it: if its turn had come, it is delivered.
   */
  post(target: string, messageType: string, payload?: unknown, options?: CallOptions): Promise<void> {
    return this.#request('delivery', { target, messageType }, payload, options);
  }

  /**
   * Asks for a stream of replies. Nothing is sent before the first item is asked for. Throws an {@link EncodeError} if the
   * payload cannot be encoded; everything else comes from the iterator.
   */
  stream<T = unknown>(target: string, messageType: string, payload?: unknown, options?: CallOptions): ActonStream<T> {
    const headers = joinHeaders(this.#headers, options?.headers);
    const envelope: Envelope = { target, messageType, expectsStream: true, headers, streamCredit: STREAM_CREDIT };
    const message = new RequestMessage(this.#format, envelope, payload);
    // The server may read nothing beside a request that goes alone, so it would not see that credit was given.
    const hasCredit = message.bytes <= MOST_BYTES;
    if (!hasCredit) {
      envelope.streamCredit = undefined;
    }
    return new ActonStream(new ItemCall(this.#link, message, this.#mannerOf(options), hasCredit));
  }

  /**
   * Subscribes to broadcasts of message types, by name or, with a `*` at the end, by prefix: `Price*`. Resolves once the
   * server has confirmed. An abort, also a later one, ends the subscription.
   */
  async subscribe<T = unknown>(names: string | readonly string[], options?: CallOptions): Promise<Subscription<T>> {
    const list = typeof names === 'string' ? [names] : [...names];
    if (list.length === 0) {
      throw new TypeError('subscribe was given no name; name at least one message type, or * for all');
    }
    const feed = new Feed(this.#link, list, this.#mannerOf(options));
    await feed.open();
    return new Subscription(feed);
  }

  /** Lists what the server exposes. */
  async discover(options?: CallOptions): Promise<Discovery> {
    return ask(this.#link, 'discovery', new DiscoverMessage(this.#format), this.#mannerOf(options));
  }

  /** Sends a heartbeat and waits for its echo. */
  async ping(options?: CallOptions): Promise<void> {
    return ask(this.#link, 'echo', new HeartbeatMessage(), this.#mannerOf(options));
  }

  /**
   * Ends the connection once what was sent has left. What waits for an answer rejects with a {@link DisconnectedError},
   * subscriptions are done. A later verb connects again.
   */
  close(): Promise<void> {
    return this.#link.close();
  }

  /** As {@link close}. */
  [asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Not an async function: every call would pay for a second promise. */
  #request<T>(
    awaits: 'reply' | 'response' | 'delivery',
    envelope: Envelope,
    payload: unknown,
    options: CallOptions | undefined,
  ): Promise<T> {
    try {
      envelope.headers = options === undefined ? this.#headers : joinHeaders(this.#headers, options.headers);
      const message = new RequestMessage(this.#format, envelope, payload);
      return ask(this.#link, awaits, message, this.#mannerOf(options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #mannerOf(options: CallOptions | undefined): Manner {
    if (options === undefined) {
      return this.#manner;
    }
    const { timeoutMs, retry, signal } = options;
    return {
      timeoutMs: timeoutMs === undefined ? this.#manner.timeoutMs : timeoutOf(timeoutMs),
      retry: retry ?? this.#manner.retry,
      signal,
    };
  }
}
