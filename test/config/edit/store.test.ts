import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { describe, expect, it } from "vitest";
import type { ConfigEditor } from "../../../src/config/edit/editor.ts";
import { editUserConfig } from "../../../src/config/edit/store.ts";
import { readConfig } from "../../../src/config/file/read.ts";
import { profileEnvironment } from "../../harness/profile/profileEnvironment.mjs";
import { currentUid, failureOf, hasUid, makeForeign, scratch } from "../scratch.ts";

const tmp = scratch();
const CANARY = "canary-dead01";
const place = (configFlag?: string, uid = currentUid) => ({
  cwd: tmp.path(),
  env: profileEnvironment(tmp.path("home")),
  platform: process.platform,
  uid,
  configFlag,
});
const write = (edit: (config: ConfigEditor) => void, configFlag?: string) =>
  editUserConfig(place(configFlag), edit);
const setToken = (config: ConfigEditor) => config.set(["profiles", "default", "token"], CANARY);
const mode = (path: string) => statSync(path).mode & 0o777;

describe("editUserConfig", () => {
  it.each([0o000, 0o022, 0o077])(
    "makes a private file in a private directory under umask %o",
    async (umask) => {
      const before = process.umask(umask);
      try {
        const { path } = await write(setToken);
        expect(path).toBe(tmp.path("home/.config/routera/config.yaml"));
        if (hasUid) expect([mode(path), mode(tmp.path("home/.config/routera"))]).toEqual([0o600, 0o700]);
      } finally {
        process.umask(before);
      }
      const { user } = await readConfig(place());
      expect(user?.data.profiles.default?.token).toBe(CANARY);
      expect(readdirSync(tmp.path("home/.config/routera"))).toEqual(["config.yaml"]);
    },
  );

  it.runIf(hasUid)("makes a file that its owner can read, even under umask 777", async () => {
    tmp.folder("home/.config/routera", 0o700);
    const before = process.umask(0o777);
    try {
      expect(mode((await write(setToken)).path)).toBe(0o600);
    } finally {
      process.umask(before);
    }
  });

  it("keeps comments, order and everything else of a YAML file", async () => {
    const long = "x".repeat(200);
    const spaced = "/a directory/".repeat(20);
    const path = tmp.file(
      "home/.config/routera/config.yaml",
      [
        "# my profiles",
        "profiles:",
        "  staging:\n    # the test account",
        "    baseUrl: https://staging.example",
        "    token: old # expires in May",
        "  2024:",
        "    timeout: 30s",
        `    caFile: "${spaced}"`,
        "",
        "profile: staging # usual",
        "",
      ].join("\n"),
    );
    await write((config) => {
      expect(config.get(["profiles", "staging", "token"])).toBe("old");
      expect(config.get(["profiles", "2024"])).toEqual({ timeout: "30s", caFile: spaced });
      config.set(["profiles", "staging", "token"], long);
      config.set(["profiles", "2024", "retries"], 5);
      config.set(["profiles", "new", "properties"], ["a", "b"]);
      config.remove(["profiles", "staging", "baseUrl"]);
      config.remove(["profiles", "nobody", "token"]);
    });
    expect(readFileSync(path, "utf8")).toBe(
      [
        "# my profiles",
        "profiles:",
        "  staging:\n    # the test account",
        `    token: ${long} # expires in May`,
        "  2024:",
        "    timeout: 30s",
        `    caFile: "${spaced}"`,
        "    retries: 5",
        "  new:",
        "    properties:",
        "      - a",
        "      - b",
        "",
        "profile: staging # usual",
        "",
      ].join("\n"),
    );
  });

  it.each([["profiles:\n"], ["profiles:\n  default:\n"], ["# nothing yet\n"], [""], ["{}"]])(
    "sets a value in %j",
    async (text) => {
      tmp.file("home/.config/routera/config.yaml", text);
      await write(setToken);
      expect((await readConfig(place())).user?.data.profiles).toEqual({ default: { token: CANARY } });
    },
  );

  it.each(["c.json", "c"])("keeps JSON JSON: %s", async (name) => {
    const path = tmp.file(name, '{"profile":"b","profiles":{"b":{"retries":1,"rate":2}}}');
    await write((config) => {
      expect(config.get(["profiles", "b", "retries"])).toBe(1);
      config.remove(["profiles", "b", "rate"]);
      config.remove(["profiles", "x", "rate"]);
      setToken(config);
    }, name);
    expect(readFileSync(path, "utf8")).toBe(
      `${JSON.stringify({ profile: "b", profiles: { b: { retries: 1 }, default: { token: CANARY } } }, null, 2)}\n`,
    );
  });

  it.runIf(hasUid)("makes an old file private", async () => {
    const path = tmp.file("home/.config/routera/config.yaml", "profile: default\n", 0o644);
    await write(setToken);
    expect(mode(path)).toBe(0o600);
  });

  it("loses no edit when several run at once", async () => {
    const names = ["a", "b", "c", "d", "e"];
    await Promise.all(names.map((name) => write((config) => config.set(["profiles", name, "retries"], 1))));
    expect(Object.keys((await readConfig(place())).user?.data.profiles ?? {}).sort()).toEqual(names);
    expect(readdirSync(tmp.path("home/.config/routera"))).toEqual(["config.yaml"]);
  });

  it.each([
    [
      "an unknown key",
      "profile: a\n",
      (config: ConfigEditor) => config.set(["profiles", "a", "tokn"], CANARY),
    ],
    [
      "a second kind",
      "profiles: { a: { token: x } }\n",
      (config: ConfigEditor) => config.set(["profiles", "a", "clientId"], CANARY),
    ],
    ["anything, where the file is broken", "profiles: [\n", setToken],
    ["anything, where it imports", "$import: x\n", setToken],
  ])("writes nothing for %s", async (_, text, edit) => {
    const path = tmp.file("home/.config/routera/config.yaml", text);
    const failure = await failureOf(() => write(edit));
    expect(failure.code).toBe("config_broken");
    expect(failure.message).not.toContain(CANARY);
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(tmp.path("home/.config/routera"))).toEqual(["config.yaml"]);
  });

  it.each(["package.json", "x.mjs", "x.toml"])("does not write to %s", async (name) => {
    expect((await failureOf(() => write(setToken, name))).code).toBe("bad_config_path");
    expect(existsSync(tmp.path(name))).toBe(false);
  });

  it("needs a home", async () => {
    const call = () => editUserConfig({ ...place(), env: {}, home: "" }, setToken);
    expect((await failureOf(call)).code).toBe("no_home");
  });
});

