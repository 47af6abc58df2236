/** Configuration is data: nothing is run, nothing broken is passed over, and what needs none reads none. */
import { chmodSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DealServer, dealServer } from "../../harness/dealServer.ts";
import { type Home, LAUNCHER, makeHome, type RunOptions } from "../../harness/program.ts";
import { canTrace, traced } from "../../harness/strace.ts";
import { transcript } from "../../harness/transcript.ts";
import { GOOD, READ } from "./configSetup.ts";

let home: Home;
let server: DealServer;
beforeEach(async () => {
  home = makeHome();
  // A repository of its own, so that nothing above is looked at.
  mkdirSync(join(home.path, ".git"));
  server = await dealServer();
});
afterEach(async () => {
  await server.close();
  home.remove();
});

const read = async (env: RunOptions["env"] = {}) =>
  transcript(await home.run(READ, { env: { ...server.env, ...env } }));

describe("a project file that can't be read", () => {
  /** @returns what is said about it, once nothing was sent */
  async function refused(): Promise<string> {
    const said = await read();
    expect(said).toMatch(/^exit 2\n--- stderr\n/);
    expect(server.connections()).toBe(0);
    return said.slice("exit 2\n--- stderr\n".length);
  }
  const HINT = "hint: mend or remove it; a configuration that cannot be read is never skipped";

  it("broken JSON", async () => {
    home.write(".routerarc.json", '{"profiles": {');
    expect(await refused()).toMatchInlineSnapshot(`
      "error: the configuration ./.routerarc.json, line 1, column 15: this is not valid JSON
      hint: edit ./.routerarc.json; nothing of it is used until it is right"
    `);
  });
  it("broken YAML", async () => {
    home.write(".routerarc.yaml", "profiles: [a: b: c");
    expect(await refused()).toMatchInlineSnapshot(`
      "error: the configuration ./.routerarc.yaml, line 1, column 15: this is not valid YAML
      hint: edit ./.routerarc.yaml; nothing of it is used until it is right"
    `);
  });
  it("no object", async () => {
    home.write(".routerarc", "just words");
    expect(await refused()).toMatchInlineSnapshot(`
      "error: the configuration ./.routerarc: it must hold \`profiles\` and \`profile\`
      hint: edit ./.routerarc; nothing of it is used until it is right"
    `);
  });
  it("nothing in it", async () => {
    home.write(".routerarc", "");
    expect(await read()).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Name:  Starter plan"
    `);
  });
  it("a key that nobody knows", async () => {
    home.write(".routerarc.yaml", "profiles:\n  default:\n    baseURL: https://api.routera.io\n");
    expect(await refused()).toMatchInlineSnapshot(`
      "error: the configuration ./.routerarc.yaml: profile "default": unknown key "baseURL"; did you mean \`baseUrl\`?
      hint: edit ./.routerarc.yaml; nothing of it is used until it is right"
    `);
  });
  it("more than 64 KiB", async () => {
    home.write(".routerarc.json", `{"profiles":{}}${" ".repeat(1024 * 1024)}`);
    expect(await refused()).toBe(
      `error: cannot read the configuration ./.routerarc.json: it is larger than 64 KiB\n${HINT}`,
    );
  });
  it("bytes that are no UTF-8", async () => {
    home.write(".routerarc.json", new Uint8Array([0x7b, 0xff, 0x7d]));
    expect(await refused()).toBe(
      `error: cannot read the configuration ./.routerarc.json: it is not UTF-8 text\n${HINT}`,
    );
  });
  it("a folder", async () => {
    mkdirSync(join(home.path, ".routerarc"));
    expect(await refused()).toBe(
      `error: cannot read the configuration ./.routerarc: it is a folder\n${HINT}`,
    );
  });
  it("a link to nothing", async () => {
    symlinkSync("nowhere", join(home.path, ".routerarc"));
    expect(await refused()).toBe(
      `error: cannot read the configuration ./.routerarc: it is a link to nothing\n${HINT}`,
    );
  });
  it("a link to a device", async () => {
    symlinkSync("/dev/zero", join(home.path, ".routerarc"));
    expect(await refused()).toBe(
      `error: cannot read the configuration ./.routerarc: it is not a regular file\n${HINT}`,
    );
  });
  it.skipIf(process.platform === "win32")("a FIFO, which nobody writes to", async () => {
    await home.shell("mkfifo .routerarc.yml");
    expect(await refused()).toBe(
      `error: cannot read the configuration ./.routerarc.yml: it is not a regular file\n${HINT}`,
    );
  });
  it.skipIf(process.getuid?.() === 0)("no permission", async () => {
    chmodSync(home.write(".routerarc.json", "{}"), 0);
    expect(await refused()).toBe(
      `error: cannot read the configuration ./.routerarc.json: permission denied\n${HINT}`,
    );
  });
  it("two of them", async () => {
    home.write(".routerarc", "profiles: {}\n");
    home.write(".routerarc.json", '{"profiles":{}}');
    expect(await refused()).toMatchInlineSnapshot(`
      "error: there are two project files in one folder: ./.routerarc and ./.routerarc.json
      hint: keep one of them"
    `);
  });
  it("in JSON where that is asked for", async () => {
    home.write(".routerarc.json", "{");
    const call = await home.run([...READ, "--json"], { env: server.env });
    expect(transcript(call)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      {"error":{"code":"config_broken","message":"the configuration ./.routerarc.json, line 1, column 2: this is not valid JSON","status":null,"retryable":false,"outcome":"not_applied","hint":"edit ./.routerarc.json; nothing of it is used until it is right","exit_code":2}}"
    `);
  });
  it("YAML that unpacks to more than it is", async () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let n = 1; n < 9; n += 1) lines.push(`a${n}: &a${n} [${`*a${n - 1}, `.repeat(9)}*a${n - 1}]`);
    home.write(".routerarc.yaml", `${lines.join("\n")}\n`);
    expect(await refused()).toMatchInlineSnapshot(`
      "error: the configuration ./.routerarc.yaml, line 2, column 10: aliases are not supported; write the value out
      hint: edit ./.routerarc.yaml; nothing of it is used until it is right"
    `);
  });
  it("$import", async () => {
    home.write("other.json", '{"profiles":{}}');
    home.write(".routerarc.json", '{"$import":"./other.json"}');
    expect(await refused()).toMatchInlineSnapshot(`
      "error: the configuration ./.routerarc.json: $import is not supported; write the values out
      hint: edit ./.routerarc.json; nothing of it is used until it is right"
    `);
  });
});

