/** Signals: a read ends at once, a write under way may finish, a second signal leaves. Nothing hangs. */
import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, describe, it } from "vitest";
import { GRACE } from "../../src/stopSignals.ts";
import { answer, type Responder, reset, respondInOrder, silent } from "../api/scriptedServer.ts";
import {
  applied,
  DEAL,
  dealServer,
  listOf,
  type Responders,
  respondOk,
  unapplied,
} from "../harness/dealServer.ts";
import { type Home, makeHome, waitForExit } from "../harness/program.ts";
import { transcript } from "../harness/transcript.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

/** `ms`: from the first signal to the end. */
type Struck = { readonly said: string; readonly asked: readonly string[]; readonly ms: number };

/**
 * Runs a command and sends it signals.
 * @param when where the acts may strike; `strike` sends the signal
 */
async function struck(
  args: readonly string[],
  when: (strike: () => void) => { readonly acts: Responders; readonly onStderr?: RegExp },
  { signal = "SIGINT" as NodeJS.Signals, again = false } = {},
): Promise<Struck> {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let since: number | undefined;
  const strike = () => {
    since ??= performance.now();
    child?.kill(signal);
    // Two equal signals at once are one to the system, so the second one is repeated until it is heard.
    if (again) timer ??= setInterval(() => child?.kill(signal), 1_000);
  };
  const { acts, onStderr } = when(strike);
  const server = await dealServer(acts);
  child = home.start(args, { env: server.env });
  child.stdin?.end();
  let told = "";
  let done = false;
  child.stderr?.on("data", (chunk) => {
    clearInterval(timer);
    told += String(chunk);
    if (onStderr?.test(told) && !done) {
      done = true;
      strike();
    }
  });
  const call = await waitForExit(child);
  const ms = performance.now() - (since ?? Number.NaN);
  clearInterval(timer);
  await server.close();
  return { said: transcript(call, { [DEAL]: "ID" }), asked: server.asked(), ms };
}

const READ = ["deals", "get", DEAL];
const WRITE = ["deals", "update", DEAL, "--field", "deal_name=Renamed", "--select", "deal_name"];

/** Strikes when the request is there, and answers a moment later, if at all. */
const then =
  (strike: () => void, act: Responder): Responder =>
  (response, request) => {
    strike();
    setTimeout(() => act(response, request), 400);
  };

