/** Every face of the engine reports the same outcomes, lines, warnings and exit codes for the same operations. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { idsTo, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";
import { CASES } from "./cases.ts";
import { FRONTENDS, type World } from "./frontends.ts";

describe.each(FRONTENDS)("$name", ({ take }) => {
  it.each(CASES)("$name", async ({ deals = 3, options = {}, steps }) => {
    await withHostileServer(options, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(deals)));
      const planned = await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
      expect(planned.exit).toBe(0);
      const world: World = { home, server, url: server.env.ROUTERA_BASE_URL ?? "" };
      for (const { first, reported, step } of steps) {
        await first?.(world);
        const run = step.run === "first" ? firstRun(world) : step.run;
        expect(await take({ ...step, ...(run !== undefined && { run }) }, world)).toEqual(reported);
      }
    });
  });
});

function firstRun({ home }: World): string {
  return readdirSync(join(home.path, ".local/state/routera/runs")).sort()[0] ?? "";
}
