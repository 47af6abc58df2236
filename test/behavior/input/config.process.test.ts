/** What the system sees of configuration: no code in the current directory is run, and no file is opened without need. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DealServer, dealServer } from "../../harness/dealServer.ts";
import { type Home, LAUNCHER, makeHome } from "../../harness/program.ts";
import { canTrace, traced } from "../../harness/strace.ts";
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

const read = async () => transcript(await home.launch(READ, { env: server.env }));

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
    expect(transcript(await home.launch(["--profile", "sandbox", ...READ]))).toBe(GOOD);
    expect(home.files().filter(({ path }) => path.endsWith(".ran"))).toEqual([]);
  });

  it("nor with a project config beside it, which loads the reader of configurations", async () => {
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
      const call = await home.launch([...READ, "--config", name], { env: server.env });
      expect(transcript(call)).toMatch(
        /^exit 2\n--- stderr\nerror: [^\n]*(never executed|unsupported extension)/,
      );
      expect(existsSync(join(home.path, "x.ran"))).toBe(false);
    },
  );
});

const META = ["json", "yaml", "yml", "js", "ts", "cjs", "mjs"].map((ending) => `.config/config.${ending}`);

describe("what needs no configuration reads none", () => {
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

it("the current directory is gone", async () => {
  const call = await home.shell('mkdir gone; cd gone; rmdir "$PWD"; routera deals get x --config mine.yaml', {
    env: server.env,
  });
  expect(transcript(call)).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error: the current directory no longer exists
    hint: change to another directory"
  `);
});
