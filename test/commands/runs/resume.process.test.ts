/** `runs resume` while another process carries the run out. */
import { expect, it } from "vitest";
import { type Home, waitForExit } from "../../harness/program.ts";
import { runInTerminal } from "../../harness/terminal.ts";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
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

async function stoppedAtTwo(home: Home, server: HostileServer, ids: readonly string[]): Promise<void> {
  home.write("rows.ndjson", rowsFor(ids));
  const { exit } = await home.run(["deals", "apply", "rows.ndjson", "--yes", "--limit", "2"], server);
  expect([exit, writesOf(server, ids.slice(0, 3))]).toEqual([0, "1 1 0"]);
}

it("a resume on a terminal shows the pending changes before it sends them, and asks nothing", async () => {
  const ids = idsTo(26);
  await withHostileServer({}, async (home, server) => {
    await stoppedAtTwo(home, server, ids);
    const { exit, output } = await runInTerminal(home, "routera runs resume --no-color < /dev/null", {
      env: server.env,
      columns: 200,
    });
    expect([exit, writesOf(server, ids)]).toEqual([0, ids.map(() => "1").join(" ")]);
    const preview = output.slice(0, output.indexOf("Plan: 24 deals to update (24 fields)."));
    expect(preview.match(/Deal d\d+ → Renamed d\d+/g)?.slice(0, 10)).toEqual(
      ids.slice(2, 12).map((id) => `Deal ${id} → Renamed ${id}`),
    );
    expect(preview).toMatch(/… 14 more deals; show all: routera plans show \S+plan\.jsonl --all/);
    expect(output.indexOf("completed:")).toBeGreaterThan(preview.length);
  });
});

it.each(["--quiet", "--json", "2> err"])("a resume with %s shows no preview", async (more) => {
  const ids = idsTo(3);
  await withHostileServer({}, async (home, server) => {
    await stoppedAtTwo(home, server, ids);
    const { exit, output } = await runInTerminal(home, `routera runs resume ${more}`, { env: server.env });
    expect([exit, writesOf(server, ids)]).toEqual([0, "1 1 1"]);
    const err = home.files().find(({ path }) => path.endsWith("/err"))?.text ?? "";
    expect(output + err).not.toMatch(/→|Plan:/);
  });
});
