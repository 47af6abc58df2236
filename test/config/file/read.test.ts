import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cosmiconfig } from "cosmiconfig";
import { afterEach, describe, expect, it } from "vitest";
import { type ConfigFiles, readConfig } from "../../../src/config/file/read.ts";
import { failureOf, me, onUnix, scratch, strangerTo } from "../scratch.ts";

const tmp = scratch();
const CANARY = "canary-7b1d9e";

type Ask = { cwd?: string; env?: Record<string, string>; configFlag?: string; uid?: number };
const read = ({ cwd = tmp.path(), env = {}, configFlag, uid = me }: Ask = {}): Promise<ConfigFiles> =>
  readConfig({ cwd, env: { HOME: tmp.path("home"), ...env }, platform: process.platform, uid, configFlag });

describe("the user file", () => {
  it("may be missing, and so may the home folder and any home at all", async () => {
    expect(await read()).toEqual({});
    expect(await read({ env: { HOME: "/dev/null" } })).toEqual({});
    expect(
      await readConfig({ cwd: tmp.path(), env: {}, home: "", platform: process.platform, uid: me }),
    ).toEqual({});
  });

  it.each([
    ["config.yaml", "# mine\nprofiles:\n  default: { timeout: 2m }\n"],
    ["config.yml", "profiles:\n  default:\n    timeout: 120\n"],
    ["config.json", '\ufeff{"profiles":{"default":{"timeout":"120s"}}}'],
  ])("is read from ~/.config as %s", async (name, text) => {
    const path = tmp.file(`home/.config/routera/${name}`, text, 0o644);
    expect((await read()).user).toEqual({
      file: path,
      path,
      data: { profiles: { default: { timeout: 120_000 } } },
    });
  });

  it("is read from XDG_CONFIG_HOME, and a name by flag counts before one by variable", async () => {
    tmp.file("home/.config/routera/config.yaml", "profile: home");
    tmp.file("xdg/routera/config.yaml", "profile: xdg");
    tmp.file("variable.yaml", "profile: variable");
    tmp.file("flag", '{"profile": "flag"}');
    const env = { XDG_CONFIG_HOME: tmp.path("xdg") };
    expect((await read({ env })).user?.data.profile).toBe("xdg");
    const named = { ...env, ROUTERA_CONFIG: tmp.path("variable.yaml") };
    expect((await read({ env: named })).user?.data.profile).toBe("variable");
    expect((await read({ env: named, configFlag: "flag" })).user).toMatchObject({
      file: "flag",
      path: tmp.path("flag"),
    });
    expect((await read({ env: { ...env, ROUTERA_CONFIG: "" } })).user?.data.profile).toBe("xdg");
  });

  it.each([
    [{ configFlag: "gone.yaml" }, "config_missing", "gone.yaml"],
    [{ env: { ROUTERA_CONFIG: "gone.yaml" } }, "config_missing", "gone.yaml"],
    [{ configFlag: "" }, "bad_config_path", "--config"],
    [{ configFlag: "." }, "config_unreadable", "it is a folder"],
    [{ configFlag: "/dev/null" }, "config_unreadable", "not a regular file"],
    [{ configFlag: "/dev/zero" }, "config_unreadable", "not a regular file"],
  ])("that is named must be one: %j", async (ask, code, words) => {
    const failure = await failureOf(() => read(ask));
    expect(failure).toMatchObject({ code, exitCode: 2 });
    expect(failure.message).toContain(words);
  });

  it("that is named as the project file is the user's own, and read once", async () => {
    tmp.file(".routerarc.yaml", "profiles: { default: { tokenCommand: [pass] } }");
    const files = await read({ configFlag: ".routerarc.yaml" });
    expect(files.project).toBeUndefined();
    expect(files.user?.data.profiles).toEqual({ default: { tokenCommand: ["pass"] } });
  });

  it("is refused when there are two", async () => {
    tmp.file("home/.config/routera/config.yaml", "");
    tmp.file("home/.config/routera/config.json", "");
    const failure = await failureOf(() => read());
    expect(failure.code).toBe("two_configs");
    expect(failure.message).toContain("config.yaml and config.json");
  });
});

