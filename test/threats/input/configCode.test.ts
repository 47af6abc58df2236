/** Code, meta-configuration and imports in the current directory: nothing of it is ever run or followed. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { CANARY, environment, type Home, makeHome } from "../../harness/program.ts";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const PWN = 'require("node:fs").writeFileSync(process.env.HOME + "/pwned", "x");';
const PWN_ESM =
  'import { writeFileSync } from "node:fs"; writeFileSync(process.env.HOME + "/pwned", "x"); export default {};';
const before = process.cwd();
const pwned = () => home.files().some(({ path }) => path.endsWith("pwned"));
const COMMANDS: readonly (readonly string[])[] = [
  ["profile", "show"],
  ["auth", "status"],
  ["auth", "login", "--token-stdin"],
  ["profile", "set", "p", "retries=1"],
  ["deals", "list", "--profile", "sandbox", "--limit", "1"],
];

describe("is never run", () => {
  it.each([
    [".routerarc.js", `${PWN} module.exports = {};`],
    [".routerarc.cjs", `${PWN} module.exports = {};`],
    [".routerarc.mjs", PWN_ESM],
    [".routerarc.ts", PWN_ESM],
    ["routera.config.js", `${PWN} module.exports = {};`],
    ["routera.config.mjs", PWN_ESM],
    [".config/routerarc.js", `${PWN} module.exports = {};`],
    [".config/config.js", `${PWN} module.exports = { cosmiconfig: {} };`],
    [".config.js", `${PWN} module.exports = {};`],
    ["cosmiconfig.config.js", PWN],
    ["node_modules/got/index.js", PWN],
    ["node_modules/cosmiconfig/dist/index.js", PWN],
    ["node_modules/yaml/index.js", PWN],
    ["index.js", PWN],
  ])("%s", async (name, code) => {
    home.write(`work/${name}`, code);
    const cwd = join(home.path, "work");
    // A library may ask the process itself where it is. In a process of its own: behavior/input/config.process.test.ts.
    process.chdir(cwd);
    onTestFinished(() => process.chdir(before));
    for (const args of COMMANDS) {
      const { exit } = await home.run([...args, "--retries", "0", "--timeout", "1s"], {
        cwd,
        env: { ROUTERA_BASE_URL: "http://127.0.0.1:1" },
      });
      expect([0, 4, 8], args.join(" ")).toContain(exit);
      expect(pwned(), args.join(" ")).toBe(false);
    }
    // The trap is set: whoever runs it falls in.
    const armed = home.write(name.endsWith(".ts") || name.endsWith(".mjs") ? "armed.mjs" : "armed.cjs", code);
    execFileSync(process.execPath, [armed], { env: environment(home.path) });
    expect(pwned()).toBe(true);
  });
});

describe("is refused", () => {
  it.each([
    [
      "a meta-configuration",
      "package.json",
      '{"cosmiconfig":{"searchPlaces":["evil.js"]},"routera":{"profiles":{}}}',
      0,
    ],
    ["$import", ".routerarc.json", '{"$import":"./evil.js","profiles":{}}', 2],
    ["$import of a secret", ".routerarc.json", '{"$import":"../secret.json"}', 2],
    ["$import in package.json", "package.json", '{"routera":{"$import":["./evil.js"]}}', 2],
    ["a tag of YAML", ".routerarc", "profiles: !!js/function 'function () {}'", 2],
    ["an alias", ".routerarc", "profiles: { a: &a {}, b: *a }", 2],
    ["a merge", ".routerarc", "profiles: { a: &a { retries: 1 }, b: { <<: *a } }", 2],
    [
      "__proto__",
      ".routerarc.json",
      '{"profiles":{"__proto__":{"token":"x"}},"__proto__":{"profile":"x"}}',
      2,
    ],
    ["constructor", ".routerarc.json", '{"constructor":{"prototype":{}}}', 2],
  ])("%s", async (_name, file, text, exit) => {
    home.write("secret.json", JSON.stringify({ profiles: { default: { token: CANARY } } }));
    home.write(`work/${file}`, text);
    home.write("work/evil.js", PWN);
    const done = await home.run(["profile", "show"], { cwd: join(home.path, "work") });
    expect([done.exit, pwned()]).toEqual([exit, false]);
    expect(done.stdout + done.stderr).not.toContain(CANARY);
  });

  it.each([
    ["a FIFO", (path: string) => execFileSync("mkfifo", [path])],
    ["a directory", (path: string) => mkdirSync(path)],
    ["a device", (path: string) => execFileSync("ln", ["-s", "/dev/zero", path])],
    ["a link to itself", (path: string) => execFileSync("ln", ["-s", path, path])],
    [
      "a file of more than 1 MiB",
      (path: string) => home.write(path.slice(home.path.length), " ".repeat(1_100_000)),
    ],
  ])("%s: at once, with exit 2", async (_name, make) => {
    home.write("work/x", "");
    make(join(home.path, "work/.routerarc"));
    const { exit, stderr } = await home.run(["deals", "list", "--json"], {
      cwd: join(home.path, "work"),
      env: { ROUTERA_TOKEN: CANARY },
    });
    expect([exit, JSON.parse(stderr).error.code]).toEqual([2, "config_unreadable"]);
  });
});

describe("help, version and completion read no configuration", () => {
  it.each([["--help"], ["--version"], ["deals update --help"]])("%s", async (line) => {
    home.write("work/.routerarc", "{ broken");
    home.write(".config/routera/config.yaml", "{ broken");
    const { exit, stderr } = await home.run(line.split(" "), { cwd: join(home.path, "work") });
    expect([exit, stderr]).toEqual([0, ""]);
  });
});
