/** What a client says that is answered: requests, subscriptions, discovery, heartbeats. */

import type { Format } from './format.js';
import { FrameType } from './frame.js';
import type { Outbox } from './outbox.js';

/** Something that is written under an id. */
export interface Message {
  /** Bytes of payload that count as in flight until the answer. */
  readonly bytes: number;
  /** Writes its frame; `leftMs` is the time left for the answer, in whole milliseconds. */
  write(out: Outbox, id: string, leftMs: number): void;
}

/** Names or patterns to subscribe to. */
export class NamesMessage implements Message {
  readonly bytes = 0;
  readonly #format: Format;
  readonly #names: readonly string[];
  readonly #arePatterns: boolean;

  constructor(format: Format, names: readonly string[], arePatterns: boolean) {
    this.#format = format;
    this.#names = names;
    this.#arePatterns = arePatterns;
  }

  /** Whether it names nothing. */
  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  write(out: Outbox, id: string): void {
    if (this.#arePatterns) {
      out.struct(FrameType.subscribePatterns, this.#format, { correlation_id: id, patterns: this.#names });
    } else {
      out.struct(FrameType.subscribe, this.#format, { correlation_id: id, message_types: this.#names });
    }
  }
}

/** Asks what the server exposes. */
export class DiscoverMessage implements Message {
  readonly bytes = 0;
  readonly #format: Format;

  constructor(format: Format) {
    this.#format = format;
  }

  write(out: Outbox, id: string): void {
    const fields = { correlation_id: id, include_actors: true, include_message_types: true };
    out.struct(FrameType.discover, this.#format, fields);
  }
}

/** A heartbeat; it carries its number, which comes back. */
export class HeartbeatMessage implements Message {
  readonly bytes = 0;

  write(out: Outbox, id: string): void {
    out.json(FrameType.heartbeat, id);
  }
}
