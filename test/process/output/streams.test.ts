/** stdout is the result and nothing else; what is lost on the way is an error. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answer, inTurn } from "../../api/scriptedServer.ts";
import { type Acts, DEAL, listOf } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";
import { against } from "./streamSetup.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const run = (args: readonly string[], acts: Acts = {}) =>
  against(acts, async ({ env }) => transcript(await home.run(args, { env })));
const shell = (script: string, acts: Acts = {}) =>
  against(acts, async ({ env }) => transcript(await home.shell(script, { env })));

const NOT_FOUND = answer(404, { message: "Object not found", error: true });

describe.concurrent("a failure", () => {
  it("leaves stdout empty and says what and what next", async ({ expect }) => {
    expect(await run(["deals", "get", DEAL], { GET: NOT_FOUND })).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      error: Routera answered 404: Object not found
      hint: see the ids of this account: routera deals list --all --archived
      hint: see which account it is: routera auth status"
    `);
  });

  it("with --json is one object", async ({ expect }) => {
    expect(await run(["deals", "get", DEAL, "--json"], { GET: NOT_FOUND })).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      {"error":{"code":"deal_not_found","message":"Object not found","status":404,"retryable":false,"outcome":"not_applied","hint":"see the ids of this account: routera deals list --all --archived\\nsee which account it is: routera auth status","command":["routera","deals","list","--all","--archived"],"exit_code":5}}"
    `);
    expect(
      await run(["deals", "get", DEAL, "--format", "ndjson"], { GET: NOT_FOUND }),
    ).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      {"error":{"code":"deal_not_found","message":"Object not found","status":404,"retryable":false,"outcome":"not_applied","hint":"see the ids of this account: routera deals list --all --archived\\nsee which account it is: routera auth status","command":["routera","deals","list","--all","--archived"],"exit_code":5}}"
    `);
  });

  it("is as terse with --select and csv", async ({ expect }) => {
    expect(
      await run(["deals", "get", DEAL, "--format", "csv", "--select", "id"], { GET: NOT_FOUND }),
    ).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      error: Routera answered 404: Object not found
      hint: see the ids of this account: routera deals list --all --archived
      hint: see which account it is: routera auth status"
    `);
  });

  it("in the middle of a list is no end of an array", async ({ expect }) => {
    const GET = inTurn(
      listOf(150, () => ({ deal_name: null })),
      answer(400, { message: "No more", error: true }),
    );
    const call = await against({ GET }, ({ env }) => home.run(["deals", "list", "--all", "--json"], { env }));
    expect(() => JSON.parse(call.stdout)).toThrow();
    expect(transcript({ ...call, stdout: "" })).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      {"error":{"code":"values_refused","message":"No more","status":400,"retryable":false,"outcome":"not_applied","hint":"check names and values against the fields of the deal: routera deals get ID","command":null,"exit_code":7}}"
    `);
  });
});

describe.concurrent("a long list", () => {
  it("streams: 20,000 deals go through a heap that cannot hold them", async ({ expect }) => {
    const GET = listOf(20_000, (n) => ({ external_id: `${n} ${"e".repeat(600)}` }));
    const env = { NODE_OPTIONS: "--max-old-space-size=20" };
    for (const format of ["ndjson", "table"]) {
      const call = await against({ GET }, (server) =>
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
        lines: 2_000,
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
    "error: the result could not be written to stdout (ENOSPC)\nhint: the disk is full: make room, or send the output elsewhere";
  const cases: readonly (readonly [what: string, command: string, says: string])[] = [
    ["after a read", `deals get ${DEAL}`, NO_ROOM],
    ["after a list", "deals list --all", NO_ROOM],
    [
      "after a write: the effect stands",
      `deals update ${DEAL} --field deal_name=x`,
      "error: the result could not be written to stdout (ENOSPC)\nhint: the change itself was made",
    ],
    [
      "after a write, in JSON",
      `deals update ${DEAL} --field deal_name=x --json`,
      '{"error":{"code":"stdout_failed","message":"the result could not be written to stdout (ENOSPC)",' +
        '"status":null,"retryable":false,"outcome":"applied","hint":"the change itself was made","command":null,"exit_code":12}}',
    ],
    [
      "after a dry run: nothing was sent",
      `deals update ${DEAL} --field deal_name=x --dry-run --json`,
      '{"error":{"code":"stdout_failed","message":"the result could not be written to stdout (ENOSPC)",' +
        '"status":null,"retryable":false,"outcome":"not_applied",' +
        '"hint":"the disk is full: make room, or send the output elsewhere","command":null,"exit_code":12}}',
    ],
    ["after --help", "--help", "error: the result could not be written to stdout (ENOSPC)"],
    ["after --version", "--version", "error: the result could not be written to stdout (ENOSPC)"],
  ];
  it.skipIf(process.platform !== "linux").for(cases)("%s", async ([_what, command, says], { expect }) => {
    const acts = command.includes("list") ? { GET: listOf(300) } : {};
    expect(await shell(`routera ${command} > /dev/full`, acts)).toBe(`exit 12\n--- stderr\n${says}`);
  });
});

describe.concurrent("a stream that is closed", () => {
  it("stderr: the call goes on", async ({ expect }) => {
    expect(await shell(`routera deals get ${DEAL} --select id -v 2>&-`)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Id:  550e8400-e29b-41d4-a716-446655440000"
    `);
    expect(await shell("routera deals get .. 2>&-")).toMatchInlineSnapshot(`"exit 2"`);
  });

  it.skipIf(process.platform !== "linux")("stderr on a full disk: the call goes on", async ({ expect }) => {
    expect(await shell(`routera deals get ${DEAL} --select id -v 2>/dev/full`)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Id:  550e8400-e29b-41d4-a716-446655440000"
    `);
    expect(await shell("routera deals get .. 2>/dev/full")).toMatchInlineSnapshot(`"exit 2"`);
  });

  it("stdin: nobody needs it", async ({ expect }) => {
    expect(
      await shell(`routera deals update ${DEAL} --field deal_name=x --select deal_name <&-`),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Name:  x"
    `);
  });

  it("all of them: the exit code is what is left", async ({ expect }) => {
    expect(await shell(`routera deals get ${DEAL} <&- >&- 2>&-`)).toMatchInlineSnapshot(`"exit 0"`);
    expect(await shell(`routera deals get ${DEAL} <&- >&- 2>&-`, { GET: NOT_FOUND })).toMatchInlineSnapshot(
      `"exit 5"`,
    );
  });
});
