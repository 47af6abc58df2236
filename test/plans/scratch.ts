/** Temporary directories, deals and streams for the tests of plans. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { DealsClient } from "../../src/api/deals.ts";
import type { Deal } from "../../src/deals/deal.ts";
import { Failure } from "../../src/failure.ts";
import { systemClock } from "../../src/host.ts";
import type { JsonObject } from "../../src/json.ts";
import { toCliWording, type WordedFailure } from "../harness/text/cliText.ts";

/** A directory that goes with the tests of the file. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), "routera-plan-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function deal(id: string, fields: JsonObject = {}): Deal {
  return {
    id,
    deal_name: `Deal ${id}`,
    deal_stage: "qualified",
    archived: false,
    updated_at: "2026-05-28T12:00:00.000Z",
    ...fields,
  };
}

export const queueOptions = { concurrency: 4, clock: systemClock };

/** A client that reads from a map and says what it was asked. */
export function clientOf(
  deals: ReadonlyMap<string, Deal>,
): Pick<DealsClient, "get"> & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    get: async (id, options) => {
      asked.push(`${id} ${(options?.properties ?? []).join()}`);
      const found = deals.get(id);
      if (found) return found;
      throw new Failure("not_found", "Object not found", {
        code: "deal_not_found",
        status: 404,
        verbatim: true,
      });
    },
  };
}

export async function* streamOf<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The failure that an action ends in. */
export async function failureOf(action: () => Promise<unknown>): Promise<WordedFailure> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Failure) return toCliWording(error);
    throw error;
  }
  throw new Error("it did not fail");
}
