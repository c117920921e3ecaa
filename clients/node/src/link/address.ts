/** Where the socket is, and how long its path may be. */

import { Buffer } from 'node:buffer';
import { join } from 'node:path';

import { DisconnectedError } from '../error.js';

/** The longest path, in bytes, that fits into the kernel's socket address with its closing zero. */
const LONGEST_BYTES = process.platform === 'darwin' ? 103 : 107;

/** `$ACTON_SOCKET`, else `$XDG_RUNTIME_DIR/acton/ipc.sock`, else `/tmp/acton.sock`; an empty variable counts as unset. */
export function defaultSocketPath(environment: NodeJS.ProcessEnv = process.env): string {
  const { ACTON_SOCKET: socket, XDG_RUNTIME_DIR: directory } = environment;
  if (socket) {
    return socket;
  }
  return directory ? join(directory, 'acton/ipc.sock') : '/tmp/acton.sock';
}

/** Refuses a path that is too long for a socket, naming both lengths, and a system that has no such sockets. */
export function checkPath(path: string): void {
  if (process.platform === 'win32') {
    const sentence = 'Node has no Unix sockets on Windows: use Linux, macOS, or WSL';
    throw new DisconnectedError(sentence, { executed: 'no', isPassing: false });
  }
  const length = Buffer.byteLength(path);
  if (length > LONGEST_BYTES) {
    const sentence = `the socket path ${path} has ${length} bytes and may have at most ${LONGEST_BYTES}: choose a shorter one`;
    throw new DisconnectedError(sentence, { executed: 'no', isPassing: false });
  }
}
