import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/config/file/read.ts";
import { currentUid, failureOf, scratch } from "../scratch.ts";
import { readIn } from "./readSetup.ts";

const tmp = scratch();
const CANARY = "canary-7b1d9e";

const read = readIn(tmp);

describe("the user config", () => {
  it("may be missing, and so may the home directory and any home at all", async () => {
    expect(await read()).toEqual({});
    expect(await read({ env: { HOME: "/dev/null" } })).toEqual({});
    expect(
      await readConfig({ cwd: tmp.path(), env: {}, home: "", platform: process.platform, uid: currentUid }),
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

  it("is read from XDG_CONFIG_HOME, and a name by flag overrides one by variable", async () => {
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
    [{ configFlag: "." }, "config_unreadable", "it is a directory"],
    [{ configFlag: "/dev/null" }, "config_unreadable", "not a regular file"],
    [{ configFlag: "/dev/zero" }, "config_unreadable", "not a regular file"],
  ])("that is named must be one: %j", async (ask, code, words) => {
    const failure = await failureOf(() => read(ask));
    expect(failure).toMatchObject({ code, exitCode: 2 });
    expect(failure.message).toContain(words);
  });

  it("that is named as the project config is the user's own, and read once", async () => {
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

describe("the project config", () => {
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
      place: { directory: tmp.path(), installed: false },
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

  it("is only looked for in the current directory where there is no repository", async () => {
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
    ["yaml", "an open quote", `a: "${CANARY}`, "missing quote, bracket or comma"],
    ["yaml", "a tab", `a:\n\t${CANARY}: 1`, "line 2"],
    ["yaml", "a key twice", `profile: a\nprofile: ${CANARY}`, "line 2, column 1: duplicate key"],
    ["yaml", "two documents", `profile: a\n---\nprofile: ${CANARY}`, "more than one document"],
    ["yaml", "a custom tag", `profile: !!js/function ${CANARY}`, "tags are not supported"],
    ["yaml", "another tag", `profile: !binary ${CANARY}`, "tags are not supported"],
    ["yaml", "an alias", `a: &x ${CANARY}\nb: *x`, "line 2, column 4: aliases are not supported"],
    ["yaml", "a cycle", "a: &x [*x]", "aliases are not supported"],
    ["yaml", "a merge", "a: &x {b: 1}\nc:\n  <<: *x", "aliases are not supported"],
    ["yaml", "a map as key", "? {a: 1}\n: 2", "a key must be a string"],
    ["yaml", "no key", ": 2", "a key must be a string"],
    ["yaml", "deep nesting", "[".repeat(60_000), "nested too deep"],
    ["yaml", "a list", "- a", "must contain"],
    ["yaml", "a text", CANARY, "must contain"],
    ["json", "half an object", `{"profile": "${CANARY}"`, "invalid JSON"],
    ["json", "a bare word", `{"profiles": {"a": {"token": ${CANARY}}}}`, "line 1, column 30: invalid JSON"],
    ["json", "a comment", `{} // ${CANARY}`, "invalid JSON"],
    ["json", "a key twice", `{"profile": "a", "profile": "${CANARY}"}`, "duplicate key"],
    ["json", "deep nesting", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, "nested too deep"],
    ["json", "endless nesting", '{"a":'.repeat(12_000), "invalid JSON"],
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
    expect((await failureOf(() => read())).message).toContain("`routera` has no value");
  });

  it("$import leads nowhere, whatever it names", async () => {
    const marker = tmp.path("ran");
    tmp.file("evil.cjs", `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "")`);
    tmp.file(".routerarc", "$import: ./evil.cjs");
    await failureOf(() => read());
    expect(existsSync(marker)).toBe(false);
  });
});
