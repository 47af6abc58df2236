/** Other users of this machine: what they could read, plant or swap. */
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome, type ProcessResult } from "../../harness/program.ts";
import { expectNoCanary } from "../leakAssertions.ts";

let account: AccountServer;
let home: Home;
beforeAll(async () => {
  account = await accountServer();
});
afterAll(() => account.close());
beforeEach(() => {
  home = makeHome();
  account.seen.length = 0;
});
afterEach(() => home.remove());

const FILE = ".config/routera/config.yaml";
const at = (name: string) => join(home.path, name);
const mode = (name: string) => (statSync(at(name)).mode & 0o777).toString(8);
const store = (fileMode = 0o600) => {
  home.write(FILE, `profiles: { default: { baseUrl: "${account.url}", token: ${CANARY} } }`);
  chmodSync(at(FILE), fileMode);
};
const login = (options = {}) =>
  home.run(["auth", "login", "--json", "--token-stdin", "--base-url", account.url], {
    input: CANARY,
    ...options,
  });
const codeOf = ({ exit, stderr }: ProcessResult) => [exit, JSON.parse(stderr).error.code];

describe("a state directory that is a link", () => {
  const APPLY = ["--profile", "sandbox", "deals", "apply", "rows.csv", "--yes", "--json"];
  it("of the user's own is followed, and what is kept there is the user's alone", async () => {
    mkdirSync(at("elsewhere"), { mode: 0o755 });
    chmodSync(at("elsewhere"), 0o755);
    mkdirSync(at(".local/state"), { recursive: true });
    symlinkSync(at("elsewhere"), at(".local/state/routera"));
    home.write("rows.csv", "id,deal_stage\n550e8400-e29b-41d4-a716-446655440000,won\n");
    const { exit, stdout } = await home.run(APPLY);
    expect([exit, JSON.parse(stdout).applied]).toEqual([0, 1]);
    for (const directory of ["elsewhere/runs", "elsewhere/sandbox"])
      expect(mode(directory), directory).toBe("700");
    expect(mode("elsewhere")).toBe("755");
  });

  it.runIf(process.getuid?.() === 0)("of another user is not", async () => {
    mkdirSync(at("elsewhere"), { mode: 0o700 });
    mkdirSync(at(".local/state"), { recursive: true });
    symlinkSync(at("elsewhere"), at(".local/state/routera"));
    lchownSync(at(".local/state/routera"), 4001, 4001);
    home.write("rows.csv", "id,deal_stage\n550e8400-e29b-41d4-a716-446655440000,won\n");
    expect(codeOf(await home.run(APPLY))).toEqual([12, "unsafe_place"]);
  });
});

describe("a state directory", () => {
  it.runIf(process.getuid?.() === 0)("of another user keeps no run, and nothing is sent", async () => {
    mkdirSync(at("theirs"), { mode: 0o700 });
    chownSync(at("theirs"), 4001, 4001);
    home.write("rows.csv", "id,deal_stage\n550e8400-e29b-41d4-a716-446655440000,won\n");
    const done = await home.run(["deals", "apply", "rows.csv", "--yes", "--json"], {
      env: { ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: account.url, XDG_STATE_HOME: at("theirs") },
    });
    expect(done.exit).not.toBe(0);
    expect(account.seen.filter(({ method }) => method === "PATCH")).toEqual([]);
  });
});

