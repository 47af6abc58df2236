/**
 * The program on a clock that is an hour ahead: nobody has to sit out the 45 seconds in front of a row in doubt. It is built from
 * the same sources; only its clock is another one.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { buildCall } from "../bulk/apply/killLoop.ts";
import type { Finished, Home, RunOptions } from "./program.ts";

/** Runs words of `sh` to their end, an hour after everything that was done so far. */
export type LaterCall = (home: Home, words: string, options?: RunOptions) => Promise<Finished>;

/** To be called once in a test file: builds the program before its tests, and removes it behind them. */
export function laterCall(): LaterCall {
  let folder = "";
  let script = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "routera-later-"));
    script = await buildCall(folder, resolve(import.meta.dirname, "../bulk/apply/killedCall.ts"));
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return (home, words, options) => home.shell(`'${process.execPath}' '${script}' 1 ${words}`, options);
}
