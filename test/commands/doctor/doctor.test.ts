import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

const homes: Home[] = [];
function home(): Home {
  const made = makeHome();
  homes.push(made);
  return made;
}
afterEach(() => {
  for (const made of homes.splice(0)) made.remove();
});

type Check = { check: string; state: string; info: string; hint: string | null; exit_code: number | null };

function checksIn(stdout: string): Record<string, Check> {
  const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
  return Object.fromEntries(checks.map((one) => [one.check, one]));
}

describe("the built program", () => {
  it("finds nothing wrong with the sandbox", async () => {
    const { exit, stdout, stderr } = await home().run(["doctor", "--profile", "sandbox", "--json"]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(checksIn(stdout)).toMatchObject({ connection: { state: "ok" }, clock: { state: "ok" } });
  });

  it("without a token: error with a hint, exit 4, and no request", async () => {
    const { exit, stdout } = await home().run(["doctor", "--json"]);
    expect(exit).toBe(4);
    expect(checksIn(stdout)).toMatchObject({
      credential: { state: "error", hint: expect.stringContaining("ROUTERA_TOKEN"), exit_code: 4 },
      connection: { state: "skipped" },
    });
  });

  it("says at its end how many problems there are, in columns", async () => {
    const none = (await home().run(["doctor", "--profile", "sandbox", "--offline"])).stdout.split("\n");
    expect(none.slice(-3)).toEqual(["", expect.stringMatching(/^No problems found(, \d+ warnings?)?$/), ""]);
    const some = (await home().run(["doctor", "--offline"])).stdout;
    expect(some).toMatch(/\n\n1 problem found(, \d+ warnings?)?\n$/);
    const rows = some.split("\n").filter((line) => /^(ok|warning|error|skipped) /.test(line));
    // Whatever the check is called, what was found is in one column.
    expect(new Set(rows.map((line) => /^\S+ +(?:\S+ )*\S+ {2,}(?=\S)/.exec(line)?.[0].length)).size).toBe(1);
  });

  it("names a refused file and its reason, and still looks at the rest", async () => {
    const made = home();
    const directory = join(made.path, ".config", "routera");
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, "config.yaml"), `profiles: { default: { token: ${CANARY} } }\n`);
    chmodSync(join(directory, "config.yaml"), 0o644);
    const { exit, stdout, stderr } = await made.run(["doctor"]);
    expect(exit).toBe(2);
    expect(stdout).toMatch(/error +user config +.*config\.yaml/);
    expect(stdout).toMatch(/hint: .*chmod 600/);
    expect(stdout).toMatch(/ok {7}state directory/);
    expect(stdout + stderr).not.toContain(CANARY);
  });

  it("distinguishes a refused token and a wrong clock, and never shows the token or the proxy's password", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(401, {
        "content-type": "application/json",
        date: new Date(Date.now() - 3_600_000).toUTCString(),
      });
      response.end('{"message":"Unauthorized: missing account context","error":true}');
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const env = {
        ROUTERA_TOKEN: CANARY,
        ROUTERA_BASE_URL: url,
        HTTPS_PROXY: "http://user:hunter2@127.0.0.1:9",
      };
      const { exit, stdout, stderr } = await home().run(["doctor", "--json"], { env });
      expect(exit).toBe(4);
      expect(checksIn(stdout)).toMatchObject({
        connection: { state: "error", exit_code: 4 },
        clock: { state: "warning", info: expect.stringContaining("ahead of") },
      });
      expect(stdout + stderr).not.toContain(CANARY);
      expect(stdout + stderr).not.toContain("hunter2");
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("a state directory that cannot be written is an error of its own", async () => {
    const made = home();
    writeFileSync(join(made.path, "file"), "");
    const { exit, stdout } = await made.run(["doctor", "--offline", "--json", "--profile", "sandbox"], {
      env: { XDG_STATE_HOME: join(made.path, "file") },
    });
    expect(exit).toBe(12);
    expect(checksIn(stdout)).toMatchObject({
      "state directory": { state: "error", exit_code: 12 },
      connection: { state: "skipped" },
    });
  });

  const NAMES = [
    "node",
    "environment",
    "variables",
    "user config",
    "project config",
    "state directory",
    "token directory",
    "settings",
    "proxy",
    "certificates",
    "extra CA certificates",
    "credential",
    "connection",
    "clock",
  ];
  const GARBAGE = "no certificate here\n";
  const BROKEN = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  /** Some setup in a home, what it leads to, and the environment for it. */
  it.each<
    readonly [
      what: string,
      setup: (made: Home) => Record<string, string>,
      expected: Record<string, readonly [state: string, info: RegExp]>,
    ]
  >([
    ["a token and nothing else", () => ({ ROUTERA_TOKEN: CANARY }), { credential: ["ok", /ROUTERA_TOKEN/] }],
    [
      "a proxy that is no address",
      () => ({ ROUTERA_TOKEN: CANARY, HTTPS_PROXY: "::bad" }),
      { proxy: ["error", /not an http/] },
    ],
    [
      "a proxy of another kind",
      () => ({ ROUTERA_TOKEN: CANARY, HTTPS_PROXY: "socks5://127.0.0.1:1" }),
      { proxy: ["error", /not an http/] },
    ],
    [
      "a caFile of garbage",
      (made) => {
        made.write(".config/routera/ca.pem", GARBAGE);
        made.write(".config/routera/config.yaml", "profiles: { default: { caFile: ca.pem } }");
        return { ROUTERA_TOKEN: CANARY };
      },
      { certificates: ["error", /^caFile \S*ca\.pem" contains no certificate$/] },
    ],
    [
      "NODE_EXTRA_CA_CERTS of garbage",
      (made) => ({ ROUTERA_TOKEN: CANARY, NODE_EXTRA_CA_CERTS: made.write("ca.pem", BROKEN) }),
      {
        "extra CA certificates": ["warning", /ca\.pem: .*invalid certificate/],
        certificates: ["ok", /system/],
      },
    ],
    [
      "a tokenCommand that nobody runs",
      (made) => {
        made.write(".config/routera/config.yaml", "profiles: { default: { tokenCommand: [nope] } }");
        return {};
      },
      { credential: ["skipped", /skipped \(--offline\)/] },
    ],
    [
      "a state directory open to all",
      (made) => {
        mkdirSync(join(made.path, ".local/state/routera"), { recursive: true });
        chmodSync(join(made.path, ".local/state/routera"), 0o777);
        return { ROUTERA_TOKEN: CANARY };
      },
      { "state directory": ["error", /other users can write/] },
    ],
    [
      "a token directory open to all",
      (made) => {
        mkdirSync(join(made.path, ".cache/routera/tokens"), { recursive: true, mode: 0o700 });
        chmodSync(join(made.path, ".cache/routera/tokens"), 0o777);
        return { ROUTERA_TOKEN: CANARY };
      },
      { "token directory": ["warning", /other users can write/] },
    ],
    [
      "both files broken",
      (made) => {
        made.write(".config/routera/config.yaml", "profiles: [");
        made.write(".routerarc", "profiles: [");
        return {};
      },
      {
        "user config": ["error", /config\.yaml/],
        "project config": ["error", /\.routerarc/],
        settings: ["skipped", /fix the configuration files first/],
      },
    ],
    [
      "a broken project config and a healthy user config",
      (made) => {
        made.write(".config/routera/config.yaml", "profiles: {}");
        made.write(".routerarc", "profiles: [");
        return {};
      },
      { "user config": ["ok", /config\.yaml$/], "project config": ["error", /\.routerarc/] },
    ],
    [
      "two project configs",
      (made) => {
        made.write(".routerarc", "");
        made.write(".routerarc.json", "{}");
        return {};
      },
      { "project config": ["error", /two project configs/] },
    ],
    [
      "a profile's name that is none",
      () => ({ ROUTERA_PROFILE: "a b" }),
      { settings: ["error", /ROUTERA_PROFILE/] },
    ],
    [
      "Node told to print requests",
      () => ({ ROUTERA_TOKEN: CANARY, NODE_DEBUG: "HTTP" }),
      { environment: ["error", /NODE_DEBUG/] },
    ],
  ])("%s: the same list of checks, and a hint for every error", async (_what, setup, expected) => {
    const made = home();
    const { stdout, stderr } = await made.run(["doctor", "--offline", "--json"], { env: setup(made) });
    const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
    expect([...new Set(checks.map(({ check }) => check))]).toEqual(NAMES);
    for (const [name, [state, info]] of Object.entries(expected)) {
      expect(checksIn(stdout)[name]).toMatchObject({ state, info: expect.stringMatching(info) });
    }
    expect(
      checks.filter(({ state, hint }) => /error|warning/.test(state) && !hint),
      "without a hint",
    ).toEqual([]);
    expect(stdout + stderr).not.toContain(CANARY);
  });

  it("a format that is invalid: error with a hint", async () => {
    const { exit, stdout } = await home().run(["doctor", "--offline"], { env: { ROUTERA_FORMAT: "xml" } });
    expect(exit).toBe(2);
    expect(stdout).toMatch(/error +settings +ROUTERA_FORMAT .*\n +hint: unset ROUTERA_FORMAT/);
  });

  it.each([
    [".routerarc.js", /ignored: .*never executed/],
    [".routerarc.mjs", /ignored: .*never executed/],
    [".routerarc.cjs", /ignored: .*never executed/],
    [".routerarc.ts", /ignored: .*never executed/],
    [".config/routerarc.yaml", /ignored: this file name is not supported/],
    [".config/routerarc.js", /ignored: .*never executed/],
  ])("%s is reported as refused", async (name, info) => {
    const made = home();
    made.write(name, "throw new Error()");
    const { stdout } = await made.run(["doctor", "--offline", "--json"]);
    const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
    expect(checks.filter(({ check }) => check === "project config")).toEqual([
      expect.objectContaining({ state: "ok", info: "none" }),
      expect.objectContaining({
        state: "warning",
        info: expect.stringMatching(info),
        hint: expect.stringContaining(".routerarc.yaml"),
      }),
    ]);
    expect(checks.find(({ state }) => state === "warning")?.info).toContain(name);
  });
});
