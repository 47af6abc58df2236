/** Values of variables as secret stores, pipelines and editors leave them, and tokens that a wrong clock calls expired. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answer } from "../api/scriptedServer.ts";
import { DEAL, type DealServer, dealServer, listOf } from "../harness/dealServer.ts";
import { CANARY, type Home, makeHome, SECRET_CANARY } from "../harness/program.ts";

let home: Home;
let server: DealServer;
beforeEach(async () => {
  home = makeHome();
  server = await dealServer();
});
afterEach(async () => {
  home.remove();
  await server.close();
});

const get = (env: Readonly<Record<string, string | undefined>>, ...words: readonly string[]) =>
  home.run(["deals", "get", DEAL, "--json", "--retries", "0", ...words], { env: { ...server.env, ...env } });

describe("a value", () => {
  it.each(["\n", "\r\n", "\r", ""])("without the line end %j behind it", async (end) => {
    const env = Object.fromEntries(
      Object.entries(server.env).map(([name, value]) => [name, `${value}${end}`]),
    );
    const done = await get({ ...env, ROUTERA_PROFILE: `default${end}`, ROUTERA_FORMAT: `json${end}` });
    expect([done.exit, done.stderr]).toEqual([0, ""]);
    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${CANARY}`);
  });

  it("without a byte order mark in front of it", async () => {
    expect((await get({ ROUTERA_TOKEN: `\ufeff${CANARY}` })).exit).toBe(0);
  });

  it("of one line end only counts as unset", async () => {
    const done = await get({ ROUTERA_PROFILE: "\n", ROUTERA_FORMAT: "\r\n", ROUTERA_CONFIG: "\n" });
    expect([done.exit, done.stderr]).toEqual([0, ""]);
  });

  it.each([
    ["ROUTERA_TOKEN", `${CANARY}\n\n`, 4],
    ["ROUTERA_TOKEN", `"${CANARY}"`, 4],
    ["ROUTERA_PROFILE", "a b", 2],
    ["ROUTERA_BASE_URL", "ftp://x", 2],
  ])("that is wrong is complained of by its name: %s=%j", async (name, value, exit) => {
    const done = await get({ [name]: value });
    expect(done.exit).toBe(exit);
    expect(JSON.parse(done.stderr).error.message).toContain(name);
    expect(done.stderr).not.toContain(CANARY);
    expect(server.connections()).toBe(0);
  });

  it.each([
    ["ROUTERA_CLIENT_SECRET", `${SECRET_CANARY}\n\n`],
    ["ROUTERA_CLIENT_ID", "a\u0007b"],
  ])("%s: a control character inside", async (name, value) => {
    const client = { ROUTERA_TOKEN: undefined, ROUTERA_CLIENT_ID: "id", ROUTERA_CLIENT_SECRET: "secret" };
    const done = await get({ ...client, [name]: value });
    expect(done.exit).toBe(4);
    expect(JSON.parse(done.stderr).error.message).toContain(name);
    expect(done.stderr).not.toContain(SECRET_CANARY);
  });
});

describe("a token that has expired by this machine's clock", () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = (exp: number) => `${part({ alg: "none" })}.${part({ exp })}.x`;
  const PAST = token(1_700_000_000);

  it("is sent anyway: Routera decides", async () => {
    expect((await get({ ROUTERA_TOKEN: PAST })).exit).toBe(0);
    const input = PAST;
    const words = ["auth", "login", "--token-stdin"];
    const account = await dealServer({ GET: listOf(0) });
    const done = await home.run(words, { env: { ROUTERA_BASE_URL: account.url }, input });
    await account.close();
    expect([done.exit, done.stderr]).toEqual([0, ""]);
  });

  it.each([
    [
      "a 401 names its end",
      PAST,
      "Mon, 01 Jun 2026 12:00:00 GMT",
      "token_expired",
      "2023-11-14T22:13:20.000Z",
    ],
    [
      "a 401 by a clock that was before it does not",
      PAST,
      "Sun, 01 Jan 2023 12:00:00 GMT",
      "token_refused",
      "",
    ],
    ["a 401 for one without an end does not", CANARY, "Mon, 01 Jun 2026 12:00:00 GMT", "token_refused", ""],
  ])("%s", async (_what, ROUTERA_TOKEN, date, code, end) => {
    const refusing = await dealServer({
      GET: answer(401, { message: "Unauthorized", error: true }, { date }),
    });
    const done = await get({ ROUTERA_TOKEN, ROUTERA_BASE_URL: refusing.url });
    await refusing.close();
    const { error } = JSON.parse(done.stderr);
    expect([done.exit, error.code, error.message]).toEqual([4, code, "Unauthorized"]);
    expect(error.hint).toContain(end);
    expect(error.hint).toContain("routera auth login");
  });
});
