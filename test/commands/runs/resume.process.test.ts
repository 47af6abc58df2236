/** `runs resume` while another process carries the run out. */
import { expect, it } from "vitest";
import { waitForExit } from "../../harness/program.ts";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import { codesIn, idsTo, rowsFor, withHostileServer, writesOf } from "../../hostile/runFaultScenario.ts";

const ONE_BY_ONE = ["--yes", "--format", "ndjson", "--concurrency", "1"];

it("one at a time: a running run is neither resumed nor undone, and is listed as running", async () => {
  let arrived = () => {};
  const underWay = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const onRequest = (method: string): Promise<void> | undefined => {
    if (method !== "PATCH") return undefined;
    arrived();
    return released;
  };
  await withHostileServer({ onRequest }, async (home, server) => {
    home.write("rows.ndjson", rowsFor(idsTo(2)));
    const child = home.start(["deals", "apply", "rows.ndjson", ...ONE_BY_ONE], server);
    child.stdin?.end();
    const whole = waitForExit(child);
    await underWay;
    const calls = [
      ["runs", "resume", "last", "--json"],
      ["runs", "undo", "last", "--yes", "--json"],
    ];
    for (const words of calls) {
      const { exit, stdout, stderr } = await home.run(words, server);
      expect([words, exit, stdout, codesIn(stderr)]).toEqual([words, 12, "", "run_locked/not_applied"]);
      expect(JSON.parse(stderr).error.message).toContain(`process ${child.pid}`);
    }
    const listed = JSON.parse((await home.run(["runs", "list", "--json"], server)).stdout);
    expect(listed.map(({ status }: { status: string }) => status)).toEqual(["running"]);
    release();
    const done = await whole;
    await expectInvariants({ home, server, done });
    expect([done.exit, writesOf(server, idsTo(2))]).toEqual([0, "1 1"]);
  });
});
