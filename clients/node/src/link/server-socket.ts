/** A socket that, when a write fails, still reads what had arrived: a refusal or an answer is sent before the close. */

import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** The socket to a server. */
export class ServerSocket extends Socket {
  #hasLastWords = false;

  /** `onread` is given what arrives. */
  constructor(onread: OnReadOpts) {
    const options: SocketConstructorOpts & { onread: OnReadOpts } = { onread };
    super(options);
  }

  /** After a failed write the end waits for one whole turn of the event loop, in which what is there is read. */
  override destroy(error?: Error): this {
    if (error === undefined || !isFailedWrite(error)) {
      return super.destroy(error);
    }
    if (!this.#hasLastWords) {
      this.#hasLastWords = true;
      setImmediate(() => setImmediate(() => super.destroy(error)));
    }
    return this;
  }
}

function isFailedWrite(error: NodeJS.ErrnoException): boolean {
  return error.syscall === 'write';
}
