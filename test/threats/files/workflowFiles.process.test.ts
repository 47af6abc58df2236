/**
 * There is no summary of HTML, nor anything else that is written for GitHub Actions: the files that it names in the environment
 * are never opened.
 */
import { lstatSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { canTrace, traced } from "../../harness/strace.ts";
import { idsTo, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";
import { expectNoCanary } from "../leakAssertions.ts";

const NAMES = ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE"];

it("a run in a workflow leaves them as they were", async () => {
  await withHostileServer({}, async (home, server) => {
    home.write("rows.ndjson", rowsFor(idsTo(2)).replaceAll("Renamed", "<script>alert(1)</script>"));
    const files = NAMES.map((name) => [name, home.write(name, "as it was\n")] as const);
    const before = files.map(([, path]) => lstatSync(path).mtimeMs);
    const env = { ...server.env, ...Object.fromEntries(files), CI: "true", GITHUB_ACTIONS: "true" };
    for (const command of [
      "deals apply rows.ndjson --yes",
      "deals list --json",
      "deals update d9 --field deal_name=x",
      "deals get nowhere/else",
      "runs show",
      "doctor",
    ]) {
      if (canTrace()) {
        const { done, calls } = await traced(home, command, ["trace=%file"], { env });
        expectNoCanary(home, done);
        expect(calls.length).toBeGreaterThan(10);
        const opened = calls.filter(({ args }) => NAMES.some((name) => args.includes(`/${name}"`)));
        expect(opened, command).toEqual([]);
      } else await home.run(command.split(" "), { env });
    }
    expect(files.map(([, path]) => readFileSync(path, "utf8"))).toEqual(NAMES.map(() => "as it was\n"));
    expect(files.map(([, path]) => lstatSync(path).mtimeMs)).toEqual(before);
  });
});
