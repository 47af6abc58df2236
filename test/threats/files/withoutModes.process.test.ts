/** FAT, exFAT and some network drives: no hard links, and no mode can be changed. strace makes the system answer as they do. */
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { canTrace, traced } from "../../harness/strace.ts";

const LACKING = "link,linkat,chmod,fchmod,fchmodat";
const DEAL = "550e8400-e29b-41d4-a716-446655440000";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

describe.skipIf(!canTrace()).each(["EPERM", "EOPNOTSUPP"])(
  "a file system that answers %s (needs strace)",
  (code) => {
    const run = async (command: string, input?: string) =>
      (
        await traced(home, command, [`trace=${LACKING}`, `inject=${LACKING}:error=${code}`], {
          ...(input && { input }),
        })
      ).done;
    const good = async (command: string) => {
      const done = await run(command);
      expect(done.exit, `${command}: ${done.stderr}`).toBe(0);
      return done.stdout;
    };

    it("takes exports, plans, runs and settings", async () => {
      home.write("rows.csv", `id,deal_name\n${DEAL},Changed\n`);
      await good("--profile sandbox deals export --out deals.csv");
      await good("--profile sandbox deals plan rows.csv --out plan.jsonl");
      await good("--profile sandbox deals apply plan.jsonl --yes");
      expect(JSON.parse(await good(`--profile sandbox deals get ${DEAL} --json`)).deal_name).toBe("Changed");
      await good("profile set work timeout=10s");
      expect(readFileSync(join(home.path, ".config/routera/config.yaml"), "utf8")).toContain("10s");
    });

    it("keeps an existing file without --force", async () => {
      home.write("deals.csv", "mine");
      const done = await run("--profile sandbox deals export --out deals.csv");
      expect([done.exit, readFileSync(join(home.path, "deals.csv"), "utf8")]).toEqual([2, "mine"]);
    });

    it("takes no secret into a directory that others may read, and says why", async () => {
      const directory = join(home.path, ".config/routera");
      mkdirSync(directory, { recursive: true });
      chmodSync(directory, 0o755);
      const done = await run("auth login --token-stdin --base-url http://127.0.0.1:9", CANARY);
      expect(done.exit).toBe(12);
      expect(done.stderr).toMatch(/no file modes/);
      expect(done.stderr).not.toMatch(/chmod/);
      expect(home.files().filter(({ text }) => text.includes(CANARY))).toEqual([]);
    });
  },
);
