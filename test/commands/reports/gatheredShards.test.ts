/** `runs show --plan --from`: the runs of several machines as one summary, one report and one exit code. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Home, makeHome } from "../../harness/program.ts";
import { resealJournal } from "../../runs/journal/resealJournal.ts";

const SHARDS = 3;
const ARCHIVED = "550e8400-e29b-41d4-a716-446655440001";

/** One home for all tests: shards that are applied once are copied for each. */
let home: Home;
beforeAll(async () => {
  home = makeHome();
  const { stdout } = await sandbox("deals list --all --json");
  const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id).slice(0, 12);
  home.write("rows.csv", `id,next_step\n${ids.map((id) => `${id},Call`).join("\n")}\n`);
  await sandbox("deals plan rows.csv --out plan.jsonl");
  for (const shard of [1, 2, 3]) await artifact(shard, `all/shard-${shard}`);
});
beforeEach(() => {
  rmSync(path("artifacts"), { recursive: true, force: true });
  home.write("artifacts/readme.txt", "");
});
afterAll(() => home.remove());

const sandbox = (line: string) => home.run(["--profile", "sandbox", ...line.split(" ")]);
const show = async (words = "") => {
  const { exit, stderr, stdout } = await sandbox(
    `runs show --plan plan.jsonl --from artifacts --json${words}${words === "" ? "" : " --force"}`,
  );
  return { exit, stderr, shown: stdout === "" ? undefined : JSON.parse(stdout) };
};
const path = (name: string) => join(home.path, name);

/** Brings shards together. @returns the directory of the last run */
function take(...shards: number[]): string {
  for (const shard of shards) {
    cpSync(path(`all/shard-${shard}`), path(`artifacts/shard-${shard}`), { recursive: true });
  }
  const last = path(`artifacts/shard-${shards.at(-1)}`);
  return join(last, readdirSync(last)[0] ?? "");
}

/** Applies a shard on a machine of its own, and keeps its run as a CI job does. @returns the directory of the run */
async function artifact(shard: number, name: string, words = "", plan = "plan.jsonl"): Promise<string> {
  const state = path(`machines/${name}`);
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const line = `--profile sandbox deals apply ${plan} --yes --shard ${shard}/${SHARDS}${words}`;
  await home.run(line.split(" "), { env: { XDG_STATE_HOME: state } });
  const runs = join(state, "routera/runs");
  const [run = ""] = readdirSync(runs).sort().reverse();
  // Artifacts lose their modes.
  cpSync(join(runs, run), path(`${name}/${run}`), { recursive: true });
  return path(`${name}/${run}`);
}

it("adds up all shards: one summary, one report, exit 0", async () => {
  take(1, 2, 3);
  const { exit, shown } = await show(" --report run.md --report run.html --report run.xml");
  expect([exit, shown.complete, shown.missing, shown.doubled, shown.ignored]).toEqual([0, true, [], [], []]);
  expect(shown.applied).toBe(shown.changes);
  const report = readFileSync(path("run.md"), "utf8");
  expect(report).toMatch(
    new RegExp(`^## Run completed: ${shown.changes} of ${shown.changes} changes applied`),
  );
  for (const shard of [1, 2, 3]) expect(report).toContain(`Shard ${shard}/3`);
  expect(readFileSync(path("run.xml"), "utf8")).toContain(`tests="${shown.changes}" failures="0"`);
});

it("needs no run of this machine, and the order of directories does not matter", async () => {
  take(3, 1, 2);
  const [first] = [await show()];
  const dirs = ["shard-2", "shard-3", "shard-1"].map((name) => `--from artifacts/${name}`).join(" ");
  const { exit, stdout } = await sandbox(`runs show --plan plan.jsonl ${dirs} --json`);
  expect([exit, JSON.parse(stdout)]).toEqual([0, first.shown]);
});

it("names a missing shard, and shows its changes as pending", async () => {
  take(1, 3);
  const { exit, shown } = await show(" --report run.md");
  expect([exit, shown.complete, shown.missing]).toEqual([5, false, ["2/3"]]);
  expect(readFileSync(path("run.md"), "utf8")).toContain("No run was found for shard 2/3");
  expect(readFileSync(path("run.md"), "utf8")).toMatch(/\| Pending \|/);
});

it("counts an incomplete shard as work that is left", async () => {
  take(1, 2);
  await artifact(3, "artifacts/shard-3", " --limit 1");
  const { exit, shown } = await show();
  expect([exit, shown.complete, shown.missing]).toEqual([8, false, []]);
});

it("names doubled shards, and counts the one that is complete", async () => {
  take(1, 2, 3);
  await artifact(2, "artifacts/again", " --limit 1");
  const { exit, shown } = await show(" --report run.md");
  expect([exit, shown.complete]).toEqual([0, true]);
  expect(shown.doubled).toEqual([{ run: expect.stringMatching(/^\d{8}-/), shard: "2/3" }]);
  expect(readFileSync(path("run.md"), "utf8")).toContain(shown.doubled[0].run);
});

