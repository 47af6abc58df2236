/** Ctrl-C, Ctrl-Break, a console that is closed, a reader that goes away. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import { check } from "./support/lane.mjs";
import { parsed, renaming, useHome } from "./support/program.mjs";

describe("stopping", () => {
  const home = useHome();

  for (const [signal, exit] of [
    ["SIGINT", 130],
    ["SIGBREAK", 130],
    ["SIGHUP", 143],
  ]) {
    check(`${signal} ends a run with exit code ${exit}, and it can be resumed`, async () => {
      const server = await home.serve("latency=300ms@PATCH");
      const { flags, env } = server;
      const deals = parsed(home.good([...flags, "deals", "list", "--limit", "6", "--json"], { env }));
      home.write(
        "rows.csv",
        renaming(
          deals.map(({ id }) => id),
          signal,
        ),
      );
      const script = home.write("raise.cjs", raiseInRun(home.runs, signal));
      const started = home.start(
        [...flags, "deals", "apply", "rows.csv", "--yes", "--json", "--concurrency", "1"],
        {
          env: { ...env, NODE_OPTIONS: `--require ${JSON.stringify(script)}` },
        },
      );
      const done = await started.ended;
      const [{ run }] = parsed(home.good(["runs", "list", "--json"]));
      const { pending } = parsed(home.good(["runs", "show", run, "--json"]));
      home.good([...flags, "runs", "resume", run], { env });
      await server.stop();
      assert.equal(done.exit, exit, done.stderr);
      assert.ok(pending > 0, "the run was over before the signal");
    });
  }

  check("a reader that goes away is exit code 141", async () => {
    const { child, ended } = home.start(["commands", "--json"]);
    child.stdout.destroy();
    assert.equal((await ended).exit, 141);
  });
});

/**
 * A script that raises a signal once a run has begun to write. Windows has no signals between processes: Node raises these
 * events itself when the console reports of Ctrl-C, Ctrl-Break or its end, and the script does the same.
 */
function raiseInRun(runs, signal) {
  return `
    const { existsSync, readdirSync, readFileSync } = require("node:fs");
    const { join } = require("node:path");
    const runs = ${JSON.stringify(runs)};
    const before = existsSync(runs) ? readdirSync(runs) : [];
    const journals = () => existsSync(runs) ? readdirSync(runs).filter((run) => !before.includes(run)) : [];
    const begun = (run) => readFileSync(join(runs, run, "journal.jsonl"), "utf8").split("\\n").length > 4;
    const watch = setInterval(() => {
      try {
        if (!journals().some(begun)) return;
      } catch {
        return; // It is not there yet.
      }
      clearInterval(watch);
      process.emit(${JSON.stringify(signal)}, ${JSON.stringify(signal)});
    }, 50);
    watch.unref();`;
}
