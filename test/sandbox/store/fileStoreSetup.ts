/** Shared set-up of the tests fileStore, unusableFile. */
import { Failure } from "../../../src/failure.ts";
import { thisHost } from "../../../src/host.ts";
import { changeDeal } from "../../../src/sandbox/rules.ts";
import { seedDeals } from "../../../src/sandbox/seed.ts";
import type { Update } from "../../../src/sandbox/store.ts";
import { toCliWording, type WordedFailure } from "../../harness/text/cliText.ts";

export const host = thisHost();
export const seed = () => seedDeals(40);
export const set =
  (fields: Parameters<typeof changeDeal>[1]): Update =>
  (deal, isTaken) =>
    changeDeal(deal, fields, { now: 0, isTaken });
export const everything = { limit: 100, offset: 0, archived: true };
export const isPosix = process.platform !== "win32";

export async function failureOf(promise: Promise<unknown>): Promise<WordedFailure> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof Failure) return toCliWording(thrown);
  throw new Error(`no Failure: ${thrown}`);
}