describe("the project file", () => {
  it.each([
    [".routerarc", "profile: found"],
    [".routerarc", '{\n\t"profile": "found"\n}'],
    [".routerarc", "{profile: found}"],
    [".routerarc.json", '{"profile":"found"}'],
    [".routerarc.yaml", "profile: found"],
    [".routerarc.yml", "profile: found"],
    ["package.json", '{"name":"x","routera":{"profile":"found"}}'],
    ["package.json", '{"name":"x","\\u0072outera":{"profile":"found"}}'],
  ])("may be %s: %j", async (name, text) => {
    tmp.file(name, text, 0o644);
    expect((await read()).project).toEqual({
      file: `./${name}`,
      path: tmp.path(name),
      data: { profile: "found", profiles: {} },
    });
  });

  it.each([
    ['{"name":"routera"}'],
    ['{"bin":{"routera":"x"},"$import":"./evil.json"}'],
    ["{broken"],
    [""],
    ["[1]"],
    ["null"],
  ])("is not the package.json %j, which does not speak of us", async (text) => {
    tmp.file("package.json", text);
    expect(await read()).toEqual({});
  });

  it("is looked for up to the repository's root and not above, the nearest counts", async () => {
    tmp.file(".routerarc", "profile: outside");
    tmp.folder("repo/.git");
    const deep = tmp.folder("repo/a/b");
    expect((await read({ cwd: deep })).project).toBeUndefined();
    tmp.file("repo/.routerarc.yml", "profile: root");
    expect((await read({ cwd: deep })).project).toMatchObject({
      file: "../../.routerarc.yml",
      data: { profile: "root" },
    });
    tmp.file("repo/a/package.json", '{"routera":{"profile":"middle"}}');
    expect((await read({ cwd: deep })).project).toMatchObject({
      file: "../package.json",
      data: { profile: "middle" },
    });
    tmp.file("repo/a/b/.routerarc", "");
    expect((await read({ cwd: deep })).project).toMatchObject({
      file: "./.routerarc",
      data: { profiles: {} },
    });
  });

  it("is only looked for in the current folder where there is no repository", async () => {
    tmp.file(".routerarc", "profile: above");
    expect(await read({ cwd: tmp.folder("below") })).toEqual({});
  });

  it("takes a worktree's .git file for a repository", async () => {
    tmp.file(".routerarc", "profile: root");
    tmp.file(".git", "gitdir: /elsewhere");
    expect((await read({ cwd: tmp.folder("below") })).project?.data.profile).toBe("root");
  });

  it.each([
    [".routerarc", ".routerarc.yaml"],
    [".routerarc.json", "package.json"],
  ])("is refused when there are two: %s and %s", async (one, other) => {
    tmp.file(one, "{}");
    tmp.file(other, '{"routera":{}}');
    const failure = await failureOf(() => read());
    expect(failure).toMatchObject({ code: "two_configs", exitCode: 2 });
    expect(failure.message).toContain(`./${one} and ./${other}`);
  });
});

