/** Files that PowerShell 5.1 made with `>`: each is refused by the name of its encoding, with what to do. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEAL } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const CONFIG = "profiles:\r\n  a:\r\n    timeout: 5s\r\n";

let home: Home;
beforeEach(() => {
  home = makeHome();
  mkdirSync(join(home.path, ".git"));
});
afterEach(() => home.remove());

const UPDATE = ["--profile", "sandbox", "deals", "update", DEAL];
const PLAN = ["--profile", "sandbox", "deals", "plan"];

it.each([
  ["user config", "a.yaml", CONFIG, ["--config", "a.yaml", "profile", "list"]],
  ["user config in JSON", "a.json", '{"profiles":{}}', ["--config", "a.json", "profile", "list"]],
  ["project config", ".routerarc", CONFIG, ["profile", "list"]],
  ["project config in JSON", ".routerarc.json", '{"profiles":{}}', ["profile", "list"]],
  ["file of fields", "f.json", '{"deal_name":"x"}', [...UPDATE, "--fields-json", "f.json"]],
  ["file of one field", "f.txt", "x\r\n", [...UPDATE, "--field-file", "deal_name=f.txt"]],
  ["CSV file", "rows.csv", `id,deal_name\r\n${DEAL},x\r\n`, [...PLAN, "rows.csv"]],
  ["JSON file of rows", "rows.json", `[{"id":"${DEAL}"}]`, [...PLAN, "rows.json"]],
  [
    "plan file",
    "plan.jsonl",
    '{"format":"routera-plan"}\r\n',
    ["--profile", "sandbox", "deals", "apply", "plan.jsonl", "--yes"],
  ],
])("a %s in UTF-16", async (_what, name, text, args) => {
  home.write(name, utf16(text));
  const done = await home.run(args);
  expect([done.exit, done.stdout]).toEqual([2, ""]);
  expect(done.stderr).toContain("UTF-16");
  expect(done.stderr).toMatch(/hint: .*UTF-8/);
});

it("a mapping file in UTF-16", async () => {
  home.write("map.yaml", utf16("by: id\r\n"));
  home.write("rows.csv", `id,deal_name\n${DEAL},x\n`);
  const done = await home.run([...PLAN, "rows.csv", "--mapping", "map.yaml"]);
  expect(done.exit).toBe(2);
  expect(done.stderr).toContain("UTF-16");
});

it.each(["", "\ufeff"])("an edit of a user config keeps its byte order mark: %j", async (mark) => {
  const path = home.write(
    ".config/routera/config.yaml",
    `${mark}# mine\r\nprofiles:\r\n  a:\r\n    timeout: 5s # five\r\n`,
  );
  const done = await home.run(["profile", "set", "a", "timeout=6s"]);
  expect(done.exit, done.stderr).toBe(0);
  expect(readFileSync(path, "utf8")).toBe(`${mark}# mine\r\nprofiles:\r\n  a:\r\n    timeout: 6s # five\r\n`);
  expect((await home.run(["profile", "list"])).stdout).toContain("a");
});