describe.concurrent("during a read", () => {
  it.for([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends it at once", async ([signal, exit], { expect }) => {
    const acts = (strike: () => void) => ({ acts: { GET: then(strike, silent) } });
    const name = signal === "SIGINT" ? "Ctrl-C" : signal;
    expect((await struck(READ, acts, { signal })).said).toBe(
      `exit ${exit}\n--- stderr\nerror: ${exit === 130 ? "interrupted" : "terminated"} by ${name}`,
    );
    const json = await struck([...READ, "--json"], acts, { signal });
    expect(json.said).toBe(
      `exit ${exit}\n--- stderr\n{"error":{"code":"${exit === 130 ? "interrupted" : "terminated"}","message":"${exit === 130 ? "interrupted" : "terminated"} by ${name}",` +
        `"status":null,"retryable":false,"outcome":"not_applied","hint":null,"command":null,"exit_code":${exit}}}`,
    );
  });

  it("while it waits for a busy server", async ({ expect }) => {
    const GET = answer(429, { message: "Busy", error: true }, { "retry-after": "50" });
    const { said, asked } = await struck([...READ, "-v"], () => ({ acts: { GET }, onStderr: /waiting 50/ }));
    expect(said).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      > GET http://127.0.0.1:PORT/deals/ID
      < 429 after N ms
      . waiting 50.0s: status 429
      error: interrupted by Ctrl-C"
    `);
    expect(asked).toHaveLength(1);
  });

  it("in the middle of a list", async ({ expect }) => {
    const { said } = await struck(
      ["deals", "list", "--all", "--select", "id", "--format", "ndjson"],
      (strike) => ({
        acts: { GET: respondInOrder(listOf(1_000), then(strike, silent)) },
      }),
    );
    expect(
      said
        .split("\n")
        .filter((line) => !line.startsWith('{"id"'))
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "exit 130
      --- stdout
      --- stderr
      {"error":{"code":"interrupted","message":"interrupted by Ctrl-C","status":null,"retryable":false,"outcome":"not_applied","hint":null,"command":null,"exit_code":130}}"
    `);
    expect(said.match(/"id":"deal-/g)).toHaveLength(100);
  });
});

describe.concurrent("during a write", () => {
  it("the first signal lets it finish", async ({ expect }) => {
    const { said, asked } = await struck(WRITE, (strike) => ({
      acts: { PATCH: (store) => then(strike, (response, request) => respondOk(store)(response, request)) },
    }));
    expect(said).toMatchInlineSnapshot(`
      "exit 130
      --- stdout
      deal_name:  Renamed"
    `);
    expect(asked).toEqual([`PATCH /deals/${DEAL}`]);
  });

  it("SIGTERM lets it finish too", async ({ expect }) => {
    const when = (strike: () => void) => ({
      acts: {
        PATCH: (store: Parameters<typeof respondOk>[0]) =>
          then(strike, (response, request) => respondOk(store)(response, request)),
      },
    });
    expect((await struck([...WRITE, "--json"], when, { signal: "SIGTERM" })).said).toMatchInlineSnapshot(`
      "exit 143
      --- stdout
      {
        "deal_name": "Renamed"
      }"
    `);
  });

  it("a refusal is reported as one", async ({ expect }) => {
    const { said } = await struck(WRITE, (strike) => ({
      acts: { PATCH: unapplied(then(strike, answer(404, { message: "Object not found", error: true }))) },
    }));
    expect(said).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      error: Routera returned 404: Object not found
      hint: list the deal IDs of this account: routera deals list --all --archived
      hint: show the account: routera auth status"
    `);
  });

  it("the second signal leaves at once", async ({ expect }) => {
    const when = (strike: () => void) => ({ acts: { PATCH: applied(then(strike, silent)) } });
    const { said, asked, ms } = await struck(WRITE, when, { again: true });
    // After the first one alone the write would continue for so long.
    expect(ms).toBeLessThan(GRACE);
    expect(said).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      error: interrupted by Ctrl-C
      note: unknown outcome; the change may have been applied
      hint: routera deals get ID"
    `);
    expect(asked).toEqual([`PATCH /deals/${DEAL}`]);
  });

  it("an answer that is lost then is not looked into: the outcome is unknown", async ({ expect }) => {
    const when = (strike: () => void) => ({ acts: { PATCH: applied(then(strike, reset)) } });
    expect((await struck(WRITE, when)).said).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      error: interrupted by Ctrl-C
      note: unknown outcome; the change may have been applied
      hint: routera deals get ID"
    `);
    const { said, asked } = await struck([...WRITE, "--json"], when);
    expect(said).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      {"error":{"code":"interrupted","message":"interrupted by Ctrl-C","status":null,"retryable":false,"outcome":"unknown","hint":"routera deals get ID","command":["routera","deals","get","ID"],"exit_code":130}}"
    `);
    expect(asked).toEqual([`PATCH /deals/${DEAL}`]);
  });

  it("while it finds out its outcome", async ({ expect }) => {
    const { said } = await struck([...WRITE, "-v"], () => ({
      acts: { PATCH: applied(answer(502)) },
      onStderr: /waiting 2/,
    }));
    expect(said).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      > PATCH http://127.0.0.1:PORT/deals/ID
      < 502 after N ms
      . waiting 2.0s: before reading the deal to find the outcome
      error: interrupted by Ctrl-C
      note: unknown outcome; the change may have been applied
      hint: routera deals get ID"
    `);
  });

  it("before it is sent again, nothing is sent any more", async ({ expect }) => {
    const { said, asked } = await struck([...WRITE, "-v"], () => ({
      acts: { PATCH: unapplied(answer(429, "", { "retry-after": "50" })) },
      onStderr: /waiting 50/,
    }));
    expect(said).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      > PATCH http://127.0.0.1:PORT/deals/ID
      < 429 after N ms
      . waiting 50.0s: status 429
      error: interrupted by Ctrl-C"
    `);
    expect(asked).toHaveLength(1);
  });
});

describe.concurrent("before anything is sent", () => {
  it("while stdin is read", async ({ expect }) => {
    const server = await dealServer();
    const child = home.start(["deals", "update", DEAL, "--field-file", "notes=-"], { env: server.env });
    child.stdin?.on("error", () => {});
    // More than the pipe holds: once it is drained, it is being read.
    child.stdin?.write("x".repeat(2_000_000), () => child.kill("SIGINT"));
    expect(transcript(await waitForExit(child))).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      error: interrupted by Ctrl-C"
    `);
    expect(server.asked()).toEqual([]);
    await server.close();
  });

  it("a signal that is ignored from the start stays without harm", async ({ expect }) => {
    const server = await dealServer();
    const call = await home.shell(`trap '' INT; routera deals get ${DEAL} --select deal_name`, {
      env: server.env,
    });
    await server.close();
    expect(transcript(call)).toBe("exit 0\n--- stdout\ndeal_name:  Starter plan");
  });
});