describe("broken configurations", () => {
  it.each([
    ["yaml", "an open quote", `a: "${CANARY}`, "a quote, bracket or comma is missing"],
    ["yaml", "a tab", `a:\n\t${CANARY}: 1`, "line 2"],
    [
      "yaml",
      "a key twice",
      `profile: a\nprofile: ${CANARY}`,
      "line 2, column 1: the same key stands here twice",
    ],
    ["yaml", "two documents", `profile: a\n---\nprofile: ${CANARY}`, "more than one document"],
    ["yaml", "a custom tag", `profile: !!js/function ${CANARY}`, "tags are not supported"],
    ["yaml", "another tag", `profile: !binary ${CANARY}`, "tags are not supported"],
    ["yaml", "an alias", `a: &x ${CANARY}\nb: *x`, "line 2, column 4: aliases are not supported"],
    ["yaml", "a cycle", "a: &x [*x]", "aliases are not supported"],
    ["yaml", "a merge", "a: &x {b: 1}\nc:\n  <<: *x", "aliases are not supported"],
    ["yaml", "a map as key", "? {a: 1}\n: 2", "a key must be plain text"],
    ["yaml", "no key", ": 2", "a key must be plain text"],
    ["yaml", "deep nesting", "[".repeat(60_000), "nested too deep"],
    ["yaml", "a list", "- a", "must hold"],
    ["yaml", "a text", CANARY, "must hold"],
    ["json", "half an object", `{"profile": "${CANARY}"`, "not valid JSON"],
    [
      "json",
      "a bare word",
      `{"profiles": {"a": {"token": ${CANARY}}}}`,
      "line 1, column 30: this is not valid JSON",
    ],
    ["json", "a comment", `{} // ${CANARY}`, "not valid JSON"],
    ["json", "a key twice", `{"profile": "a", "profile": "${CANARY}"}`, "the same key stands there twice"],
    ["json", "deep nesting", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, "nested too deep"],
    ["json", "endless nesting", '{"a":'.repeat(12_000), "not valid JSON"],
    ["yaml", "a deep line", "- ".repeat(30_000), "nested too deep"],
    [
      "yaml",
      "nesting that the parser would take",
      `a: ${"[".repeat(21)}${"]".repeat(21)}`,
      "nested too deep",
    ],
    ["json", "$import", '{"$import": "./other.json"}', "$import is not supported"],
    ["json", "$import below", '{"profiles": {"a": {"$import": ["x"]}}}', "$import is not supported"],
    ["yaml", "$import", "$import: ./other.yaml", "$import is not supported"],
    ["yaml", "$import in a list", "profiles: [{$import: x}]", "$import is not supported"],
    ["yaml", "NUL", "profile: \0", "profile"],
  ])("%s with %s", async (ending, _, text, words) => {
    tmp.file(`.routerarc.${ending}`, text);
    const failure = await failureOf(() => read());
    expect(failure).toMatchObject({ code: "config_broken", exitCode: 2 });
    expect(failure.message).toContain(`./.routerarc.${ending}`);
    expect(failure.message).toContain(words);
    expect(JSON.stringify([failure.message, failure.hint, failure.detail])).not.toContain(CANARY);
  });

  it("many keys do not take quadratic time", async () => {
    const keys = Array.from({ length: 6_000 }, (_, at) => `k${at}: 1`).join("\n");
    tmp.file(".routerarc", keys);
    expect((await failureOf(() => read())).message).toContain("unknown key (not shown)");
  }, 10_000);

  it("a package.json that speaks of us", async () => {
    tmp.file("package.json", '{"routera": {"$import": "./x.json"}}');
    expect((await failureOf(() => read())).message).toContain("$import");
    tmp.file("package.json", '{"routera": {');
    expect((await failureOf(() => read())).message).toContain("./package.json");
    tmp.file("package.json", '{"routera": null}');
    expect((await failureOf(() => read())).message).toContain("nothing stands under");
  });

  it("$import leads nowhere, whatever it names", async () => {
    const marker = tmp.path("ran");
    tmp.file("evil.cjs", `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "")`);
    tmp.file(".routerarc", "$import: ./evil.cjs");
    await failureOf(() => read());
    expect(existsSync(marker)).toBe(false);
  });
});