it("counts a run that is there twice once, with its longer journal", async () => {
  take(1, 2);
  const dir = take(3);
  cpSync(dir, path("artifacts/copy"), { recursive: true });
  const journal = readFileSync(join(dir, "journal.jsonl"), "utf8");
  writeFileSync(path("artifacts/copy/journal.jsonl"), journal.split("\n").slice(0, 2).join("\n"));
  const { exit, shown } = await show();
  expect([exit, shown.complete, shown.doubled]).toEqual([0, true, []]);
});

it("omits runs of another plan, and says so", async () => {
  take(1, 2);
  home.write("other.csv", readFileSync(path("rows.csv"), "utf8").replaceAll("Call", "Write"));
  await sandbox("deals plan other.csv --out other.jsonl");
  const dir = await artifact(3, "artifacts/shard-3", "", "other.jsonl");
  const { exit, shown } = await show();
  expect([exit, shown.missing]).toEqual([5, ["3/3"]]);
  expect(shown.ignored).toEqual([
    { directory: dir, code: "other_plan", reason: expect.stringContaining("sha256:") },
  ]);
});

it.each([
  [
    "a changed byte",
    (file: string) =>
      writeFileSync(file, readFileSync(file, "utf8").replace('"outcome":"applied"', '"outcome":"skipped"')),
  ],
  [
    "a line that is no record",
    (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace("\n", "\n{}\n")),
  ],
  ["another first line", (file: string) => writeFileSync(file, `x${readFileSync(file, "utf8")}`)],
  [
    "a link in its place",
    (file: string) => {
      cpSync(file, `${file}.real`);
      rmSync(file);
      symlinkSync(`${file}.real`, file);
    },
  ],
])("does not believe a journal with %s", async (_, damage) => {
  take(1, 2);
  damage(join(take(3), "journal.jsonl"));
  const { exit, shown } = await show();
  expect([exit, shown.complete]).toEqual([12, false]);
});

it("ignores a resealed journal of an impossible shard, and counts the others", async () => {
  take(1, 2);
  const dir = take(3);
  await resealJournal(dir, (record) => (record.type === "head" ? { ...record, shard: "7/3" } : record));
  const { exit, shown } = await show();
  expect([exit, shown.missing, shown.parts.length]).toEqual([12, ["3/3"], 2]);
  expect(shown.ignored).toEqual([{ directory: dir, code: "damaged", reason: expect.any(String) }]);
});

it.each(["theirs", "after"] as const)(
  "reports a row whose %s is not JSON, without these values",
  async (name) => {
    take(1, 2);
    await resealJournal(take(3), (record) =>
      record.type === "result" ? { ...record, outcome: "conflict", code: "conflict", [name]: "{" } : record,
    );
    const { exit, shown } = await show(" --report run.md");
    expect([exit, shown.complete, shown.conflict > 0]).toEqual([3, true, true]);
    expect(readFileSync(path("run.md"), "utf8")).toContain("Conflict");
  },
);

it("does not follow links below a directory, and refuses one that does not exist", async () => {
  take(1, 2);
  const dir = take(3);
  cpSync(dir, path("elsewhere/run"), { recursive: true });
  rmSync(path("artifacts/shard-3"), { recursive: true });
  symlinkSync(path("elsewhere"), path("artifacts/shard-3"));
  expect((await show()).shown.missing).toEqual(["3/3"]);
  const gone = await sandbox("runs show --plan plan.jsonl --from nowhere");
  expect([gone.exit, gone.stdout]).toEqual([2, ""]);
  expect(gone.stderr).toContain("cannot read the directory");
  expect((await sandbox("runs show --from artifacts")).stderr).toContain("--from requires --plan");
});

it("exits 3 when all shards ran and some deals failed", async () => {
  home.write(
    "more.csv",
    `${readFileSync(path("rows.csv"), "utf8")}${ARCHIVED},Call again\n`.replaceAll("Call\n", "Meet\n"),
  );
  await sandbox("deals plan more.csv --out more.jsonl");
  for (const shard of [1, 2, 3]) await artifact(shard, `artifacts/shard-${shard}`, "", "more.jsonl");
  const { exit, stdout } = await sandbox("runs show --plan more.jsonl --from artifacts --json");
  const shown = JSON.parse(stdout);
  expect([exit, shown.complete]).toEqual([3, true]);
});

it("counts blocked deals of shards that made no run, as an apply does", async () => {
  home.write("blocked.csv", `id,next_step\n${ARCHIVED},Call again\n`);
  await sandbox("deals plan blocked.csv --out blocked.jsonl");
  const applied = await sandbox("deals apply blocked.jsonl --yes");
  const { exit, stdout } = await sandbox("runs show --plan blocked.jsonl --from artifacts --json");
  const { empty, failed } = JSON.parse(stdout);
  expect([exit, applied.exit, failed, empty]).toEqual([3, 3, 1, ["1/1"]]);
});

it("has no names of deals in its report", async () => {
  take(1, 2, 3);
  await show(" --report run.html");
  expect(readFileSync(path("run.html"), "utf8")).not.toContain("Starter plan");
});
