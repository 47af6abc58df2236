import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cosmiconfig } from "cosmiconfig";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { Composer, Parser, parseDocument, YAMLParseError } from "yaml";
import { searchCandidates } from "../../../src/config/file/cosmiconfig.ts";
import { openCandidates } from "../../../src/config/file/find.ts";
import { currentUid, failureOf, hasUid, makeForeign, scratch } from "../scratch.ts";
import { type ReadInput, readIn } from "./readSetup.ts";

const tmp = scratch();

const read = readIn(tmp);

/** How many errors the YAML library makes from now on. */
function countErrors(): () => number {
  let count = 0;
  Object.defineProperty(YAMLParseError.prototype, "pos", {
    configurable: true,
    set(value) {
      count += 1;
      Object.defineProperty(this, "pos", { value, writable: true, configurable: true, enumerable: true });
    },
  });
  onTestFinished(() => {
    Reflect.deleteProperty(YAMLParseError.prototype, "pos");
  });
  return () => count;
}

describe("files that are no texts", () => {
  it.runIf(hasUid)("a FIFO does not block", async () => {
    execFileSync("mkfifo", [tmp.path(".routerarc")]);
    expect((await failureOf(() => read())).message).toContain("./.routerarc: it is not a regular file");
  });

  it.runIf(hasUid)("nor does a link to a FIFO, nor a socket", async () => {
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
    "a directory named %s is an error",
    async (name) => {
      tmp.folder(name);
      expect((await failureOf(() => read())).message).toContain("it is a directory");
    },
  );

  it("a directory as user config is an error and not `no file`", async () => {
    tmp.folder("home/.config/routera/config.yaml");
    expect((await failureOf(() => read())).code).toBe("config_unreadable");
  });

  it("a dangling link is an error", async () => {
    symlinkSync(tmp.path("gone"), tmp.path(".routerarc"));
    expect((await failureOf(() => read())).message).toContain("broken symbolic link");
  });

  it("64 KiB of a project config are read, one byte more is not", async () => {
    const path = tmp.file(".routerarc", `#${"x".repeat(64 * 1024 - 1)}`);
    expect((await read()).project?.data).toEqual({ profiles: {} });
    truncateSync(path, 64 * 1024 + 1);
    expect((await failureOf(() => read())).message).toContain("larger than 64 KiB");
  });

  it("1 MiB of a user config is read, one byte more is not", async () => {
    const path = tmp.file("my.yaml", `#${"x".repeat(1024 * 1024 - 1)}`);
    expect((await read({ configFlag: path })).user?.data).toEqual({ profiles: {} });
    truncateSync(path, 1024 * 1024 + 1);
    expect((await failureOf(() => read({ configFlag: path }))).message).toContain("larger than 1 MiB");
  });

  it("the first error ends the work, however many there are", async () => {
    const path = tmp.file("my.yaml", `[${",".repeat(1_000_000)}`);
    const made = countErrors();
    parseDocument("[,,,,");
    expect(made()).toBeGreaterThan(2);
    const before = made();
    expect((await failureOf(() => read({ configFlag: path }))).code).toBe("config_broken");
    // Each comma was an error with a stack of its own: half a minute.
    expect(made() - before).toBeLessThan(10);
  });

  it.each([
    ["below a key", (lines: string) => `profiles:\n${lines}  a: {}\n`],
    ["in a text", (lines: string) => `profiles:\n  a:\n    format: "json${lines}"\n`],
  ])("60 kB of blank lines (%s) cost a bounded number of steps per byte", async (_name, textOf) => {
    const text = textOf("\n".repeat(60_000));
    const path = tmp.file("my.yaml", text);
    const steps = [vi.spyOn(Parser.prototype, "next"), vi.spyOn(Composer.prototype, "next")];
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    await read({ configFlag: path }).catch(() => {});
    const count = steps.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(4 * text.length);
  });

  it.runIf(hasUid)("a FIFO that takes the place of a file that was opened is not read", async () => {
    const path = tmp.file(".routerarc", "profile: mine");
    const { candidates, ...about } = await openCandidates(tmp.path());
    rmSync(path);
    execFileSync("mkfifo", [path]);
    const explored = await searchCandidates(candidates, about);
    for (const { close } of candidates) await close();
    expect(explored).toMatchObject({ candidate: { path } });
    expect(JSON.stringify(explored)).toContain("mine");
  });

  it.runIf(existsSync("/proc/self/status"))("a file that claims to be empty is read by count", async () => {
    // Regular, size 0, with text in it.
    expect((await failureOf(() => read({ configFlag: "/proc/self/status" }))).code).toBe("config_broken");
  });

  it("text that is not UTF-8 is an error", async () => {
    writeFileSync(tmp.path(".routerarc"), Buffer.from([0x70, 0xff, 0xfe]));
    expect((await failureOf(() => read())).message).toContain("not UTF-8");
  });

  it.runIf(hasUid && currentUid !== 0)("a file without permission is an error", async () => {
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

  it("not in any place of the current directory", async () => {
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
      expect(failure.message).toContain("use .yaml, .yml or .json");
      expect(existsSync(tmp.path("ran"))).toBe(false);
    },
  );
});

describe.runIf(hasUid)("other users of this machine", () => {
  const untrusted = async (ask: ReadInput, words: string, hint: string) => {
    const failure = await failureOf(() => read(ask));
    expect(failure).toMatchObject({ code: "config_untrusted", exitCode: 2 });
    expect(failure.message).toContain(words);
    expect(failure.hint).toContain(hint);
  };

  it("do not write our project config", async () => {
    tmp.file(".routerarc", "profile: x", 0o666);
    await untrusted({}, "can write to ./.routerarc", "chmod o-w ./.routerarc");
    chmodSync(tmp.path(".routerarc"), 0o664);
    expect((await read()).project?.data.profile).toBe("x");
  });

  it.each([0o777, 0o1777])("do not put one beside us: directory %o", async (mode) => {
    const cwd = tmp.folder("shared", mode);
    expect(await read({ cwd })).toEqual({});
    tmp.file("shared/.routerarc", "profile: x");
    await untrusted({ cwd }, `can write to ${cwd}`, `chmod o-w ${cwd}`);
  });

  it("do not own it", async () => {
    const uid = makeForeign(tmp.file(".routerarc", "profile: x"));
    await untrusted({ uid }, "belongs to another user", "--config ./.routerarc");
    expect((await read({ uid, configFlag: "./.routerarc" })).user?.data.profile).toBe("x");
  });

  it("do not lead a link of ours into their directory", async () => {
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

  it("do not write our user config, its directory, or own it", async () => {
    const path = tmp.file("home/.config/routera/config.yaml", "profile: x", 0o646);
    await untrusted({}, path, `chmod o-w ${path}`);
    chmodSync(path, 0o644);
    chmodSync(tmp.path("home/.config/routera"), 0o757);
    await untrusted({}, "home/.config/routera", "chmod o-w");
    chmodSync(tmp.path("home/.config/routera"), 0o755);
    await untrusted({ uid: makeForeign(path) }, "belongs to another user", "--config");
  });

  it("may share a sticky directory with a file that the user names", async () => {
    tmp.folder("tmp", 0o1777);
    tmp.file("tmp/c.yaml", "profile: x");
    expect((await read({ configFlag: "tmp/c.yaml" })).user?.data.profile).toBe("x");
  });
});