describe("files that are no texts", () => {
  it.runIf(onUnix)("a FIFO does not block", async () => {
    execFileSync("mkfifo", [tmp.path(".routerarc")]);
    expect((await failureOf(() => read())).message).toContain("./.routerarc: it is not a regular file");
  });

  it.runIf(onUnix)("nor does a link to a FIFO, nor a socket", async () => {
    execFileSync("mkfifo", [tmp.path("fifo")]);
    symlinkSync(tmp.path("fifo"), tmp.path(".routerarc"));
    expect((await failureOf(() => read())).code).toBe("config_unreadable");
    const server = createServer().listen(tmp.path("home.sock"));
    await new Promise((resolve) => server.once("listening", resolve));
    expect(
      (await failureOf(() => read({ cwd: tmp.folder("e"), configFlag: tmp.path("home.sock") }))).code,
    ).toBe("config_unreadable");
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([".routerarc", ".routerarc.json", "package.json"])(
    "a folder named %s is an error",
    async (name) => {
      tmp.folder(name);
      expect((await failureOf(() => read())).message).toContain("it is a folder");
    },
  );

  it("a folder as user file is an error and not `no file`", async () => {
    tmp.folder("home/.config/routera/config.yaml");
    expect((await failureOf(() => read())).code).toBe("config_unreadable");
  });

  it("a dangling link is an error", async () => {
    symlinkSync(tmp.path("gone"), tmp.path(".routerarc"));
    expect((await failureOf(() => read())).message).toContain("a link to nothing");
  });

  it("64 KiB of a project file are read, one byte more is not", async () => {
    const path = tmp.file(".routerarc", `#${"x".repeat(64 * 1024 - 1)}`);
    expect((await read()).project?.data).toEqual({ profiles: {} });
    truncateSync(path, 64 * 1024 + 1);
    expect((await failureOf(() => read())).message).toContain("larger than 64 KiB");
  });

  it("1 MiB of a user file is read, one byte more is not", async () => {
    const path = tmp.file("my.yaml", `#${"x".repeat(1024 * 1024 - 1)}`);
    expect((await read({ configFlag: path })).user?.data).toEqual({ profiles: {} });
    truncateSync(path, 1024 * 1024 + 1);
    expect((await failureOf(() => read({ configFlag: path }))).message).toContain("larger than 1 MiB");
  });

  it("the first error ends the work, however many there are", async () => {
    const path = tmp.file("my.yaml", `[${",".repeat(1_000_000)}`);
    const started = performance.now();
    expect((await failureOf(() => read({ configFlag: path }))).code).toBe("config_broken");
    // Each comma was an error with a stack of its own: half a minute.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it.runIf(existsSync("/proc/self/status"))("a file that claims to be empty is read by count", async () => {
    // Regular, size 0, with text in it.
    expect((await failureOf(() => read({ configFlag: "/proc/self/status" }))).code).toBe("config_broken");
  });

  it("text that is not UTF-8 is an error", async () => {
    writeFileSync(tmp.path(".routerarc"), Buffer.from([0x70, 0xff, 0xfe]));
    expect((await failureOf(() => read())).message).toContain("not UTF-8");
  });

  it.runIf(onUnix && me !== 0)("a file without permission is an error", async () => {
    tmp.file(".routerarc", "profile: x", 0o000);
    expect((await failureOf(() => read())).message).toContain("permission denied");
  });
});

describe("configuration is never code", () => {
  const before = process.cwd();
  afterEach(() => process.chdir(before));

  const plant = () => {
    const names = [
      ".routerarc.js",
      ".routerarc.cjs",
      ".routerarc.mjs",
      ".routerarc.ts",
      "routera.config.js",
      "routera.config.cjs",
      "routera.config.mjs",
      ".config/config.js",
      ".config/config.cjs",
      ".config/routerarc.js",
      "home/.config/routera/config.js",
    ];
    for (const name of names) {
      const marker = JSON.stringify(tmp.path("ran"));
      tmp.file(
        name,
        /\.(mjs|ts)$/.test(name)
          ? `import { writeFileSync } from "node:fs"; writeFileSync(${marker}, ""); export default {}`
          : `require("node:fs").writeFileSync(${marker}, ""); module.exports = {}`,
      );
    }
    tmp.file("package.json", '{"cosmiconfig":{"searchPlaces":["evil.js"]},"routera":{"profile":"plain"}}');
    process.chdir(tmp.path());
  };

  it("not in any place of the current folder", async () => {
    plant();
    expect((await read()).project?.data).toEqual({ profile: "plain", profiles: {} });
    expect(existsSync(tmp.path("ran"))).toBe(false);
  });

  it("though cosmiconfig itself would run it", async () => {
    plant();
    tmp.file("package.json", "{}");
    await cosmiconfig("routera", { searchPlaces: [".routerarc.json"] }).search(tmp.path());
    expect(existsSync(tmp.path("ran"))).toBe(true);
  });

  it.each([".js", ".cjs", ".mjs", ".ts", ".toml", ".JSON"])(
    "not by name either: --config x%s",
    async (ending) => {
      plant();
      tmp.file(`x${ending}`, `require("node:fs").writeFileSync("ran", "")`);
      const failure = await failureOf(() => read({ configFlag: `x${ending}` }));
      expect(failure).toMatchObject({ code: "config_broken", exitCode: 2 });
      expect(failure.message).toContain("it ends in .yaml, .yml or .json");
      expect(existsSync(tmp.path("ran"))).toBe(false);
    },
  );
});

describe.runIf(onUnix)("other users of this machine", () => {
  const untrusted = async (ask: Ask, words: string, hint: string) => {
    const failure = await failureOf(() => read(ask));
    expect(failure).toMatchObject({ code: "config_untrusted", exitCode: 2 });
    expect(failure.message).toContain(words);
    expect(failure.hint).toContain(hint);
  };

  it("do not write our project file", async () => {
    tmp.file(".routerarc", "profile: x", 0o666);
    await untrusted({}, "can write to ./.routerarc", "chmod o-w ./.routerarc");
    chmodSync(tmp.path(".routerarc"), 0o664);
    expect((await read()).project?.data.profile).toBe("x");
  });

  it.each([0o777, 0o1777])("do not put one beside us: folder %o", async (mode) => {
    const cwd = tmp.folder("shared", mode);
    expect(await read({ cwd })).toEqual({});
    tmp.file("shared/.routerarc", "profile: x");
    await untrusted({ cwd }, `can write to ${cwd}`, `chmod o-w ${cwd}`);
  });

  it("do not own it", async () => {
    const uid = strangerTo(tmp.file(".routerarc", "profile: x"));
    await untrusted({ uid }, "belongs to another user", "--config ./.routerarc");
    expect((await read({ uid, configFlag: "./.routerarc" })).user?.data.profile).toBe("x");
  });

  it("do not lead a link of ours into their folder", async () => {
    tmp.folder("shared", 0o777);
    tmp.file("shared/x", "profile: x");
    symlinkSync(tmp.path("shared/x"), tmp.path(".routerarc"));
    await untrusted({}, "can write to", "chmod o-w");
  });

  it("do not make a repository of /tmp", async () => {
    tmp.folder("tmp", 0o1777);
    mkdirSync(tmp.path("tmp/.git"));
    tmp.file("tmp/.routerarc", "profile: evil");
    expect(await read({ cwd: tmp.folder("tmp/mine") })).toEqual({});
  });

  it("do not write our user file, its folder, or own it", async () => {
    const path = tmp.file("home/.config/routera/config.yaml", "profile: x", 0o646);
    await untrusted({}, path, `chmod o-w ${path}`);
    chmodSync(path, 0o644);
    chmodSync(tmp.path("home/.config/routera"), 0o757);
    await untrusted({}, "home/.config/routera", "chmod o-w");
    chmodSync(tmp.path("home/.config/routera"), 0o755);
    await untrusted({ uid: strangerTo(path) }, "belongs to another user", "--config");
  });

  it("may share a sticky folder with a file that the user names", async () => {
    tmp.folder("tmp", 0o1777);
    tmp.file("tmp/c.yaml", "profile: x");
    expect((await read({ configFlag: "tmp/c.yaml" })).user?.data.profile).toBe("x");
  });
});
