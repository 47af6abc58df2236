/** Configuration is data: nothing is run, nothing broken is passed over, and what needs none reads none. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEAL, type DealServer, dealServer } from "../../harness/dealServer.ts";
import { type Home, makeHome, type RunOptions } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";
import { GOOD, READ } from "./configSetup.ts";

let home: Home;
let server: DealServer;
beforeEach(async () => {
  home = makeHome();
  // A repository of its own, so that nothing above is checked.
  mkdirSync(join(home.path, ".git"));
  server = await dealServer();
});
afterEach(async () => {
  await server.close();
  home.remove();
});

const read = async (env: RunOptions["env"] = {}) =>
  transcript(await home.run(READ, { env: { ...server.env, ...env } }));

describe("no token", () => {
  const none = (env: RunOptions["env"]) => read({ ROUTERA_TOKEN: undefined, ...env });

  it("at all", async () => {
    expect(await none({})).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      error: not logged in: profile "default" has no credential
      hint: set ROUTERA_TOKEN, use the sandbox with --profile sandbox, or log in: routera auth login"
    `);
  });
  it("but an empty one", async () => {
    expect(await none({ ROUTERA_TOKEN: "" })).toBe(await none({}));
  });
  it("but one with a line break", async () => {
    const said = await none({ ROUTERA_TOKEN: "abc.def\n\n" });
    expect(said).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      error: the token in ROUTERA_TOKEN contains a line break
      hint: set ROUTERA_TOKEN to the token only, or log in: routera auth login"
    `);
    expect(server.connections()).toBe(0);
  });
  it.each([
    "Bearer abc",
    '"abc"',
    "abc def",
    "tök",
    "a\u0000b".replace("\u0000", "\u007f"),
    "abc\r\nX-Evil: 1",
  ])("but something else: %j", async (ROUTERA_TOKEN) => {
    const said = await none({ ROUTERA_TOKEN });
    expect(said).toMatch(/^exit 4\n--- stderr\nerror: the token [^\n]*\nhint: [^\n]*$/);
    expect(said).not.toContain(ROUTERA_TOKEN);
    expect(server.connections()).toBe(0);
  });
  it("and a dry run says so, without failing", async () => {
    const call = await home.run(["deals", "update", DEAL, "--field", "deal_name=x", "-n"]);
    expect(transcript(call)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      PATCH https://api.routera.io/deals/550e8400-e29b-41d4-a716-446655440000
      {
        "fields": {
          "deal_name": "x"
        }
      }
      token: none: set ROUTERA_TOKEN, use the sandbox with --profile sandbox, or log in: routera auth login
      Dry run: nothing was sent."
    `);
  });
});

describe("a place without a home", () => {
  it("HOME is not set", async () => {
    expect(await read({ HOME: undefined })).toBe(GOOD);
  });
  it("HOME is no directory", async () => {
    expect(await read({ HOME: "/dev/null" })).toBe(GOOD);
    expect(await read({ HOME: "relative" })).toBe(GOOD);
    expect(await read({ HOME: "" })).toBe(GOOD);
  });
  it("the sandbox without a place for its deals", async () => {
    const call = await home.run(["--profile", "sandbox", ...READ], { env: { HOME: "/dev/null" } });
    expect(transcript(call)).toMatchInlineSnapshot(`
      "exit 12
      --- stderr
      error: cannot create the directory /dev/null/.local/state/routera: not a directory (ENOTDIR)
      hint: set XDG_STATE_HOME to a directory that you own
      hint: make it writable for you: ls -ld /dev/null/.local/state"
    `);
  });
});
