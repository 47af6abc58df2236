/** `runs undo` as the built program: what goes back, what stays and why, and the way back from there. */
import { describe, expect, it } from "vitest";
import { type Home, makeHome } from "../../harness/program.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import { idsTo, objectsIn, rowsFor, withHostileServer, writesOf } from "../../hostile/runFaultScenario.ts";

const IDS = idsTo(4);

/** A run that renames d1 to d4. @returns its id */
async function renamed(home: Home, server: HostileServer): Promise<string> {
  home.write("rows.ndjson", rowsFor(IDS));
  const done = await home.run(["deals", "apply", "rows.ndjson", "--yes", "--json"], server);
  expect(done.exit).toBe(0);
  return JSON.parse(done.stdout).run;
}

const names = (server: HostileServer) => IDS.map((id) => server.deal(id).deal_name);
const OLD = IDS.map((id) => `Deal ${id}`);
const NEW = IDS.map((id) => `Renamed ${id}`);

async function undone(home: Home, server: HostileServer, run: string, ...words: readonly string[]) {
  const args = ["runs", "undo", run, "--yes", "--format", "ndjson", "--concurrency", "1", ...words];
  const { exit, stdout, stderr } = await home.run(args, server);
  const lines = objectsIn(stdout);
  const rows = lines.filter(({ type }) => type === "row");
  return { exit, stderr, rows, summary: lines.at(-1) };
}

