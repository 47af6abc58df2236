/** Real pipes, a full disk, closed streams: what is lost on the way is an error. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, listOf, type Responders } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";
import { withDealServer } from "./streamSetup.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const shell = (script: string, acts: Responders = {}) =>
  withDealServer(acts, async ({ env }) => transcript(await home.shell(script, { env })));

const NOT_FOUND = answer(404, { message: "Object not found", error: true });

it("larger than a pipe holds arrives whole", async ({ expect }) => {
  const text = "x".repeat(3_000_000);
  const GET = answer(200, { id: "d1", deal_name: text, archived: false });
  const call = await withDealServer({ GET }, ({ env }) =>
    home.launch(["deals", "get", "d1", "--json"], { env }),
  );
  expect({ exit: call.exit, whole: JSON.parse(call.stdout).deal_name === text }).toEqual({
    exit: 0,
    whole: true,
  });
});

describe.concurrent("a long list", () => {
  it("streams: 20 MB of deals go through a heap that cannot hold them", async ({ expect }) => {
    const GET = listOf(5_000, (n) => ({ external_id: `${n} ${"e".repeat(4_000)}` }));
    const env = { NODE_OPTIONS: "--max-old-space-size=20" };
    for (const format of ["ndjson", "table"]) {
      const call = await withDealServer({ GET }, (server) =>
        home.shell(`routera deals list --all --quiet --format ${format} | wc -l | tr -d ' '`, {
          env: { ...server.env, ...env },
        }),
      );
      expect({
        format,
        exit: call.exit,
        stderr: call.stderr,
        lines: Math.floor(Number(call.stdout) / 10),
      }).toEqual({
        format,
        exit: 0,
        stderr: "",
        lines: 500,
      });
    }
  });

  it.each(["table", "json", "ndjson", "csv"])("into head ends quietly (%s)", async (format) => {
    const GET = listOf(2_000);
    const end = `end-of-${format}`;
    const call = await shell(
      `{ routera deals list --all --format ${format}; echo $? > ${end}; } | head -n 1 | wc -l | tr -d ' '`,
      { GET },
    );
    expect(call).toBe("exit 0\n--- stdout\n1");
    expect(readFileSync(join(home.path, end), "utf8")).toBe("141\n");
  });
});

describe.concurrent("a disk that is full", () => {
  const NO_ROOM =
    "error: cannot write the result to stdout (ENOSPC)\nhint: free some disk space, or redirect the output to another disk";
  const cases: readonly (readonly [what: string, command: string, says: string])[] = [
    ["after a read", `deals get ${DEAL}`, NO_ROOM],
    ["after a list", "deals list --all", NO_ROOM],
    [
      "after a write: the effect stands",
      `deals update ${DEAL} --field deal_name=x`,
      "error: cannot write the result to stdout (ENOSPC)\nhint: the change was applied",
    ],
    [
      "after a write, in JSON",
      `deals update ${DEAL} --field deal_name=x --json`,
      '{"error":{"code":"stdout_failed","message":"cannot write the result to stdout (ENOSPC)",' +
        '"status":null,"retryable":false,"outcome":"applied","hint":"the change was applied","command":null,"exit_code":12}}',
    ],
    [
      "after a Dry run: nothing was sent.",
      `deals update ${DEAL} --field deal_name=x --dry-run --json`,
      '{"error":{"code":"stdout_failed","message":"cannot write the result to stdout (ENOSPC)",' +
        '"status":null,"retryable":false,"outcome":"not_applied",' +
        '"hint":"free some disk space, or redirect the output to another disk","command":null,"exit_code":12}}',
    ],
    ["after --help", "--help", "error: cannot write the result to stdout (ENOSPC)"],
    ["after --version", "--version", "error: cannot write the result to stdout (ENOSPC)"],
  ];
  it.skipIf(process.platform !== "linux").for(cases)("%s", async ([_what, command, says], { expect }) => {
    const acts = command.includes("list") ? { GET: listOf(300) } : {};
    expect(await shell(`routera ${command} > /dev/full`, acts)).toBe(`exit 12\n--- stderr\n${says}`);
  });
});

it.skipIf(process.platform === "win32")("a file that takes a part of the result is an error", async () => {
  // The system takes what has room, and says no only to the next write.
  const GET = answer(200, { id: DEAL, deal_name: "x".repeat(5_000), archived: false });
  const call = await shell(`(ulimit -f 1; routera deals get ${DEAL} --json > part)`, { GET });
  expect(call).toMatch(/^exit 12\n--- stderr\n\{"error":\{"code":"stdout_failed"/);
  const { length } = readFileSync(join(home.path, "part"));
  expect(length).toBeGreaterThan(0);
  expect(length).toBeLessThan(5_000);
});

describe.concurrent("a stream that is closed", () => {
  it("stderr: the call continues", async ({ expect }) => {
    expect(await shell(`routera deals get ${DEAL} --select id -v 2>&-`)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      id:  550e8400-e29b-41d4-a716-446655440000"
    `);
    expect(await shell("routera deals get .. 2>&-")).toMatchInlineSnapshot(`"exit 2"`);
  });

  it.skipIf(process.platform !== "linux")("stderr on a full disk: the call continues", async ({ expect }) => {
    expect(await shell(`routera deals get ${DEAL} --select id -v 2>/dev/full`)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      id:  550e8400-e29b-41d4-a716-446655440000"
    `);
    expect(await shell("routera deals get .. 2>/dev/full")).toMatchInlineSnapshot(`"exit 2"`);
  });

  it("stdin: no one needs it", async ({ expect }) => {
    expect(
      await shell(`routera deals update ${DEAL} --field deal_name=x --select deal_name <&-`),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  x"
    `);
  });

  it("all of them: the exit code is what is left", async ({ expect }) => {
    expect(await shell(`routera deals get ${DEAL} <&- >&- 2>&-`)).toMatchInlineSnapshot(`"exit 0"`);
    expect(await shell(`routera deals get ${DEAL} <&- >&- 2>&-`, { GET: NOT_FOUND })).toMatchInlineSnapshot(
      `"exit 5"`,
    );
  });
});

it("a warning of Node is JSON with --json", async () => {
  const home = makeHome();
  onTestFinished(() => home.remove());
  const env = {
    ROUTERA_TOKEN: "any",
    ROUTERA_BASE_URL: "https://127.0.0.1:9",
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
  };
  const { exit, stderr } = await home.launch(["deals", "get", "x1", "--json", "--retries", "0"], { env });
  const said = stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(exit).toBe(8);
  expect(said).toContainEqual({
    warning: { code: "node_warning", message: expect.stringContaining("NODE_TLS_REJECT_UNAUTHORIZED") },
  });
  expect(said).toContainEqual({ error: expect.objectContaining({ code: "connection_refused" }) });
});
