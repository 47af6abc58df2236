/** Input files that are larger than the heap: refused in bounded memory, before a socket is opened. */
import { describe, expect, it } from "vitest";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import { codesIn, withHostileServer } from "../../hostile/runFaultScenario.ts";

describe.concurrent("rows that are refused before a socket is opened", () => {
  it.each<[string, string, string]>([
    ["a line of 40 MB", "rows.ndjson", `{"id":"d1","deal_name":"${"x".repeat(40_000_000)}"}\n`],
    ["a line of 40 MB without an end", "rows.ndjson", `{"id":"d1","deal_name":"${"x".repeat(40_000_000)}`],
    ["a cell of 40 MB", "rows.csv", `id,deal_name\nd1,"${"x".repeat(40_000_000)}"\n`],
    ["a quote that never ends", "rows.csv", `id,deal_name\nd1,"${"x\n".repeat(100_000)}`],
    ["JSON that is nested without end", "rows.ndjson", `{"id":"d1","a":${"[".repeat(200_000)}\n`],
  ])("%s", async (_what, name, text) => {
    await withHostileServer({}, async (home, server) => {
      home.write(name, text);
      // What the rows take is in blocks and not in bytes of the file: this heap would not hold the longest of them twice.
      const env = { ...server.env, NODE_OPTIONS: "--max-old-space-size=64" };
      const done = await home.launch(["deals", "apply", name, "--yes", "--json"], { env });
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stdout, server.log.length]).toEqual([2, "", 0]);
      expect(codesIn(done.stderr)).toMatch(/^\w+\/not_applied$/);
      expect(done.stderr.length).toBeLessThan(5_000);
    });
  });
});
