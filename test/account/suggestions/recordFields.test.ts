/** What the built program keeps of its calls, and what TAB makes of it. */
import { chmodSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, type DealServer, dealServer, listOf } from "../../harness/dealServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

let home: Home;
let server: DealServer;
beforeEach(() => {
  home = makeHome();
});
afterEach(async () => {
  home.remove();
  await server.close();
});

const memories = () => home.files().filter(({ path }) => path.includes("/suggestions/"));

async function offered(line: string, env = {}): Promise<readonly string[]> {
  const { exit, stdout, stderr } = await home.run(["__complete", "zsh", ...line.split(" ")], {
    env: { ...server.env, ...env },
  });
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
  return stdout.split("\n").slice(1, -1);
}

it("get, list and update are remembered, privately, and offered", async () => {
  server = await dealServer({ GET: listOf(3, (n) => ({ phase: "early", nickname: `deal ${n}` })) });
  await home.run(["deals", "list", "--properties", "phase,nickname"], { env: server.env });
  const [file] = memories();
  expect([statSync(file?.path ?? "").mode & 0o777, statSync(dirname(file?.path ?? "")).mode & 0o777]).toEqual(
    [0o600, 0o700],
  );
  expect(await offered("deals update x --field ")).toEqual([
    "deal_name=",
    "pipeline=",
    "deal_stage=",
    "deal_owner=",
    "external_id=",
    "nickname=",
    "phase=",
  ]);
  expect(await offered("deals update x --field phase=")).toEqual(["phase=early"]);
  expect(await offered("deals update x --field nickname=")).toEqual([]);
  expect(await offered("deals update x --field deal_stage=")).toEqual(["deal_stage=qualified"]);
  await home.run(["deals", "update", DEAL, "--field", "deal_stage=won"], { env: server.env });
  expect(await offered("deals update x --field deal_stage=")).toEqual([
    "deal_stage=qualified",
    "deal_stage=won",
  ]);
});

it("nothing of one address is offered for another", async () => {
  server = await dealServer();
  await home.run(["deals", "get", DEAL], { env: server.env });
  expect(await offered("deals update x --field deal_stage=q")).toEqual(["deal_stage=qualified"]);
  expect(await offered("--profile sandbox deals update x --field deal_stage=q")).toEqual([]);
  expect(
    await offered("deals update x --field deal_stage=q", { ROUTERA_BASE_URL: "https://other.example.com" }),
  ).toEqual([]);
});

it.each([["ROUTERA_NO_SUGGESTIONS"], ["CI"]])(
  "nothing is kept, and nothing offered, with %s",
  async (variable) => {
    server = await dealServer();
    await home.run(["deals", "get", DEAL], { env: { ...server.env, [variable]: "1" } });
    expect(memories()).toEqual([]);
    await home.run(["deals", "get", DEAL], { env: server.env });
    expect(await offered("deals update x --field deal_stage=q", { [variable]: "1" })).toEqual([]);
  },
);

it("a token that a server echoes is not kept", async () => {
  const echo = {
    id: DEAL,
    deal_stage: `ok ${CANARY}`,
    deal_owner: "tok",
    pipeline: CANARY.slice(0, 20),
    [CANARY]: "x",
    note: "tok",
  };
  server = await dealServer({ GET: answer(200, echo) });
  await home.run(["deals", "get", DEAL], { env: { ...server.env, ROUTERA_TOKEN: "tok" } });
  await home.run(["deals", "get", DEAL], { env: server.env });
  for (const { text } of home.files()) expect(text).not.toContain(CANARY);
  expect(await offered("deals update x --field deal_owner=")).toEqual(["deal_owner=tok"]);
});

it("a call without news writes nothing", async () => {
  server = await dealServer();
  await home.run(["deals", "get", DEAL], { env: server.env });
  const before = statSync(memories()[0]?.path ?? "").ino;
  await home.run(["deals", "get", DEAL], { env: server.env });
  expect(statSync(memories()[0]?.path ?? "").ino).toBe(before);
});

describe("a failure is silent", () => {
  it.each([
    ["a file where the directory should be", () => home.write(".local/state/routera/suggestions", "")],
    [
      "a directory that others may write to",
      () =>
        mkdirSync(join(home.path, ".local/state/routera/suggestions"), { recursive: true }) &&
        chmodSync(join(home.path, ".local/state/routera/suggestions"), 0o777),
    ],
    [
      "a link to elsewhere",
      () => {
        mkdirSync(join(home.path, ".local/state/routera"), { recursive: true });
        symlinkSync("/proc/self", join(home.path, ".local/state/routera/suggestions"));
      },
    ],
  ])("%s", async (_what, prepare) => {
    server = await dealServer();
    await prepare();
    const { exit, stderr } = await home.run(["deals", "get", DEAL], { env: server.env });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    expect(await offered("deals update x --field deal_st")).toEqual(["deal_stage="]);
  });

  it.each([
    ["garbage"],
    ['{"version":1}'],
    ['{"version":9,"fields":{}}'],
    [`"${"x".repeat(100_000)}"`],
    ["[".repeat(50_000)],
  ])("a damaged file: %.20s", async (text) => {
    server = await dealServer();
    await home.run(["deals", "get", DEAL], { env: server.env });
    const [file] = memories();
    home.write(file?.path.slice(home.path.length + 1) ?? "", text);
    expect(await offered("deals update x --field deal_stage=")).toEqual([]);
    await home.run(["deals", "get", DEAL], { env: server.env });
    expect(await offered("deals update x --field deal_stage=")).toEqual(["deal_stage=qualified"]);
  });

  it("values that someone put there to do harm are dropped", async () => {
    server = await dealServer();
    await home.run(["deals", "get", DEAL], { env: server.env });
    const [file] = memories();
    const data = JSON.parse(file?.text ?? "") as { fields: Record<string, unknown> };
    data.fields = { deal_stage: ["a\u001b]0;x\u0007", "b\nc", 5, "fine"], "na\u001bme": [], ok: "no list" };
    home.write(file?.path.slice(home.path.length + 1) ?? "", JSON.stringify(data));
    expect(await offered("deals update x --field deal_stage=")).toEqual(["deal_stage=fine"]);
    expect((await offered("deals update x --clear ")).slice(5)).toEqual([]);
  });
});

it("a slip in a field's name is hinted at when Routera refuses it", async () => {
  const refusal = () => answer(400, { message: "Property deal_stge does not exist", error: true });
  server = await dealServer({ PATCH: refusal });
  const { exit, stderr } = await home.run(["deals", "update", DEAL, "--field", "deal_stge=won"], {
    env: server.env,
  });
  expect([exit, stderr.split("\n").slice(0, 2)]).toEqual([
    7,
    [
      "error: Routera returned 400: Property deal_stge does not exist",
      "hint: deal_stge: did you mean deal_stage?",
    ],
  ]);
});
