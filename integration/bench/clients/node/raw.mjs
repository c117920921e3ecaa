/**
 * A plain socket: what Node costs without any client. Needs Node alone, and the benchmark's raw echo.
 *
 * Frames have the lengths of our JSON row: the echo is told in the first four bytes of a payload how much of it to send
 * back. What is read lands in one buffer, and nothing is promised for a single call: the socket's own callback goes on.
 */

import { once } from 'node:events';
import { connect as open } from 'node:net';

import { check, IN_FLIGHT } from './busy.mjs';
import { HEADER, REPLY, REQUEST } from './sizes.mjs';

const SIZE = HEADER + REPLY;

/** As many are sent, in one write, as replies came with the last read. */
export async function connect(path, pipelined) {
  const inFlight = pipelined ? IN_FLIGHT : 1;
  const one = frame(1, payload());
  const requests = Buffer.concat(Array(IN_FLIGHT).fill(one));
  const buffer = Buffer.alloc(SIZE * IN_FLIGHT);
  let heard = () => {};
  let broken = () => {};
  const callback = (bytes) => {
    heard(bytes);
    return true;
  };
  const socket = open({ path, onread: { buffer, callback } });
  await once(socket, 'connect');
  socket.on('error', (error) => broken(error));
  socket.on('end', () => broken(new Error('the server closed the connection')));

  /** Sends and counts until it is `due`, then hears out what is on the way. */
  const keepOn = (due) =>
    new Promise((resolve, reject) => {
      let [count, onTheWay, half] = [0, inFlight, 0];
      broken = reject;
      heard = (bytes) => {
        const replies = Math.trunc((half + bytes) / SIZE);
        half = (half + bytes) % SIZE;
        count += replies;
        if (performance.now() >= due) {
          onTheWay -= replies;
        } else if (replies > 0) {
          socket.write(requests.subarray(0, replies * one.length));
        }
        if (onTheWay === 0) {
          resolve(count);
        }
      };
      socket.write(requests.subarray(0, inFlight * one.length));
    });

  const busy = async (seconds) => {
    const start = performance.now();
    const count = await keepOn(start + 1_000 * seconds);
    return [count, (performance.now() - start) / 1_000];
  };

  await keepOn(0);
  check(buffer.toString('latin1', 0, SIZE), frame(2, payload().subarray(0, REPLY)).toString('latin1'));
  return { busy, close: () => socket.destroy() };
}

function payload() {
  const bytes = Buffer.alloc(REQUEST, '.');
  bytes.writeUInt32BE(REPLY, 0);
  bytes.writeUInt32BE(0, 4);
  return bytes;
}

/** Version 2; `kind` is 1 to ask and 2 to answer; format 1. */
function frame(kind, bytes) {
  const header = Buffer.from([0, 0, 0, 0, 2, kind, 1]);
  header.writeUInt32BE(bytes.length);
  return Buffer.concat([header, bytes]);
}
