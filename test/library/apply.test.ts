import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { apply } from "../../src/library/apply.ts";
import { resume } from "../../src/library/resume.ts";
import { undo } from "../../src/library/undo.ts";
import type { RowReport } from "../../src/runs/engine/rowReport.ts";
import { amounts, planned, ROWS } from "./runSetup.ts";
import { ARCHIVED, BLANK, clientOf, LONG, STARTER, sandbox } from "./sandbox.ts";

describe("apply", () => {
  it("applies, reports each row, and is undone", async () => {
    const { client, stateDir, summary, plan: file } = await planned();
    const before = await amounts(client);
    const rows: RowReport[] = [];
    const started: string[] = [];
    const run = await apply({
      client,
      plan: file,
      stateDir,
      approve: summary.digest,
      onStart: (id) => void started.push(id),
      onRow: (row) => void rows.push(row),
    });
    expect(run).toMatchObject({
      complete: true,
      rows: 3,
      blocked: 1,
      exitCode: 3,
      stopReasons: [],
      pending: 0,
    });
    expect(run.counts.applied).toBe(3);
    expect(started).toEqual([run.run]);
    expect(rows.map(({ outcome }) => outcome).sort()).toEqual(["applied", "applied", "applied", "blocked"]);
    expect(await amounts(client)).toEqual([10, 20, 30]);

    const back = await undo({ client, run: run.run ?? "", stateDir });
    expect(back).toMatchObject({ kind: "undo", undoOf: run.run, exitCode: 0, complete: true });
    expect(await amounts(client)).toEqual(before);
    expect(readdirSync(join(stateDir, "plans"))).toEqual([]);
  });

  it("counts for maxChanges what a limit lets through", async () => {
    const { client, stateDir, plan: file } = await planned();
    const first = await apply({ client, plan: file, stateDir, limit: 2, maxChanges: 2 });
    expect(first).toMatchObject({ counts: { applied: 2 }, pending: 1 });
  });

  it("is resumed after a limit", async () => {
    const { client, stateDir, plan: file } = await planned();
    const first = await apply({ client, plan: file, stateDir, limit: 1 });
    expect(first).toMatchObject({ complete: false, pending: 2 });
    const rest = await resume({ client, run: "last", stateDir });
    expect(rest).toMatchObject({ run: first.run, complete: true, pending: 0 });
    expect(await amounts(client)).toEqual([10, 20, 30]);
  });

  it("is not resumed with another token, unless confirmed that it is the same account", async () => {
    const baseUrl = await sandbox();
    const { client, stateDir, plan: file } = await planned(ROWS, await clientOf({ token: "one", baseUrl }));
    await apply({ client, plan: file, stateDir, limit: 1 });
    const before = await amounts(client);
    const other = await clientOf({ token: "two", baseUrl });
    await expect(resume({ client: other, run: "last", stateDir })).rejects.toMatchObject({
      kind: "conflict",
      code: "run_token_mismatch",
      hint: "if it is for the same account, pass allowDifferentToken: true",
    });
    expect(await amounts(client)).toEqual(before);
    const rest = await resume({ client: other, run: "last", stateDir, allowDifferentToken: true });
    expect(rest).toMatchObject({ complete: true, pending: 0 });
  });

  it("is resumed by the same client id, whatever token it has by then", async () => {
    const baseUrl = await sandbox();
    const account = { clientId: "sandbox-client", clientSecret: "sandbox-secret", baseUrl };
    const { client, stateDir, plan: file } = await planned(ROWS, await clientOf(account));
    await apply({ client, plan: file, stateDir, limit: 1 });
    const rest = await resume({ client: await clientOf(account), run: "last", stateDir });
    expect(rest).toMatchObject({ complete: true, pending: 0 });
  });

  it.each([
    ["resume", resume],
    ["undo", undo],
  ])(
    "%s: nothing is read from the default directory, nor written to it, where others may write to it",
    async (_name, take) => {
      const { client, stateDir, plan: file } = await planned();
      vi.stubEnv("XDG_STATE_HOME", stateDir);
      onTestFinished(() => void vi.unstubAllEnvs());
      const { run = "" } = await apply({ client, plan: file, limit: 1 });
      const before = await amounts(client);
      const home = join(stateDir, "routera");
      const journal = () => readFileSync(join(home, "runs", run, "journal.jsonl"), "utf8");
      const kept = journal();
      chmodSync(home, 0o777);
      await expect(take({ client, run })).rejects.toMatchObject({ code: "unsafe_place" });
      expect([readdirSync(home), journal() === kept, await amounts(client)]).toEqual([
        ["runs"],
        true,
        before,
      ]);
    },
  );

  it("sees what others changed", async () => {
    const { client, stateDir, plan: file } = await planned();
    await client.update(BLANK, { amount: 5 });
    const { counts, failures } = await apply({ client, plan: file, stateDir });
    expect(counts).toMatchObject({ applied: 2, conflict: 1 });
    expect(failures.map(({ id, code }) => [id, code])).toContainEqual([BLANK, "changed_since_plan"]);
  });

  it("stops where onRow throws, closes the run and names the error as the cause", async () => {
    const { client, stateDir, plan: file } = await planned();
    let run = "";
    const onStart = (id: string): void => {
      run = id;
    };
    const onRow = (): never => {
      throw new RangeError("enough");
    };
    const thrown = apply({ client, plan: file, stateDir, concurrency: 1, onStart, onRow });
    await expect(thrown).rejects.toMatchObject({
      name: "RouteraFailure",
      kind: "guard",
      code: "caller_failed",
      message: "onRow failed",
      outcome: "unknown",
      cause: new RangeError("enough"),
    });
    await expect(thrown).rejects.toHaveProperty(
      "hint",
      expect.stringContaining(`resume({ client, run: "${run}" })`),
    );
    expect(existsSync(join(stateDir, "runs", run, "lock"))).toBe(false);
    expect((await resume({ client, run, stateDir })).complete).toBe(true);
  });

  it("sends nothing where onStart throws", async () => {
    const { client, stateDir, plan: file } = await planned();
    const before = await amounts(client);
    const onStart = async (): Promise<void> => {
      throw new RangeError("not now");
    };
    await expect(apply({ client, plan: file, stateDir, onStart })).rejects.toMatchObject({
      name: "RouteraFailure",
      kind: "guard",
      code: "caller_failed",
      outcome: "not_applied",
      cause: new RangeError("not now"),
    });
    expect(await amounts(client)).toEqual(before);
    expect((await resume({ client, run: "last", stateDir })).counts.applied).toBe(3);
  });

  it("stops at an aborted signal, in good order", async () => {
    const controller = new AbortController();
    const baseUrl = await sandbox();
    const { stateDir, plan: file } = await planned(ROWS, await clientOf({ token: "any", baseUrl }));
    const client = await clientOf({ token: "any", baseUrl, signal: controller.signal });
    const stopped = await apply({
      client,
      plan: file,
      stateDir,
      concurrency: 1,
      onRow: () => controller.abort(),
    });
    expect(stopped).toMatchObject({ complete: false, exitCode: 130, stopReasons: [{ kind: "interrupted" }] });
    const other = await clientOf({ token: "any", baseUrl });
    expect((await resume({ client: other, run: stopped.run ?? "", stateDir })).complete).toBe(true);
  });

  it("stops where a source of tokens fails, and is resumed", async () => {
    const baseUrl = await sandbox();
    const { stateDir, plan: file } = await planned(ROWS, await clientOf({ token: "any", baseUrl }));
    let asked = 0;
    const token = async () => {
      // In all it would be seven times: for the fingerprint of the run, and to read and to write each of three deals.
      if (++asked > 4) throw new RangeError("the vault is shut");
      return "any";
    };
    const client = await clientOf({ tokens: { token }, baseUrl });
    const stopped = await apply({ client, plan: file, stateDir, concurrency: 1 });
    expect(stopped).toMatchObject({
      complete: false,
      exitCode: 4,
      counts: { unknown: 0 },
      stopReasons: [{ code: "token_source_failed", cause: new RangeError("the vault is shut") }],
    });
    const other = await clientOf({ token: "any", baseUrl });
    const rest = await resume({ client: other, run: "last", stateDir });
    expect(rest).toMatchObject({ complete: true, counts: { applied: 3 } });
  });

  it("stops when too many rows fail", async () => {
    const { client, stateDir, plan: file } = await planned();
    for (const id of [STARTER, BLANK, LONG]) await client.update(id, { amount: 7 });
    const run = await apply({ client, plan: file, stateDir, concurrency: 1, maxErrors: 0 });
    expect(run).toMatchObject({ exitCode: 9, stopReasons: [{ code: "too_many_errors" }] });
  });

  it("a plan without changes makes no run", async () => {
    const { client, stateDir, plan: file } = await planned([{ id: ARCHIVED, fields: { amount: 1 } }]);
    expect(await apply({ client, plan: file, stateDir })).toMatchObject({
      run: undefined,
      blocked: 1,
      exitCode: 3,
    });
    expect(existsSync(join(stateDir, "runs"))).toBe(false);
  });

  it.each<[string, object, object]>([
    [
      "another plan than the approved one",
      { approve: "sha256:0" },
      { code: "plan_not_approved", exitCode: 6 },
    ],
    ["more changes than allowed", { maxChanges: 2 }, { code: "too_many_changes", exitCode: 9 }],
    ["a bad guard", { maxErrors: "5" }, { code: "bad_option" }],
    ["a guard that has no text", { maxErrors: Object.create(null) }, { code: "bad_option" }],
    [
      "a part that is none",
      { shard: "9/4" },
      { code: "bad_shard", message: 'apply: shard must be i/n, such as "1/4", got "9/4"' },
    ],
    ["a name that no profile has", { profile: "bad name !" }, { code: "bad_profile_name" }],
    ["an empty path", { stateDir: "" }, { code: "bad_option" }],
    ["a path that no system has", { plan: "a\0b" }, { code: "bad_option" }],
    ["a slip", { concurency: 2 }, { code: "unknown_option", hint: "did you mean concurrency?" }],
    ["a plan left out", { plan: undefined }, { code: "bad_option", message: "apply requires plan" }],
    ["a text for a number", { limit: "1" }, { code: "bad_option" }],
    ["no client", { client: {} }, { code: "bad_option" }],
  ])("refuses %s before anything is sent", async (_name, more, failure) => {
    const { client, stateDir, plan: file } = await planned();
    await expect(apply({ client, plan: file, stateDir, ...more })).rejects.toMatchObject(failure);
    expect(existsSync(join(stateDir, "runs"))).toBe(false);
  });

  it("refuses a plan for another place", async () => {
    const { stateDir, plan: file } = await planned();
    const elsewhere = await clientOf();
    await expect(apply({ client: elsewhere, plan: file, stateDir })).rejects.toMatchObject({
      code: "plan_target_mismatch",
    });
  });

  it("keeps no token in what it writes", async () => {
    const client = await clientOf({ token: "canary-token", baseUrl: await sandbox() });
    const { stateDir, plan: file } = await planned(ROWS, client);
    await apply({ client, plan: file, stateDir });
    const files = readdirSync(stateDir, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    expect(files.length).toBeGreaterThan(2);
    for (const { name, parentPath } of files) {
      expect([name, readFileSync(join(parentPath, name), "utf8").includes("canary-token")]).toEqual([
        name,
        false,
      ]);
    }
  });
});