describe("code in the current directory is never run", () => {
  const trap = (name: string) => `require("fs").writeFileSync("${name}.ran", "");\nmodule.exports = {};\n`;
  const esm = (name: string) =>
    `import fs from "node:fs";\nfs.writeFileSync("${name}.ran", "");\nexport default {};\n`;
  const TRAPS: readonly (readonly [name: string, text: string])[] = [
    [".routerarc.js", trap("a")],
    [".routerarc.cjs", trap("b")],
    [".routerarc.mjs", esm("c")],
    [".routerarc.ts", esm("d")],
    ["routera.config.js", trap("e")],
    ["routera.config.mjs", esm("f")],
    ["routera.config.ts", esm("g")],
    [".config/config.js", trap("h")],
    [".config/config.cjs", trap("i")],
    [".config/config.mjs", esm("j")],
    [".config/routerarc.js", trap("k")],
    [".config/routera.config.mjs", esm("l")],
    ["node_modules/evil/index.js", trap("m")],
    ["node_modules/cosmiconfig/index.js", trap("n")],
    ["node_modules/got/index.js", trap("o")],
  ];

  it("whatever it is called", async () => {
    for (const [name, text] of TRAPS) home.write(name, text);
    home.write(
      "package.json",
      '{"cosmiconfig":{"searchPlaces":[".routerarc.js"],"$import":"./.routerarc.js"}}',
    );
    home.write(".config/config.json", '{"cosmiconfig":{"searchPlaces":[".routerarc.js"]}}');
    expect(await read()).toBe(GOOD);
    expect(transcript(await home.run(["--profile", "sandbox", ...READ]))).toBe(GOOD);
    expect(home.files().filter(({ path }) => path.endsWith(".ran"))).toEqual([]);
  });

  it("nor with a project file beside it, which loads the reader of configurations", async () => {
    for (const [name, text] of TRAPS) home.write(name, text);
    home.write(
      "package.json",
      '{"cosmiconfig":{"searchPlaces":[".routerarc.js"]},"routera":{"profiles":{"default":{"timeout":"9s"}}}}',
    );
    expect(await read()).toBe(GOOD);
    expect(home.files().filter(({ path }) => path.endsWith(".ran"))).toEqual([]);
  });

  it.each([".routerarc.js", ".routerarc.mjs", "evil.cjs", "evil.ts", "evil.json5"])(
    "nor when --config names it: %s",
    async (name) => {
      home.write(name, trap("x"));
      const call = await home.run([...READ, "--config", name], { env: server.env });
      expect(transcript(call)).toMatch(
        /^exit 2\n--- stderr\nerror: [^\n]*(never run as code|not a known ending)/,
      );
      expect(existsSync(join(home.path, "x.ran"))).toBe(false);
    },
  );
});

