/** Configuration is data: nothing is run, nothing broken is passed over, and what needs none reads none. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DealServer, dealServer } from "../../harness/dealServer.ts";
import { type Home, makeHome, type RunOptions } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";
import { READ } from "./configSetup.ts";

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

const read = async (env: RunOptions["env"] = {}) =>
  transcript(await home.run(READ, { env: { ...server.env, ...env } }));

describe("a project config that can't be read", () => {
  /** @returns what is said about it, once nothing was sent */
  async function refused(): Promise<string> {
    const said = await read();
    expect(said).toMatch(/^exit 2\n--- stderr\n/);
    expect(server.connections()).toBe(0);
    return said.slice("exit 2\n--- stderr\n".length);
  }
  const HINT = "hint: fix or remove it; an unreadable configuration file is never ignored";

  it("broken JSON", async () => {
    home.write(".routerarc.json", '{"profiles": {');
    expect(await refused()).toMatchInlineSnapshot(`
      "error: configuration file ./.routerarc.json, line 1, column 15: invalid JSON
      hint: fix ./.routerarc.json; it is not used until it is valid"
    `);
  });
  it("broken YAML", async () => {
    home.write(".routerarc.yaml", "profiles: [a: b: c");
    expect(await refused()).toMatchInlineSnapshot(`
      "error: configuration file ./.routerarc.yaml, line 1, column 15: invalid YAML
      hint: fix ./.routerarc.yaml; it is not used until it is valid"
    `);
  });
  it("no object", async () => {
    home.write(".routerarc", "just words");
    expect(await refused()).toMatchInlineSnapshot(`
      "error: configuration file ./.routerarc: it must contain \`profiles\` and \`profile\`
      hint: fix ./.routerarc; it is not used until it is valid"
    `);
  });
  it("nothing in it", async () => {
    home.write(".routerarc", "");
    expect(await read()).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      deal_name:  Starter plan"
    `);
  });
  it("an unknown key", async () => {
    home.write(".routerarc.yaml", "profiles:\n  default:\n    baseURL: https://api.routera.io\n");
    expect(await refused()).toMatchInlineSnapshot(`
      "error: configuration file ./.routerarc.yaml: profile "default": unknown key "baseURL"; did you mean \`baseUrl\`?
      hint: fix ./.routerarc.yaml; it is not used until it is valid"
    `);
  });
  it("more than 64 KiB", async () => {
    home.write(".routerarc.json", `{"profiles":{}}${" ".repeat(1024 * 1024)}`);
    expect(await refused()).toBe(
      `error: cannot read configuration file ./.routerarc.json: it is larger than 64 KiB\n${HINT}`,
    );
  });
  it("bytes that are no UTF-8", async () => {
    home.write(".routerarc.json", new Uint8Array([0x7b, 0xff, 0x7d]));
    expect(await refused()).toBe(
      `error: cannot read configuration file ./.routerarc.json: it is not UTF-8\n${HINT}`,
    );
  });
  it("a directory", async () => {
    mkdirSync(join(home.path, ".routerarc"));
    expect(await refused()).toBe(
      `error: cannot read configuration file ./.routerarc: it is a directory\n${HINT}`,
    );
  });
  it("a link to nothing", async () => {
    symlinkSync("nowhere", join(home.path, ".routerarc"));
    expect(await refused()).toBe(
      `error: cannot read configuration file ./.routerarc: broken symbolic link\n${HINT}`,
    );
  });
  it("a link to a device", async () => {
    symlinkSync("/dev/zero", join(home.path, ".routerarc"));
    expect(await refused()).toBe(
      `error: cannot read configuration file ./.routerarc: it is not a regular file\n${HINT}`,
    );
  });
  it.skipIf(process.platform === "win32")("a FIFO, which no one writes to", async () => {
    execFileSync("mkfifo", [join(home.path, ".routerarc.yml")]);
    expect(await refused()).toBe(
      `error: cannot read configuration file ./.routerarc.yml: it is not a regular file\n${HINT}`,
    );
  });
  it.skipIf(process.getuid?.() === 0)("no permission", async () => {
    chmodSync(home.write(".routerarc.json", "{}"), 0);
    expect(await refused()).toBe(
      `error: cannot read configuration file ./.routerarc.json: permission denied\n${HINT}`,
    );
  });
  it("two of them", async () => {
    home.write(".routerarc", "profiles: {}\n");
    home.write(".routerarc.json", '{"profiles":{}}');
    expect(await refused()).toMatchInlineSnapshot(`
      "error: two project configs in one directory: ./.routerarc and ./.routerarc.json
      hint: remove one of them"
    `);
  });
  it("in JSON where that is asked for", async () => {
    home.write(".routerarc.json", "{");
    const call = await home.run([...READ, "--json"], { env: server.env });
    expect(transcript(call)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      {"error":{"code":"config_broken","message":"configuration file ./.routerarc.json, line 1, column 2: invalid JSON","status":null,"retryable":false,"outcome":"not_applied","hint":"fix ./.routerarc.json; it is not used until it is valid","command":null,"exit_code":2}}"
    `);
  });
  it("YAML that unpacks to more than it is", async () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let n = 1; n < 9; n += 1) lines.push(`a${n}: &a${n} [${`*a${n - 1}, `.repeat(9)}*a${n - 1}]`);
    home.write(".routerarc.yaml", `${lines.join("\n")}\n`);
    expect(await refused()).toMatchInlineSnapshot(`
      "error: configuration file ./.routerarc.yaml, line 2, column 10: aliases are not supported; copy the value
      hint: fix ./.routerarc.yaml; it is not used until it is valid"
    `);
  });
  it("$import", async () => {
    home.write("other.json", '{"profiles":{}}');
    home.write(".routerarc.json", '{"$import":"./other.json"}');
    expect(await refused()).toMatchInlineSnapshot(`
      "error: configuration file ./.routerarc.json: $import is not supported; copy the values
      hint: fix ./.routerarc.json; it is not used until it is valid"
    `);
  });
});

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
});