describe.runIf(hasUid)("writing where others are", () => {
  it.each(["target.yaml", "gone.yaml"])("is not done through a link to %s", async (target) => {
    tmp.file("target.yaml", "profile: default\n");
    tmp.folder("home/.config/routera", 0o700);
    symlinkSync(tmp.path(target), tmp.path("home/.config/routera/config.yaml"));
    const failure = await failureOf(() => write(setToken));
    expect(failure.exitCode).toBe(target === "target.yaml" ? 12 : 2);
    expect(lstatSync(tmp.path("home/.config/routera/config.yaml")).isSymbolicLink()).toBe(true);
    expect(readFileSync(tmp.path("target.yaml"), "utf8")).toBe("profile: default\n");
    expect(existsSync(tmp.path("gone.yaml"))).toBe(false);
  });

  it.each([0o777, 0o1777, 0o775])("is not done in a directory with mode %o", async (open) => {
    const directory = tmp.folder("home/.config/routera", open);
    const failure = await failureOf(() => write(setToken));
    expect(failure).toMatchObject({
      code: "unsafe_place",
      exitCode: 12,
      hint: `chmod 700 ${directory}`,
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it("is not done over a file of another user", async () => {
    const uid = makeForeign(tmp.file("c.yaml", "profile: default\n"));
    expect((await failureOf(() => editUserConfig(place("c.yaml", uid), setToken))).code).toBe("unsafe_place");
  });

  it("says what is in the way of a directory", async () => {
    tmp.file("home/.config", "");
    const failure = await failureOf(() => write(setToken));
    expect(failure).toMatchObject({ code: "write_failed", exitCode: 12 });
    expect(failure.message).not.toContain(CANARY);
  });

  it("says which lock is in the way, and takes over a dead one", async () => {
    const directory = tmp.folder("home/.config/routera", 0o700);
    const lock = `${directory}/config.yaml.lock`;
    mkdirSync(lock);
    utimesSync(lock, new Date(), new Date(Date.now() + 3_600_000));
    const failure = await failureOf(() => editUserConfig(place(), setToken, 1));
    expect(failure).toMatchObject({ code: "config_locked", exitCode: 12, retryable: true });
    expect(failure.hint).toContain(lock);
    expect(existsSync(`${directory}/config.yaml`)).toBe(false);
    utimesSync(lock, new Date(0), new Date(0));
    await write(setToken);
    expect(readdirSync(directory)).toEqual(["config.yaml"]);
  });
});
