/** The library as npm installs it: what compilers and Node make of it, with nothing else in the directory. */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { npmEnvironment, packInto } from "../harness/package.ts";
import { environment, type Home, makeHome, type ProcessResult, waitForExit } from "../harness/program.ts";
import { STARTER, sandbox } from "./sandbox.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** Every kind of thing that there is, and no name that another package would bring. */
const CONSUMER = `
import {
  apply, type Deal, KINDS, LosslessNumber, openPlan, plan, type PlanSummary, resume, RouteraClient, RouteraFailure,
  type RunSummary, toPlain, undo, type WireEvent,
} from "routera";
declare const process: { readonly env: Readonly<Record<string, string | undefined>>; exitCode?: number };
declare const console: { log(...values: unknown[]): void };

const events: WireEvent[] = [];
async function main(): Promise<void> {
  const { BASE: baseUrl } = process.env;
  const client = new RouteraClient({ token: "any", baseUrl, onWire: (event) => events.push(event) });
  const id = "${STARTER}";
  const { deal, sent } = await client.update(id, { amount: 12.5, tags: ["a"], next_step: null, phone: "1" });
  const typed: Deal = deal;
  const exact: boolean = typed.amount instanceof LosslessNumber;
  const plain: unknown = toPlain(deal).amount;
  const ids: string[] = [];
  for await (const one of client.list({ limit: 12 })) ids.push(one.id);
  const made: PlanSummary = await plan({ client, rows: [{ id, fields: { amount: 13n } }], out: "plan.jsonl", overwrite: true });
  const steps: string[] = [];
  for await (const step of (await openPlan("plan.jsonl")).steps()) steps.push(step.type);
  const run: RunSummary = await apply({ client, plan: made.path, stateDir: "state", maxErrors: "5%", limit: 1 });
  const again: RunSummary = await resume({ client, run: "last", stateDir: "state" });
  const back: RunSummary = await undo({ client, run: run.run ?? "", stateDir: "state" });
  let code = "";
  try {
    await client.get("nobody");
  } catch (error) {
    if (error instanceof RouteraFailure) code = error.code + " " + error.exitCode + " " + KINDS[error.kind].exit;
  }
  // @ts-expect-error: a Date is not a value that JSON knows
  await client.update(id, { close_date: new Date() }).catch(({ code: refused }) => { code += " " + refused; });
  await client[Symbol.asyncDispose]();
  console.log(JSON.stringify({
    sent, exact, plain, ids: ids.length, steps, run: run.exitCode, again: again.complete, back: back.counts.applied, code,
  }));
}
void main();
`;

const RESULT = {
  sent: 1,
  exact: true,
  plain: 12.5,
  ids: 12,
  steps: ["change"],
  run: 0,
  again: true,
  back: 1,
  code: "deal_not_found 5 5 bad_value",
};

let home: Home;

beforeAll(() => {
  home = makeHome();
  const tarball = packInto(home);
  home.write("package.json", "{}");
  execFileSync("npm", ["install", tarball], { cwd: home.path, env: npmEnvironment(home), stdio: "pipe" });
}, 120_000);
afterAll(() => home.remove());

/** Compiles one file with nothing but what the package brings. @returns what the compiler says */
async function compile(file: string, options: object): Promise<string> {
  const project = home.write(
    `${file}.json`,
    JSON.stringify({
      compilerOptions: {
        target: "es2022",
        lib: ["es2022"],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        ...options,
      },
      files: [basename(file)],
    }),
  );
  const { stdout, stderr } = await waitForExit(
    spawn(process.execPath, [TSC, "-p", project], { cwd: home.path, env: environment(home.path) }),
  );
  return `${stdout}${stderr}`;
}

/** In the directory of the file. */
function runNode(file: string, env: Readonly<Record<string, string>>): Promise<ProcessResult> {
  return waitForExit(
    spawn(process.execPath, [join(home.path, file)], {
      cwd: join(home.path, dirname(file)),
      env: environment(home.path, env),
    }),
  );
}

