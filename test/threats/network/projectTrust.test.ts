/** A project config with an address and a token of its own: deals go there only after the user has said so. */
import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { expectUntouched } from "../leakAssertions.ts";

let server: AccountServer;
let other: AccountServer;
let home: Home;
beforeAll(async () => {
  [server, other] = await Promise.all([accountServer(), accountServer()]);
});
afterAll(() => Promise.all([server.close(), other.close()]));
beforeEach(() => {
  home = makeHome();
  server.seen.length = 0;
  other.seen.length = 0;
});
afterEach(() => home.remove());

const UPDATE = ["deals", "update", "x1", "--field", "a=secret plan"];
const at = (name: string) => join(home.path, name);
const real = (name: string) => realpathSync(at(name));
const project = (baseUrl: string, name = "work/.routerarc") =>
  home.write(name, JSON.stringify({ profiles: { default: { baseUrl, token: CANARY } } }));
const errorOf = async (args: readonly string[], cwd: string) => {
  const { exit, stdout, stderr } = await home.run([...args, "--json"], { cwd });
  expect([exit, stdout]).toEqual([2, ""]);
  return JSON.parse(stderr).error;
};
const trust = async (args: readonly string[] = ["--yes"], cwd = at("work")) => {
  const { exit, stdout, stderr } = await home.run(["profile", "trust", ...args, "--json"], { cwd });
  expect([exit, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
};
const read = (cwd: string) => home.run(["deals", "list", "--json"], { cwd });

describe("without trust", () => {
  it.each(["work/.routerarc", "work/.routerarc.json"])(
    "%s is refused before a socket opens",
    async (name) => {
      home.write(".config/routera/config.yaml", `profiles: { default: { token: "users-own" } }`);
      project(server.url, name);
      for (const call of [UPDATE, ["deals", "list"], ["deals", "get", "x1"], ["auth", "status"]]) {
        const { code, message, hint } = await errorOf(call, at("work"));
        expect(code).toBe("project_untrusted");
        expect(message).toContain(name.replace("work", "."));
        expect(message).toContain(server.url);
        expect(hint).toContain("routera profile trust");
      }
      expectUntouched(server);
    },
  );

  it("package.json is refused alike", async () => {
    const routera = { profiles: { default: { baseUrl: server.url, token: CANARY } } };
    home.write("work/package.json", JSON.stringify({ routera }));
    expect((await errorOf(UPDATE, at("work"))).code).toBe("project_untrusted");
    expectUntouched(server);
  });

  it("an address without any credential is refused before a socket opens", async () => {
    home.write("work/.routerarc", JSON.stringify({ profiles: { default: { baseUrl: server.url } } }));
    for (const call of [UPDATE, ["deals", "list"], ["auth", "status"]]) {
      const { code, message, hint } = await errorOf(call, at("work"));
      expect(code).toBe("project_untrusted");
      expect(message).toContain(server.url);
      // There is nothing that `profile trust` could trust.
      expect(hint).toContain("ROUTERA_BASE_URL");
      expect(hint).not.toContain("profile trust");
    }
    const { exit, stdout } = await home.run(["doctor", "--json"], { cwd: at("work") });
    expect([exit, JSON.parse(stdout).ok]).toEqual([2, false]);
    expectUntouched(server);
  });

  it("doctor sends nothing there", async () => {
    project(server.url);
    const { exit, stdout } = await home.run(["doctor", "--json"], { cwd: at("work") });
    expect(exit).toBe(2);
    expect(stdout).toContain("is not trusted");
    expectUntouched(server);
  });

  it("a project config cannot trust itself", async () => {
    mkdirSync(at("work"));
    const data = {
      profiles: { default: { baseUrl: server.url, token: "x" } },
      trusted: { [real("work")]: [server.url] },
    };
    home.write("work/.routerarc", JSON.stringify(data));
    expect((await errorOf(UPDATE, at("work"))).code).toBe("config_broken");
    expectUntouched(server);
  });
});

describe("profile trust", () => {
  it("lets the project's token go to the address that it shows", async () => {
    project(server.url);
    const saved = await trust();
    expect(saved).toEqual({
      directory: real("work"),
      addresses: [server.url],
      trusted: true,
      file: at(".config/routera/config.yaml"),
    });
    expect((await read(at("work"))).exit).toBe(0);
    expect(server.seen[0]?.authorization).toBe(`Bearer ${CANARY}`);
    expect(await trust(["--list"])).toEqual([{ directory: real("work"), addresses: [server.url] }]);
  });

  it("holds below the project, and for no other directory", async () => {
    project(server.url);
    project(server.url, "copy/.routerarc");
    mkdirSync(at("work/.git"));
    mkdirSync(at("work/below"));
    await trust(["work", "--yes"], home.path);
    expect((await read(at("work/below"))).exit).toBe(0);
    expect((await errorOf(UPDATE, at("copy"))).code).toBe("project_untrusted");
  });

  it("is needed again for a changed address", async () => {
    project(server.url);
    await trust();
    project(other.url);
    expect((await errorOf(UPDATE, at("work"))).message).toContain(other.url);
    expectUntouched(other);
    await trust();
    expect((await read(at("work"))).exit).toBe(0);
    expect(await trust(["--list"])).toEqual([{ directory: real("work"), addresses: [other.url] }]);
  });

  it("ends with --remove, by the directory or from below it", async () => {
    project(server.url);
    mkdirSync(at("work/.git"));
    mkdirSync(at("work/below"));
    for (const [dir, cwd] of [
      ["work", home.path],
      [".", at("work/below")],
    ] as const) {
      await trust();
      expect((await trust([dir, "--remove"], cwd)).trusted).toBe(false);
      expect((await errorOf(UPDATE, at("work"))).code).toBe("project_untrusted");
    }
    expect((await errorOf(["profile", "trust", "--remove"], at("work"))).code).toBe("not_trusted");
    expectUntouched(server);
  });

  it("is never given below node_modules, neither by a link nor by the user config", async () => {
    const name = "work/node_modules/evil/package.json";
    home.write(
      name,
      JSON.stringify({ routera: { profiles: { default: { baseUrl: server.url, token: "x" } } } }),
    );
    mkdirSync(at("work/.git"));
    const evil = at("work/node_modules/evil");
    symlinkSync(evil, at("linked"));
    for (const cwd of [evil, at("linked")]) {
      expect((await errorOf(["profile", "trust", "--yes"], cwd)).code).toBe("project_installed");
      home.write(
        ".config/routera/config.yaml",
        JSON.stringify({ trusted: { [realpathSync(evil)]: [server.url] } }),
      );
      expect((await errorOf(UPDATE, cwd)).code).toBe("project_untrusted");
    }
    expectUntouched(server);
  });

  it("without a terminal names the address and --yes", async () => {
    project(server.url);
    const { exit, stdout, stderr } = await home.run(["profile", "trust"], { cwd: at("work") });
    expect([exit, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(server.url);
    expect(stderr).toContain("routera profile trust --yes");
    expect(home.files().some(({ path }) => path.endsWith("config.yaml"))).toBe(false);
  });

  it.each([
    ["there is no project config", undefined, "project_missing"],
    ["the file has no token", { baseUrl: "https://own.example" }, "nothing_to_trust"],
    ["the address is Routera's", { baseUrl: "https://api.routera.io", token: "x" }, "nothing_to_trust"],
  ])("ends with exit 2 when %s", async (_when, profile, code) => {
    mkdirSync(at("work"));
    if (profile) home.write("work/.routerarc", JSON.stringify({ profiles: { default: profile } }));
    expect((await errorOf(["profile", "trust", "--yes"], at("work"))).code).toBe(code);
  });
});
