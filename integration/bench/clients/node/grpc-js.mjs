/**
 * grpc-js. Needs @grpc/grpc-js, and a server of `bench.Calculator`.
 *
 * 64 in flight are 64 loops on one client.
 */

import { Client, credentials } from '@grpc/grpc-js';

import { check, IN_FLIGHT, repeated } from './busy.mjs';
import { A, addRequest, addResult, B, SUM } from './calculator.mjs';

const METHOD = '/bench.Calculator/Add';

/** A client whose first answer was right. */
export async function connect(path, pipelined) {
  const client = new Client(`unix:${path}`, credentials.createInsecure());
  const call = () =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(METHOD, addRequest, addResult, { a: A, b: B }, (error, result) => {
        if (error) {
          reject(error);
        } else {
          resolve(result);
        }
      });
    });
  check((await call()).sum, SUM);
  return { busy: repeated(call, pipelined ? IN_FLIGHT : 1), close: () => client.close() };
}