describe("a caFile", () => {
  it.each(["666", "622"])(
    "that other users can write to (%s) is not trusted, and nothing is sent",
    async (bits) => {
      home.write("ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
      chmodSync(at("ca.pem"), Number.parseInt(bits, 8));
      home.write(
        ".config/routera/config.yaml",
        `profiles: { default: { token: ${CANARY}, baseUrl: "${account.url}", caFile: "${at("ca.pem")}" } }`,
      );
      expect(codeOf(await home.run(["deals", "list", "--json"]))).toEqual([2, "file_untrusted"]);
      expect(account.seen).toEqual([]);
    },
  );
});

describe("an old file", () => {
  it.each(["644", "640", "604", "660", "601"])(
    "that others can read (%s) is not read, and the chmod is named",
    async (bits) => {
      store(Number.parseInt(bits, 8));
      const done = await home.run(["deals", "list", "--json"]);
      expect(codeOf(done)).toEqual([2, "secret_exposed"]);
      expect(JSON.parse(done.stderr).error.hint).toBe(`chmod 600 ${at(FILE)}`);
      expectNoCanary(home, done, [FILE]);
      expect(account.seen).toEqual([]);
      chmodSync(at(FILE), 0o600);
      expect((await home.run(["deals", "list"])).exit).toBe(0);
    },
  );

  it("ends 0600 when it is written", async () => {
    home.write(FILE, "profiles: {}\n");
    chmodSync(at(FILE), 0o666);
    expect(codeOf(await login())).toEqual([2, "config_untrusted"]);
    chmodSync(at(FILE), 0o644);
    expect((await login()).exit).toBe(0);
    expect(mode(FILE)).toBe("600");
  });
});

describe("links", () => {
  it("a configuration is read through one, and its target is checked", async () => {
    store();
    const target = home.write("dotfiles/routera.yaml", readFileSync(at(FILE), "utf8"));
    rmSync(at(FILE));
    symlinkSync(target, at(FILE));
    expect((await home.run(["deals", "list"])).exit).toBe(0);
    chmodSync(target, 0o644);
    expect(codeOf(await home.run(["deals", "list", "--json"]))).toEqual([2, "secret_exposed"]);
  });

  it.each([
    ["a file", () => home.write("target", "profiles: {}\n")],
    ["nothing yet", () => at("target")],
  ])("nothing is written through one that leads to %s", async (_name, target) => {
    mkdirSync(at(".config/routera"), { recursive: true, mode: 0o700 });
    const path = target();
    symlinkSync(path, at(FILE));
    const done = await login();
    expect(done.exit === 12 || done.exit === 2).toBe(true);
    expectNoCanary(home, done);
    expect(lstatSync(at(FILE)).isSymbolicLink()).toBe(true);
    const set = await home.run(["profile", "set", "p", "retries=1"]);
    expect(set.exit === 12 || set.exit === 2).toBe(true);
    expect(
      home
        .files()
        .map(({ text }) => text)
        .join(""),
    ).not.toContain("retries");
  });
});

describe("a directory of ours that others can read", () => {
  it("is closed before a secret is stored in it", async () => {
    mkdirSync(at(".config/routera"), { recursive: true });
    chmodSync(at(".config/routera"), 0o755);
    expect((await login()).exit).toBe(0);
    expect([mode(".config/routera"), mode(FILE)]).toEqual(["700", "600"]);
    chmodSync(at(".config"), 0o755);
    expect((await login({ env: { ROUTERA_CONFIG: at(".config/mine.yaml") } })).exit).toBe(0);
    // The directory of a file that the user named holds other things, too.
    expect([mode(".config"), mode(".config/mine.yaml")]).toEqual(["755", "600"]);
  });

  it("is not written to where it is a link; a private one of ours is", async () => {
    mkdirSync(at("dotfiles"));
    chmodSync(at("dotfiles"), 0o755);
    mkdirSync(at(".config"), { mode: 0o700 });
    symlinkSync(at("dotfiles"), at(".config/routera"));
    const done = await login();
    expect(codeOf(done)).toEqual([12, "unsafe_place"]);
    expect(JSON.parse(done.stderr).error.hint).toBe(`chmod 700 ${at("dotfiles")}`);
    expect([home.files(), account.seen]).toEqual([[], []]);
    chmodSync(at("dotfiles"), 0o700);
    expect((await login()).exit).toBe(0);
    expect((await home.run(["deals", "list"])).exit).toBe(0);
  });
});

describe("a directory that others can write to", () => {
  it.each(["777", "770", "722"])("(%s) gets no secret", async (bits) => {
    mkdirSync(at(".config/routera"), { recursive: true });
    chmodSync(at(".config/routera"), Number.parseInt(bits, 8));
    const done = await login();
    expect(codeOf(done)).toEqual([12, "unsafe_place"]);
    expect(JSON.parse(done.stderr).error.hint).toBe(`chmod 700 ${at(".config/routera")}`);
    expect(home.files()).toEqual([]);
  });

  it("holds no journal: nothing is applied", async () => {
    const rows = home.write("rows.csv", "id,deal_name\n550e8400-e29b-41d4-a716-446655440000,x\n");
    const sandbox = ["--profile", "sandbox", "--json"];
    const apply = () => home.run(["deals", "apply", rows, "--yes", ...sandbox]);
    const undo = () => home.run(["runs", "undo", "--yes", ...sandbox]);
    const resume = () => home.run(["runs", "resume", ...sandbox]);
    const state = at(".local/state/routera");
    mkdirSync(state, { recursive: true, mode: 0o700 });
    chmodSync(state, 0o777);
    expect(codeOf(await apply())).toEqual([12, "unsafe_place"]);
    chmodSync(state, 0o700);
    expect((await apply()).exit).toBe(0);
    chmodSync(state, 0o777);
    for (const refused of [await undo(), await resume()]) {
      expect(codeOf(refused)).toEqual([12, "unsafe_place"]);
      expect(JSON.parse(refused.stderr).error.hint).toBe(`chmod 700 ${state}`);
    }
  });

  it("is not believed as a place of a project config, nor of the user's own", async () => {
    home.write("work/.routerarc", "profiles: {}");
    chmodSync(at("work"), 0o777);
    const project = await home.run(["deals", "list", "--json"], {
      cwd: at("work"),
      env: { ROUTERA_TOKEN: CANARY },
    });
    expect(codeOf(project)).toEqual([2, "config_untrusted"]);
    store();
    chmodSync(at(".config/routera"), 0o777);
    expect(codeOf(await home.run(["deals", "list", "--json"]))).toEqual([2, "config_untrusted"]);
    expect(account.seen).toEqual([]);
  });
});

describe("no home", () => {
  it.each([
    ["XDG_STATE_HOME", "--profile sandbox deals get 550e8400-e29b-41d4-a716-446655440000"],
    ["XDG_STATE_HOME", "--profile sandbox deals apply rows.csv --yes"],
    ["XDG_STATE_HOME", "--profile sandbox doctor --offline"],
    ["XDG_CONFIG_HOME", "profile set default retries=1"],
  ])("%s is a place where no directory can be made (%s): exit 12 with the reason", async (variable, line) => {
    home.write("rows.csv", "id,deal_name\n550e8400-e29b-41d4-a716-446655440000,x\n");
    const done = await home.run([...line.split(" "), "--json"], {
      env: { [variable]: process.platform === "linux" ? "/proc/nope" : at("rows.csv") },
    });
    expect(done.exit).toBe(12);
    expect(done.stdout + done.stderr).toMatch(/ENOENT|no such file|ENOTDIR|not a directory/);
  });
});
