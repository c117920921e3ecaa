/// <reference lib="esnext.disposable" preserve="true" />
/** The symbol that `await using` looks for, also where the platform does not have it yet. */

/** `Symbol.asyncDispose`. */
export const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');
