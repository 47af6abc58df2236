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

type Check = { check: string; state: string; fact: string; remedy: string | null; exit_code: number | null };

function checksIn(stdout: string): Record<string, Check> {
  const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
  return Object.fromEntries(checks.map((one) => [one.check, one]));
}

describe("the built program", () => {
  it("finds nothing wrong with the sandbox", async () => {
    const { exit, stdout, stderr } = await home().run(["doctor", "--profile", "sandbox", "--json"]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(checksIn(stdout)).toMatchObject({ call: { state: "fine" }, clock: { state: "fine" } });
  });

  it("without a token: trouble with a remedy, exit 4, and no request", async () => {
    const { exit, stdout } = await home().run(["doctor", "--json"]);
    expect(exit).toBe(4);
    expect(checksIn(stdout)).toMatchObject({
      credential: { state: "trouble", remedy: expect.stringContaining("ROUTERA_TOKEN"), exit_code: 4 },
      call: { state: "skipped" },
    });
  });

  it("names a refused file and its reason, and still looks at the rest", async () => {
    const made = home();
    const directory = join(made.path, ".config", "routera");
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, "config.yaml"), `profiles: { default: { token: ${CANARY} } }\n`);
    chmodSync(join(directory, "config.yaml"), 0o644);
    const { exit, stdout, stderr } = await made.run(["doctor"]);
    expect(exit).toBe(2);
    expect(stdout).toMatch(/trouble {2}user file: .*config\.yaml/);
    expect(stdout).toMatch(/remedy: .*chmod 600/);
    expect(stdout).toMatch(/ok {7}state folder/);
    expect(stdout + stderr).not.toContain(CANARY);
  });

  it("tells a refused token and a wrong clock apart, and never shows the token or the proxy's password", async () => {
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
        call: { state: "trouble", exit_code: 4 },
        clock: { state: "warning", fact: expect.stringContaining("ahead of") },
      });
      expect(stdout + stderr).not.toContain(CANARY);
      expect(stdout + stderr).not.toContain("hunter2");
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("a state folder that cannot be written is trouble of its own kind", async () => {
    const made = home();
    writeFileSync(join(made.path, "file"), "");
    const { exit, stdout } = await made.run(["doctor", "--offline", "--json", "--profile", "sandbox"], {
      env: { XDG_STATE_HOME: join(made.path, "file") },
    });
    expect(exit).toBe(12);
    expect(checksIn(stdout)).toMatchObject({
      "state folder": { state: "trouble", exit_code: 12 },
      call: { state: "skipped" },
    });
  });

  const NAMES = [
    "node",
    "leaks",
    "variables",
    "user file",
    "project file",
    "state folder",
    "token folder",
    "settings",
    "proxy",
    "certificates",
    "further certificates",
    "credential",
    "call",
    "clock",
  ];
  const GARBAGE = "no certificate here\n";
  const BROKEN = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  /** Some setup in a home, what it leads to, and the environment for it. */
  it.each<
    readonly [
      what: string,
      setup: (made: Home) => Record<string, string>,
      expected: Record<string, readonly [state: string, fact: RegExp]>,
    ]
  >([
    [
      "a token and nothing else",
      () => ({ ROUTERA_TOKEN: CANARY }),
      { credential: ["fine", /ROUTERA_TOKEN/] },
    ],
    [
      "a proxy that is no address",
      () => ({ ROUTERA_TOKEN: CANARY, HTTPS_PROXY: "::bad" }),
      { proxy: ["trouble", /not an http/] },
    ],
    [
      "a proxy of another kind",
      () => ({ ROUTERA_TOKEN: CANARY, HTTPS_PROXY: "socks5://127.0.0.1:1" }),
      { proxy: ["trouble", /not an http/] },
    ],
    [
      "a caFile of garbage",
      (made) => {
        made.write(".config/routera/ca.pem", GARBAGE);
        made.write(".config/routera/config.yaml", "profiles: { default: { caFile: ca.pem } }");
        return { ROUTERA_TOKEN: CANARY };
      },
      { certificates: ["trouble", /^caFile \S*ca\.pem" holds no certificate$/] },
    ],
    [
      "NODE_EXTRA_CA_CERTS of garbage",
      (made) => ({ ROUTERA_TOKEN: CANARY, NODE_EXTRA_CA_CERTS: made.write("ca.pem", BROKEN) }),
      {
        "further certificates": ["warning", /ca\.pem: .*broken certificate/],
        certificates: ["fine", /system/],
      },
    ],
    [
      "a tokenCommand that nobody runs",
      (made) => {
        made.write(".config/routera/config.yaml", "profiles: { default: { tokenCommand: [nope] } }");
        return {};
      },
      { credential: ["skipped", /not tried/] },
    ],
    [
      "a state folder open to all",
      (made) => {
        mkdirSync(join(made.path, ".local/state/routera"), { recursive: true });
        chmodSync(join(made.path, ".local/state/routera"), 0o777);
        return { ROUTERA_TOKEN: CANARY };
      },
      { "state folder": ["trouble", /others may write/] },
    ],
    [
      "a token folder open to all",
      (made) => {
        mkdirSync(join(made.path, ".cache/routera/tokens"), { recursive: true, mode: 0o700 });
        chmodSync(join(made.path, ".cache/routera/tokens"), 0o777);
        return { ROUTERA_TOKEN: CANARY };
      },
      { "token folder": ["warning", /others may write/] },
    ],
    [
      "both files broken",
      (made) => {
        made.write(".config/routera/config.yaml", "profiles: [");
        made.write(".routerarc", "profiles: [");
        return {};
      },
      {
        "user file": ["trouble", /config\.yaml/],
        "project file": ["trouble", /\.routerarc/],
        settings: ["skipped", /files come first/],
      },
    ],
    [
      "a broken project file and a healthy user file",
      (made) => {
        made.write(".config/routera/config.yaml", "profiles: {}");
        made.write(".routerarc", "profiles: [");
        return {};
      },
      { "user file": ["fine", /config\.yaml$/], "project file": ["trouble", /\.routerarc/] },
    ],
    [
      "two project files",
      (made) => {
        made.write(".routerarc", "");
        made.write(".routerarc.json", "{}");
        return {};
      },
      { "project file": ["trouble", /two project files/] },
    ],
    [
      "a profile's name that is none",
      () => ({ ROUTERA_PROFILE: "a b" }),
      { settings: ["trouble", /ROUTERA_PROFILE/] },
    ],
    [
      "Node told to print requests",
      () => ({ ROUTERA_TOKEN: CANARY, NODE_DEBUG: "HTTP" }),
      { leaks: ["trouble", /NODE_DEBUG/] },
    ],
  ])("%s: the same list of checks, and a remedy for every trouble", async (_what, setup, expected) => {
    const made = home();
    const { stdout, stderr } = await made.run(["doctor", "--offline", "--json"], { env: setup(made) });
    const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
    expect([...new Set(checks.map(({ check }) => check))]).toEqual(NAMES);
    for (const [name, [state, fact]] of Object.entries(expected)) {
      expect(checksIn(stdout)[name]).toMatchObject({ state, fact: expect.stringMatching(fact) });
    }
    expect(
      checks.filter(({ state, remedy }) => /trouble|warning/.test(state) && !remedy),
      "without a remedy",
    ).toEqual([]);
    expect(stdout + stderr).not.toContain(CANARY);
  });

  it("a format that is none: trouble with a remedy", async () => {
    const { exit, stdout } = await home().run(["doctor", "--offline"], { env: { ROUTERA_FORMAT: "xml" } });
    expect(exit).toBe(2);
    expect(stdout).toMatch(/trouble {2}settings: ROUTERA_FORMAT .*\n +remedy: unset ROUTERA_FORMAT/);
  });

  it.each([
    [".routerarc.js", /refused: .*never run/],
    [".routerarc.mjs", /refused: .*never run/],
    [".routerarc.cjs", /refused: .*never run/],
    [".routerarc.ts", /refused: .*never run/],
    [".config/routerarc.yaml", /refused: .*elsewhere/],
    [".config/routerarc.js", /refused: .*never run/],
  ])("%s is told as refused", async (name, fact) => {
    const made = home();
    made.write(name, "throw new Error()");
    const { stdout } = await made.run(["doctor", "--offline", "--json"]);
    const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
    expect(checks.filter(({ check }) => check === "project file")).toEqual([
      expect.objectContaining({ state: "fine", fact: "none" }),
      expect.objectContaining({
        state: "warning",
        fact: expect.stringMatching(fact),
        remedy: expect.stringContaining(".routerarc.yaml"),
      }),
    ]);
    expect(checks.find(({ state }) => state === "warning")?.fact).toContain(name);
  });
});