describe("compiled without any other types, and run", () => {
  it.each([
    ["an ES module", "consumer.mts", "consumer.mjs", { module: "node16" }],
    ["CommonJS", "consumer.cts", "consumer.cjs", { module: "node16" }],
    [
      "for a bundler",
      "bundled.ts",
      undefined,
      { module: "esnext", moduleResolution: "bundler", noEmit: true },
    ],
  ])("%s", async (_name, source, made, options) => {
    home.write(source, CONSUMER);
    expect(await compile(source, options)).toBe("");
    if (made === undefined) return;
    const { exit, stderr, stdout } = await runNode(made, { BASE: await sandbox() });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual(RESULT);
  });

  it("the compiler sees wrong use", async () => {
    home.write("wrong.mts", 'import { RouteraClient } from "routera";\nnew RouteraClient({ tokn: "x" });\n');
    expect(await compile("wrong.mts", { module: "node16" })).toContain("'tokn' does not exist");
  });
});

describe("plain JavaScript", () => {
  it("has the same things by import and by require", async () => {
    home.write(
      "names.mjs",
      [
        'import { createRequire } from "node:module";',
        'import * as imported from "routera";',
        'const required = createRequire(import.meta.url)("routera");',
        "const same = Object.keys(imported).every((name) => imported[name] === required[name]);",
        "console.log(JSON.stringify([Object.keys(imported).sort(), Object.keys(required).sort(), same]));",
      ].join("\n"),
    );
    const { stdout, stderr } = await runNode("names.mjs", {});
    expect(stderr).toBe("");
    const [imported, required, same] = JSON.parse(stdout);
    expect(imported).toEqual(required);
    expect(imported).toEqual([
      "KINDS",
      "LosslessNumber",
      "RouteraClient",
      "RouteraFailure",
      "apply",
      "openPlan",
      "plan",
      "resume",
      "toPlain",
      "undo",
    ]);
    expect(same).toBe(true);
  });
});

it("the examples of the README compile and do what they say", async () => {
  const readme = readFileSync(join(home.path, "node_modules/routera/README.md"), "utf8");
  const [example = "", later = "", ...others] = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
    ([, text]) => text,
  );
  expect([example === "", later === "", others]).toEqual([false, false, []]);
  home.write("example/example.mts", example);
  home.write("example/later.mts", later);
  const node = { types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] };
  expect(await compile("example/example.mts", { module: "node16", ...node })).toBe("");
  expect(await compile("example/later.mts", { module: "node16", ...node })).toBe("");
  const env = { ROUTERA_TOKEN: "demo", ROUTERA_BASE_URL: await sandbox() };
  const { exit, stderr, stdout } = await runNode("example/example.mjs", env);
  expect({ exit, stderr, stdout }).toEqual({
    exit: 0,
    stderr: "",
    stdout: "Enterprise plan 5000\napplied 1 of 1\n",
  });
  const refused = await runNode("example/example.mjs", { ...env, ROUTERA_TOKEN: "expired" });
  expect([refused.exit, refused.stdout, refused.stderr.includes("not_applied")]).toEqual([4, "", true]);
  const listed = await home.run(["runs", "list", "--json"]);
  expect(JSON.parse(listed.stdout)).toHaveLength(1);
  // The command line takes it for one of its own.
  const undone = await home.run(["runs", "undo", "last", "--yes", "--json"], { env });
  expect([undone.exit, undone.stderr, JSON.parse(undone.stdout).applied]).toEqual([0, "", 1]);
  // And the other way round.
  const undoneAgain = await runNode("example/later.mjs", env);
  expect([undoneAgain.exit, undoneAgain.stderr, undoneAgain.stdout]).toEqual([
    0,
    "",
    "complete: true\nundone: 1\n",
  ]);
});

it("the same sources give the same bytes, wherever temporary files lie", () => {
  const directory = join(home.path, "elsewhere");
  mkdirSync(directory);
  const again = execFileSync(process.execPath, ["--input-type=module", "--eval", DIGEST], {
    cwd: ROOT,
    encoding: "utf8",
    env: environment(home.path, { TMPDIR: directory }),
  });
  // What the tests of processes were started with was built with temporary files in the usual directory.
  const built = createHash("sha256");
  const dist = join(ROOT, "dist");
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name, parentPath }) => relative(dist, join(parentPath, name)).replaceAll("\\", "/"));
  for (const name of files.sort()) built.update(`${name}\0${readFileSync(join(dist, name), "utf8")}\0`);
  expect(again).toBe(built.digest("hex"));
});

/** Bundles everything in memory. */
const DIGEST = `
import { createHash } from "node:crypto";
import { bundleAll } from "./.config/build/bundles.mjs";
const hash = createHash("sha256");
for (const [path, text] of await bundleAll()) hash.update(path + "\\0" + text + "\\0");
process.stdout.write(hash.digest("hex"));
`;