describe.concurrent("runs undo", () => {
  it("takes the last change back first, as a run of its own", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await renamed(home, server);
      const sent = server.log.length;
      const back = await undone(home, server, run);
      expect([back.exit, back.stderr, names(server)]).toEqual([0, "", OLD]);
      const ids = server.log.slice(sent).flatMap(({ method, id }) => (method === "PATCH" ? [id] : []));
      const kept = home.files().find(({ path }) => path.includes(run) && path.endsWith("journal.jsonl"));
      const order = [...(kept?.text ?? "").matchAll(/"type":"intent","row":\d+,"id":"(\w+)"/g)];
      expect(ids).toEqual(order.map(([, id]) => id).reverse());
      expect(back.summary).toMatchObject({ kind: "undo", undo_of: run, complete: true });
    });
  });

  it("applies exactly the plan that a dry run has shown, without a prompt", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await renamed(home, server);
      const shown = await home.run(["runs", "undo", run, "--dry-run", "--format", "ndjson"], server);
      const digest = String(objectsIn(shown.stdout).at(-1)?.digest);
      const approved = ["runs", "undo", run, "--approve", digest, "--json"];
      server.meddle("d1", { deal_name: "Somebody else's" });
      const other = await home.run(approved, server);
      expect([other.exit, JSON.parse(other.stderr).error.code]).toEqual([6, "plan_not_approved"]);
      expect(names(server)).toEqual(["Somebody else's", ...NEW.slice(1)]);
      server.meddle("d1", { deal_name: "Renamed d1" });
      const again = await home.run(["runs", "undo", run, "--dry-run", "--format", "ndjson"], server);
      const second = String(objectsIn(again.stdout).at(-1)?.digest);
      const done = await home.run(["runs", "undo", run, "--approve", second, "--json"], server);
      expect(done.exit).toBe(3);
      expect(names(server)).toEqual(["Renamed d1", ...OLD.slice(1)]);
    });
  });

  it("leaves deals that were changed since, and says which and why", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await renamed(home, server);
      server.meddle("d1", { deal_name: "Somebody else's" });
      server.meddle("d2", { deal_owner: "sam@example.com" });
      server.meddle("d3", { archived: "2026-11-24T00:00:00.000Z" });
      const back = await undone(home, server, run);
      expect([back.exit, names(server)]).toEqual([
        3,
        ["Somebody else's", "Renamed d2", "Renamed d3", "Deal d4"],
      ]);
      const told = new Map(back.rows.map(({ id, code, message }) => [id, [code, message]]));
      expect(told).toEqual(
        new Map([
          ["d1", ["changed_since", "deal_name changed after the run"]],
          ["d2", ["changed_since", expect.stringMatching(/^the deal changed after the run, at 20\d\d-/)]],
          ["d3", ["deal_archived", "the deal is archived and cannot be changed"]],
          ["d4", [null, null]],
        ]),
      );
      expect(writesOf(server, IDS)).toBe("1 1 1 2");
      const table = await home.run(["runs", "undo", run, "--yes"], server);
      expect(table.stdout).toMatch(/^No changes can be applied: 3 deals blocked$/m);
      expect(table.stdout).toMatch(/d1 +blocked +deal_name changed after the run \(changed_since\)/);
    });
  });

  it("has nothing to do with a deal that holds its old values again", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await renamed(home, server);
      server.meddle("d2", { deal_name: "Deal d2" });
      const back = await undone(home, server, run);
      expect([back.exit, back.rows.length, names(server)]).toEqual([0, 3, OLD]);
      const again = await undone(home, server, run);
      expect([again.exit, again.rows, again.summary?.run]).toEqual([0, [], null]);
      expect(writesOf(server, IDS)).toBe("2 1 2 2");
    });
  });

  it("is undone by its ID alone", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await renamed(home, server);
      const back = await undone(home, server, run);
      const id = String(back.summary?.run);
      expect(id).not.toBe(run);
      const repeated = await home.run(["runs", "undo", "--yes"], server);
      expect([repeated.exit, repeated.stderr, names(server)]).toEqual([0, "", OLD]);
      const byId = await home.run(["runs", "undo", id, "--yes"], server);
      expect([byId.exit, byId.stderr, names(server)]).toEqual([0, "", NEW]);
      const listed = JSON.parse((await home.run(["runs", "list", "--json"], server)).stdout);
      expect(listed.map((one: { undo_of: string | null }) => one.undo_of)).toEqual([id, run, null]);
      await undone(home, server, listed[0].run);
      expect(names(server)).toEqual(OLD);
    });
  });

  it("without an ID, repeated, changes nothing, asks no one and names the run before", async () => {
    await withHostileServer({}, async (home, server) => {
      const first = await renamed(home, server);
      home.write("rows.ndjson", '{"id":"d1","deal_owner":"sam@example.com"}\n');
      const second = JSON.parse(
        (await home.run(["deals", "apply", "rows.ndjson", "--yes", "--json"], server)).stdout,
      ).run;
      const back = String((await undone(home, server, "last")).summary?.run);
      const sent = server.log.length;
      const text = `Nothing to undo: run ${back} is an undo of run ${second}, and an undo is only undone by its ID`;
      // No one is asked: there is no --yes.
      const table = await home.run(["runs", "undo"], server);
      expect([table.exit, table.stderr]).toEqual([0, ""]);
      expect(table.stdout.replaceAll("\n", " ")).toContain(text);
      expect(table.stdout).toContain(`routera runs undo ${first}\n`);
      const json = await home.run(["runs", "undo", "--dry-run", "--json"], server);
      expect([json.exit, JSON.parse(json.stdout)]).toEqual([
        0,
        expect.objectContaining({ run: null, undo_of: back, next: [`routera runs undo ${first}`] }),
      ]);
      expect(server.log.length).toBe(sent);
    });
  });

  it("without an ID passes over the runs of other targets", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await renamed(home, server);
      home.write("sandbox.ndjson", '{"id":"550e8400-e29b-41d4-a716-446655440000","deal_name":"x"}\n');
      await home.run(["deals", "apply", "sandbox.ndjson", "--yes", "--profile", "sandbox"]);
      const back = await undone(home, server, "last");
      expect([back.exit, back.summary?.undo_of, names(server)]).toEqual([0, run, OLD]);
      const other = { env: { ...server.env, ROUTERA_BASE_URL: "http://127.0.0.1:9" } };
      const none = await home.run(["runs", "undo", "--yes", "--json"], other);
      expect([none.exit, JSON.parse(none.stderr).error]).toEqual([
        5,
        expect.objectContaining({
          code: "run_not_found",
          message: "no run has written to http://127.0.0.1:9",
        }),
      ]);
    });
  });

  it("names the resume of an undo that is incomplete", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await renamed(home, server);
      const back = String((await undone(home, server, run, "--limit", "2")).summary?.run);
      const { exit, stdout } = await home.run(["runs", "undo", "--json"], server);
      expect([exit, JSON.parse(stdout).next]).toEqual([
        0,
        [`routera runs resume ${back}`, `routera runs undo ${run}`],
      ]);
    });
  });

  it("is stopped by its guards, and resumed", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await renamed(home, server);
      const none = await home.run(["runs", "undo", run, "--yes", "--max-changes", "3", "--json"], server);
      expect([none.exit, JSON.parse(none.stderr).error.code, names(server)]).toEqual([
        9,
        "too_many_changes",
        NEW,
      ]);
      const some = await undone(home, server, run, "--limit", "3");
      expect([some.exit, some.summary?.complete, writesOf(server, IDS)]).toEqual([
        0,
        false,
        expect.stringMatching(/^(2 2 2 1|2 2 1 2|2 1 2 2|1 2 2 2)$/),
      ]);
      // What was changed since the plan of the undo is a conflict, whatever the change was.
      const left = IDS[writesOf(server, IDS).split(" ").indexOf("1")] ?? "";
      server.meddle(left, { deal_owner: "sam@example.com" });
      const rest = await home.run(["runs", "resume", "last", "--json"], server);
      expect([rest.exit, JSON.parse(rest.stdout)]).toEqual([
        3,
        expect.objectContaining({ applied: 3, conflict: 1, complete: true }),
      ]);
      expect(server.deal(left).deal_name).toBe(`Renamed ${left}`);
    });
  });
});

it("of no run says that there is none", async () => {
  const home = makeHome();
  try {
    const done = await home.run(["runs", "undo", "--yes", "--profile", "sandbox", "--json"]);
    expect([done.exit, done.stdout, JSON.parse(done.stderr).error.code]).toEqual([5, "", "run_not_found"]);
  } finally {
    home.remove();
  }
});
