/** Every face of the engine reports the same outcomes, lines, warnings and exit codes for the same operations. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { idsTo, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";
import { agentServer } from "./agentServer.ts";
import type { Case } from "./case.ts";
import { CASES } from "./cases.ts";
import { DRY_RUN_CASES } from "./dryRunCases.ts";
import { FAILURES_CASES } from "./failuresCases.ts";
import { FRONTENDS, type Frontend, type World } from "./frontends.ts";
import { REPEATED_CASES } from "./repeatedCases.ts";

const ALL_CASES = [...CASES, ...FAILURES_CASES, ...DRY_RUN_CASES, ...REPEATED_CASES];

describe.each([...FRONTENDS, agentServer])("$name", (face) => {
  it.each(casesOf(face))("$name", async ({ deals = 3, options = {}, steps }) => {
    await withHostileServer(options, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(deals)));
      const planned = await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
      expect(planned.exit).toBe(0);
      const world: World = { home, server, url: server.env.ROUTERA_BASE_URL ?? "" };
      await face.open?.(world);
      for (const { first, reported, step } of steps) {
        await first?.(world);
        const run = runNamed(step.run, world);
        const done = await face.take({ ...step, ...(run !== undefined && { run }) }, world);
        const failed = step.failures === undefined ? undefined : linesOf(join(home.path, step.failures));
        const expected = "exit" in reported ? reported : reported[face.name];
        expect({ ...done, ...(failed !== undefined && { failed }) }).toEqual(expected);
      }
      await face.close?.(world);
    });
  });
});

/** Cases as far as the face has an operation for each of their steps. */
function casesOf({ has = () => true, name }: Frontend): readonly Case[] {
  return ALL_CASES.filter(({ except = [] }) => !except.includes(name)).flatMap((one) => {
    const missing = one.steps.findIndex(({ step }) => !has(step));
    const steps = missing === -1 ? one.steps : one.steps.slice(0, missing);
    return steps.length === 0 ? [] : [{ ...one, steps }];
  });
}

function linesOf(file: string): readonly string[] | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : undefined;
}

const ORDINALS = ["first", "second", "third"];

/** @returns the ID of the first, second or third run; any other name as it is */
function runNamed(name: string | undefined, { home }: World): string | undefined {
  if (name === undefined || !ORDINALS.includes(name)) return name;
  return readdirSync(join(home.path, ".local/state/routera/runs")).sort()[ORDINALS.indexOf(name)];
}
