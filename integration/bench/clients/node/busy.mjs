/** Ways to keep a client busy for some seconds, and to count what it completed. Needs Node alone. */

/** Calls on the way when they are pipelined. */
export const IN_FLIGHT = 64;

/** What takes seconds and keeps so many calls on the way; resolves to the calls completed, and the seconds it took. */
export function repeated(call, inFlight) {
  return async (seconds) => {
    const start = performance.now();
    const due = start + 1_000 * seconds;
    let count = 0;
    const lane = async () => {
      while (performance.now() < due) {
        await call();
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
    return [count, (performance.now() - start) / 1_000];
  };
}

/** The first answer must be right before anything counts. */
export function check(answer, right) {
  if (answer !== right) {
    throw new Error(`the server answered ${JSON.stringify(answer)} where ${JSON.stringify(right)} is right`);
  }
}
