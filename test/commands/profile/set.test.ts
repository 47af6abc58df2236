/** Looking at profiles and changing them, with the built program. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { COMMENTED, FILE, profileCalls } from "./profileSetup.ts";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const text = () => home.files().find(({ path }) => path.endsWith(FILE))?.text;
const { json, codeOf } = profileCalls(() => home);

describe("profile set", () => {
  it("changes several values and keeps comments and order", async () => {
    home.write(FILE, COMMENTED);
    const set = ["profile", "set", "work", "timeout=30s", "readonly=true", "properties=amount, next_step"];
    expect(await json(set)).toEqual({
      profile: "work",
      set: ["timeout", "readonly", "properties"],
      unset: [],
      file: join(home.path, FILE),
    });
    expect(text()).toBe(`# my profiles
profile: work # the usual one
profiles:
  # at work
  work:
    timeout: 30s # slow line
    # what I look at
    properties: [ amount, next_step ] # and no more
    token: ${CANARY}
    readonly: true
  audit: { readonly: true }
`);
    await json(["profile", "set", "work", "--unset", "timeout", "--unset", "readonly", "retries=0"]);
    expect(text()).toContain("    # what I look at\n");
    expect(text()).not.toContain("timeout");
    expect((await json(["profile", "show"])).retries.value).toBe(0);
  });

  it.each([
    ['tokenCommand=["pass","show","a b"]', { tokenCommand: ["pass", "show", "a b"] }],
    ["rate=0.5", { rate: 0.5 }],
    ["clientId=007", { clientId: "007" }],
    ["baseUrl=http://127.0.0.1:8787", { baseUrl: "http://127.0.0.1:8787" }],
    ["format=csv", { format: "csv" }],
  ])("%s keeps its type, in JSON too", async (word, expected) => {
    const config = home.write("c/my.json", '{"profiles":{}}');
    await json(["profile", "set", "p", word, "--config", config]);
    const written = home.files().find(({ path }) => path === config)?.text ?? "";
    expect(JSON.parse(written)).toEqual({ profiles: { p: expected } });
  });

  it("makes the file, for its owner alone, whatever the umask says", async () => {
    const before = process.umask(0);
    try {
      expect((await home.run(["profile", "set", "p", "retries=1"])).exit).toBe(0);
    } finally {
      process.umask(before);
    }
    const modes = [FILE, ".config/routera"].map((name) =>
      (statSync(join(home.path, name)).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(["600", "700"]);
  });

  it.each([
    [["work"], "nothing_to_set"],
    [["work", "timeout"], "bad_assignment"],
    [["work", "=x"], "bad_assignment"],
    [["work", "tiemout=1s"], "unknown_key"],
    [["work", "__proto__=1"], "unknown_key"],
    [["work", "timeout=1s", "timeout=2s"], "duplicate_profile_key"],
    [["work", "timeout=1s", "--unset", "timeout"], "duplicate_profile_key"],
    [["work", "timeout=soon"], "bad_value"],
    [["work", "timeout="], "bad_value"],
    [["work", "retries=1.5"], "bad_value"],
    [["work", "retries=many"], "bad_value"],
    [["work", "readonly=yes"], "bad_value"],
    [["work", "properties=,"], "bad_value"],
    [["work", "properties=a,,b"], "bad_value"],
    [["work", "caFile=~/ca.pem"], "bad_value"],
    [["work", "format=xml"], "bad_value"],
    [["work", "tokenCommand=pass show"], "bad_value"],
    [["work", "tokenCommand=[]"], "bad_value"],
    [["work", "baseUrl=http://example.com"], "insecure_base_url"],
    [["work", "baseUrl=https:\\\\evil.example"], "bad_base_url"],
    [["work", `token=${CANARY}`], "secret_on_command_line"],
    [["work", `clientSecret=${CANARY}`], "secret_on_command_line"],
    [["work", `${CANARY}`], "bad_assignment"],
    [["work", `${CANARY}==x`], "unknown_key"],
    [["work", "clientId=x"], "config_broken"],
    [["work", "baseUrl=https://other.example"], "credential_bound"],
    [["work", "--unset", "nope"], "unknown_key"],
    [["sandbox", "retries=1"], "sandbox_profile"],
    [["a b", "retries=1"], "bad_profile_name"],
  ])("%j is refused, and the file stays as it is", async (args, code) => {
    home.write(FILE, COMMENTED);
    const shown = await codeOf(["profile", "set", ...args]);
    expect(shown).toEqual([2, code]);
    expect(text()).toBe(COMMENTED);
  });

  it("moves a profile to another address only without its credential", async () => {
    home.write(FILE, COMMENTED);
    expect(await codeOf(["profile", "set", "work", "baseUrl=https://other.example"])).toEqual([
      2,
      "credential_bound",
    ]);
    await json(["profile", "set", "work", "baseUrl=https://api.routera.io"]);
    expect(await codeOf(["profile", "set", "work", "baseUrl=https://other.example"])).toEqual([
      2,
      "credential_bound",
    ]);
    await json(["auth", "logout", "--profile", "work"]);
    // How a secret is sent is no secret.
    await json(["profile", "set", "work", "clientAuth=basic"]);
    await json(["profile", "set", "work", "baseUrl=https://other.example"]);
  });

  it("leaves every other line as it is: comments, four spaces, line ends of Windows", async () => {
    const lines = [
      "# mine",
      "",
      "# usual",
      "profile: work",
      "profiles:",
      "    # none yet",
      "    work: # at work",
      "",
    ];
    home.write(FILE, lines.join("\r\n"));
    await json(["profile", "set", "work", "retries=1", "properties=amount,next_step"]);
    await json(["profile", "set", "work", "properties=next_step"]);
    await json(["profile", "use", "default"]);
    const set = ["        retries: 1", "        properties:", "            - next_step"];
    const after = [...lines.slice(0, 3), "profile: default", ...lines.slice(4, 7), ...set, ""];
    expect(text()).toBe(after.join("\r\n"));
    await json(["profile", "use", "work"]);
    await json(["profile", "remove", "work", "--yes"]);
    expect(text()).toBe(["# mine", "", "# usual", "profiles: {}", "    # none yet", ""].join("\r\n"));
    const config = home.write("c/my.json", '{\n    "profiles": {}\n}\n');
    await json(["profile", "set", "p", "rate=1", "--config", config]);
    expect(home.files().find(({ path }) => path === config)?.text).toContain(
      '\n    "profiles": {\n        "p"',
    );
  });

  it("two at the same moment both count", async () => {
    await Promise.all(
      ["retries=1", "rate=2", "concurrency=3", "timeout=4s"].map((word) =>
        json(["profile", "set", "p", word]),
      ),
    );
    const shown = await json(["profile", "show", "p"]);
    expect([shown.retries, shown.rate, shown.concurrency, shown.timeout].map(({ value }) => value)).toEqual([
      1,
      2,
      3,
      "4s",
    ]);
  });
});
