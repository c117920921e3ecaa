/** Why there is no reply: one tree of errors, and what each says of asking again. */

/**
 * Whether the handler ran, which is the one thing that asking again may depend on: `'no'`, `'yes'`, or `'maybe'` where
 * nobody can know.
 */
export type Executed = 'no' | 'maybe' | 'yes';

/** What an error says beside its code and its sentence. */
export interface ErrorDetails {
  /** Whether the handler ran. */
  executed: Executed;
  /** When asking again has a chance, in milliseconds from now, if the server said so. */
  retryAfterMs?: number | undefined;
  /** What led to it. */
  cause?: unknown;
}

/** The base of everything that a verb rejects with. */
export class ActonError extends Error {
  static {
    this.prototype.name = 'ActonError';
  }

  /** The stable code to decide by, such as `TARGET_BUSY`. One that a newer server made up stays as it is. */
  readonly code: string;
  /** Whether the handler ran. */
  readonly executed: Executed;
  /** When asking again has a chance, in milliseconds, if the server said so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.executed = details.executed;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The server answered with an error: its code and its sentence. */
export class ServerError extends ActonError {
  static {
    this.prototype.name = 'ServerError';
  }
}

/** No answer came in time. Code `TIMEOUT`. */
export class ActonTimeoutError extends ActonError {
  static {
    this.prototype.name = 'ActonTimeoutError';
  }

  constructor(message: string, details: ErrorDetails) {
    super('TIMEOUT', message, details);
  }
}

/** The connection ended, or none could be made. Code `IO_ERROR`. */
export class DisconnectedError extends ActonError {
  static {
    this.prototype.name = 'DisconnectedError';
  }

  /** @internal Whether another connection may do better. */
  readonly isPassing: boolean;

  constructor(message: string, details: ErrorDetails & { isPassing?: boolean }) {
    super('IO_ERROR', message, details);
    this.isPassing = details.isPassing ?? true;
    Object.defineProperty(this, 'isPassing', { enumerable: false });
  }
}

/** The server broke the protocol. Code `PROTOCOL_ERROR`. */
export class ProtocolError extends ActonError {
  static {
    this.prototype.name = 'ProtocolError';
  }

  constructor(reason: string) {
    super('PROTOCOL_ERROR', `the server broke the protocol: ${reason}`, { executed: 'maybe' });
  }
}

/** The message cannot be encoded, or is too large. Nothing was sent. */
export class EncodeError extends ActonError {
  static {
    this.prototype.name = 'EncodeError';
  }

  constructor(message: string, code: 'SERIALIZATION_ERROR' | 'PAYLOAD_TOO_LARGE' = 'SERIALIZATION_ERROR', cause?: unknown) {
    super(code, message, { executed: 'no', cause });
  }
}

/** The caller's signal was aborted. `name` and `code` are the platform's, and `cause` is the signal's reason. */
export class AbortError extends ActonError {
  static {
    this.prototype.name = 'AbortError';
  }

  constructor(reason: unknown, executed: Executed) {
    super('ABORT_ERR', 'The operation was aborted', { executed, cause: reason });
  }
}
