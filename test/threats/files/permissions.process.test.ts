/** Under umask 000 nothing is made that others could read, not even for a moment: files by name, by look and by system call. */
import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { unapplied } from "../../harness/dealServer.ts";
import { type Home, ROUTERA_IN_SHELL } from "../../harness/program.ts";
import { canTrace, traced } from "../../harness/strace.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import { idsTo, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";

const IDS = idsTo(3);

/** What must have been done before, and the command itself; each leaves files of another kind. */
const COMMANDS: readonly (readonly [
  what: string,
  before: string,
  command: string,
  leaves: readonly string[],
])[] = [
  ["plan", "", "deals plan rows.ndjson --out plan.jsonl", ["plan.jsonl"]],
  ["plan, from a pipe", "", "deals plan - --out plan.jsonl < rows.ndjson", ["plan.jsonl"]],
  [
    "apply",
    "",
    "deals apply rows.ndjson --yes --failures failed.ndjson",
    ["plan.jsonl", "journal.jsonl", "summary.json"],
  ],
  ["apply, with failures", "", "deals apply more.ndjson --yes --failures failed.ndjson", ["failed.ndjson"]],
  [
    "export",
    "routera deals update d1 --field deal_name=x > /dev/null",
    "deals export --out deals.csv",
    ["deals.csv"],
  ],
  ["resume", "routera deals apply rows.ndjson --yes --limit 1", "runs resume last", ["summary.json"]],
  ["undo", "routera deals apply rows.ndjson --yes", "runs undo last --yes", ["plan.jsonl", "journal.jsonl"]],
];

describe.concurrent.each(COMMANDS)("%s", (_what, before, command, leaves) => {
  const expectLeft = (home: Home): void => {
    expect(open(home)).toEqual([]);
    expect(home.files().map(({ path }) => path.split("/").at(-1))).toEqual(
      expect.arrayContaining([...leaves]),
    );
  };

  // Where it can be traced, the same call shows both.
  it.skipIf(canTrace())("leaves files for its user alone", async () => {
    await inTheOpen(async (home, server) => {
      const script = `${before}\nrm -rf plan.jsonl failed.ndjson\nroutera ${command}`;
      const { exit } = await home.shell(`umask 000\n${script}`, server);
      expect([0, 3]).toContain(exit);
      expectLeft(home);
    });
  });

  it.skipIf(!canTrace())(
    "leaves files for its user alone, and asks the system for no file and no directory that others may see",
    async () => {
      await inTheOpen(async (home, server) => {
        const { done, calls } = await traced(
          home,
          command,
          ["trace=openat,open,creat,mkdir,mkdirat,chmod,fchmod,fchmodat"],
          {
            ...server,
            before: `umask 000; ${ROUTERA_IN_SHELL}\n${before}\nrm -rf plan.jsonl failed.ndjson`,
          },
        );
        expect([0, 3]).toContain(done.exit);
        expectLeft(home);
        const made = calls.filter(({ name, args }) => !name.startsWith("open") || args.includes("O_CREAT"));
        expect(made.length).toBeGreaterThan(0);
        expect(
          made.filter(({ args }) => !/, 0[67]00$/.test(args)).map(({ name, args }) => `${name} ${args}`),
        ).toEqual([]);
      });
    },
  );
});

/** A home with rows in it, one of which fails; what the test puts there is closed. */
async function inTheOpen(play: (home: Home, server: HostileServer) => Promise<void>): Promise<void> {
  const missing = idsTo(4).at(-1);
  await withHostileServer(
    {
      faults: (id) =>
        id === missing ? { PATCH: unapplied(answer(404, { message: "Object not found", error: true })) } : {},
    },
    async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      home.write("more.ndjson", rowsFor(idsTo(4)));
      mkdirSync(join(home.path, ".cache"), { mode: 0o700 });
      await play(home, server);
    },
  );
}

/** Every file and directory below that anyone else may look into. */
function open(home: Home): readonly string[] {
  return readdirSync(home.path, { recursive: true, encoding: "utf8" }).filter((name) => {
    const facts = lstatSync(join(home.path, name));
    return (facts.mode & 0o777) !== (facts.isDirectory() ? 0o700 : 0o600);
  });
}