const META = ["json", "yaml", "yml", "js", "ts", "cjs", "mjs"].map((ending) => `.config/config.${ending}`);

describe("what needs no configuration reads none", () => {
  const NEEDLESS = [
    ["--version"],
    ["-V"],
    ["--help"],
    [],
    ["deals", "--help"],
    ["deals", "update", "--help"],
  ];

  it.each(NEEDLESS.map((args) => [args.join(" "), args] as const))(
    "%s works with a broken one",
    async (_name, args) => {
      home.write(".routerarc.json", "{");
      home.write(".config/routera/config.yaml", "{", 0o666);
      const call = await home.run(args, {
        env: { ROUTERA_CONFIG: "missing", ROUTERA_FORMAT: "xml", ROUTERA_PROFILE: "?" },
      });
      expect([call.exit, call.stderr, call.stdout !== ""]).toEqual([0, "", true]);
    },
  );

  it.skipIf(!canTrace())("and opens no file of the kind", { timeout: 60_000 }, async () => {
    home.write(".routerarc.json", "{}");
    home.write("package.json", "{}");
    home.write(".config/routera/config.yaml", "profiles: {}\n");
    const looks = async (command: string) => {
      await home.shell(
        `strace -f -qq -o trace -e trace=%file,connect,socket '${process.execPath}' "$LAUNCHER" ${command} > /dev/null 2>&1`,
        { env: { LAUNCHER } },
      );
      const trace = home.files().find(({ path }) => path.endsWith("/trace"))?.text ?? "";
      return {
        config: trace.includes(".routerarc") || trace.includes(".config/routera"),
        socket: /\b(socket|connect)\(AF_INET/.test(trace) || /connect\(/.test(trace),
      };
    };
    for (const command of [
      "--version",
      "--help",
      "deals update --help",
      "help configuration",
      "completion bash",
      "commands --json",
      "sandbox serve --help",
    ]) {
      expect([command, await looks(command)]).toEqual([command, { config: false, socket: false }]);
    }
    // The same eyes see it where it is read.
    expect(await looks("deals get x")).toMatchObject({ config: true });
  });

  // cosmiconfig would take its own settings, search places and loaders among them, from here.
  it.skipIf(!canTrace())("nor does a call that reads one look for a meta-config", async () => {
    home.write(".config/routera/config.yaml", "profiles: {}\n");
    for (const name of META) home.write(name, "{}");
    const { calls } = await traced(home, "profile list", ["trace=%file"]);
    const opened = calls.filter(({ name }) => name === "openat").map(({ args }) => args);
    expect(opened.filter((args) => META.some((name) => args.includes(`/${name}"`)))).toEqual([]);
    expect(opened.filter((args) => args.includes(".config/routera/config.yaml"))).not.toEqual([]);
  });
});
