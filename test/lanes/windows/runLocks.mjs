/** Who may write to a run: its one process, and no one else until that has ended. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { check } from "./support/lane.mjs";
import { parsed, renaming, useHome } from "./support/program.mjs";

describe("the lock of a run", () => {
  const home = useHome();

  /** A run of three deals whose first write takes long. `end` ends its process, and the server. */
  async function beginRun() {
    const { flags, env, stop } = await home.serve("latency=25s@PATCHx1");
    const deals = parsed(home.good([...flags, "deals", "list", "--limit", "3", "--json"], { env }));
    const ids = deals.map(({ id }) => id);
    home.write("three.csv", renaming(ids, `Run ${Date.now()}`));
    const before = existsSync(home.runs) ? readdirSync(home.runs) : [];
    const apply = [...flags, "deals", "apply", "three.csv", "--yes", "--json", "--concurrency", "1"];
    const { child, ended } = home.start(apply, { env });
    const run = await until(() => readdirSync(home.runs).find((name) => !before.includes(name)));
    const journal = join(home.runs, run, "journal.jsonl");
    await until(() => readFileSync(journal, "utf8").includes('"intent"'));
    return {
      run,
      /** On Windows this is TerminateProcess: what the Task Manager does. */
      kill: () => {
        child.kill("SIGKILL");
        return ended;
      },
      resume: () =>
        home.run([...flags, "runs", "resume", run, "--json"], { env: { ...env, ...laterClock() } }),
      stop,
    };
  }

  /** Resume waits until a write that was under way cannot arrive any more. Here that time has passed. */
  function laterClock() {
    const script = home.write("Temp/later.cjs", "const { now } = Date; Date.now = () => now() + 60_000;");
    return { NODE_OPTIONS: `--require ${JSON.stringify(script)}` };
  }

  check("a run that is under way is refused to another process, which is not asked to end it", async () => {
    const { run, kill, resume, stop } = await beginRun();
    const second = resume();
    await kill();
    await stop();
    assert.equal(second.exit, 12, second.stderr);
    assert.match(second.stderr, new RegExp(`run ${run} is in use`));
    assert.doesNotMatch(second.stderr, /stop it|kill|rm |taskkill/);
  });

  check("a run whose process was ended is resumed", async () => {
    const { run, kill, resume, stop } = await beginRun();
    await kill();
    const resumed = resume();
    await stop();
    assert.equal(resumed.exit, 0, resumed.stderr);
    const shown = parsed(home.good(["runs", "show", run, "--json"]));
    assert.deepEqual([shown.applied, shown.pending], [3, 0]);
  });

  for (const [title, owner] of [
    [
      "a lock is not believed because some process has its number now",
      { pid: process.pid, host: hostname() },
    ],
    ["a lock is not believed because the name of the machine has changed", { pid: 4, host: "OLD-NAME" }],
  ]) {
    check(title, async () => {
      const { run, kill, resume, stop } = await beginRun();
      await kill();
      const left = { ...owner, created: "2026-01-01T00:00:00.000Z", nonce: "2718bd306ff4741b" };
      home.write(join("Local", "routera", "runs", run, "lock"), `${JSON.stringify(left)}\n`);
      const resumed = resume();
      await stop();
      assert.equal(resumed.exit, 0, resumed.stderr);
    });
  }
});

async function until(found) {
  for (let tries = 0; tries < 800; tries++) {
    try {
      const value = found();
      if (value) return value;
    } catch {
      // It is not there yet.
    }
    await wait(25);
  }
  return assert.fail("waited for 20 seconds");
}
