/** What the system's error means to somebody who wanted to connect. */

import { DisconnectedError } from '../error.js';

/** The error for it; `wasConnected`: there was a server at the path before, so that one may come back. */
export function unreachable(path: string, cause: unknown, wasConnected: boolean): DisconnectedError {
  if (cause instanceof DisconnectedError) {
    return cause;
  }
  const { code, message } = cause as NodeJS.ErrnoException;
  const details = { executed: 'no', cause } as const;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    const sentence =
      `no server is listening at ${path}: start one, for example \`cargo run --bin cookbook -- --socket ${path}\`, ` +
      'or name its socket with ACTON_SOCKET';
    return new DisconnectedError(sentence, { ...details, isPassing: wasConnected });
  }
  if (code === 'EAGAIN') {
    const sentence = `the server at ${path} has too many callers waiting to be let in: try again later`;
    return new DisconnectedError(sentence, { ...details, isPassing: true });
  }
  const sentence = `cannot connect to ${path}: ${message}; check that this user may open the socket`;
  return new DisconnectedError(sentence, { ...details, isPassing: false });
}
